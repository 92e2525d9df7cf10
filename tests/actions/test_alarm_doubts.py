"""The coordinator is told of a letter in doubt in time, once for each doubt, and by nothing but its number."""

from datetime import timedelta

from sqlmodel import select

from actions.alarm_doubts import alarm_doubts
from models import Message
from notifications.delivery.doubts import ALARM_AFTER
from rules.words import Confidentiality, MessageState
from tests.actions.desk import Desk
from tests.actions.mail_parts import text_of
from tests.actions.work import Work

MINUTE = timedelta(minutes=1)


def put_in_doubt(work: Work, **changes: object) -> Message:
    letter = work.session.exec(select(Message)).first()
    assert letter is not None
    for name, value in {"state": MessageState.AMBIGUOUS, "dot_at": work.now, **changes}.items():
        setattr(letter, name, value)
    work.session.add(letter)
    work.session.flush()
    return letter


def raise_alarms(work: Work, after: timedelta) -> list[Message]:
    alarm_doubts(work.session, now=work.now + after, context=work.context)
    return work.letters("mail_in_doubt")


def test_coordinator_is_told_after_half_an_hour_and_once_for_each_doubt(coordinating: Desk) -> None:
    with coordinating.work() as work:
        letter = put_in_doubt(work)
        assert raise_alarms(work, ALARM_AFTER - MINUTE) == []
        for minutes in (30, 31, 90):
            (alarm,) = raise_alarms(work, minutes * MINUTE)
        assert (alarm.agency, alarm.priority) == ("SLDTBXH", 1)
        assert f"mail resolve {letter.id} --delivered" in text_of(alarm)
        letter.amb_count, letter.dot_at = 1, work.now + timedelta(hours=2)
        assert len(raise_alarms(work, timedelta(hours=3))) == 2, "it went again, and is in doubt once more"


def test_alarm_about_a_confidential_letter_looks_like_any_other(coordinating: Desk) -> None:
    texts = []
    for confidentiality in Confidentiality:
        with coordinating.work() as work:
            put_in_doubt(work, confidentiality=confidentiality)
            (alarm,) = raise_alarms(work, ALARM_AFTER)
            texts.append(text_of(alarm))
            assert alarm.campaign_id is None and alarm.confidentiality is Confidentiality.ROUTINE
            work.session.rollback()
    assert texts[0] == texts[1]


def test_no_alarm_is_raised_about_an_alarm_or_about_what_a_restored_home_leaves_to_a_person(coordinating: Desk) -> None:
    with coordinating.work() as work:
        put_in_doubt(work)
        (alarm,) = raise_alarms(work, ALARM_AFTER)
        alarm.state, alarm.dot_at = MessageState.AMBIGUOUS, work.now
        assert len(raise_alarms(work, timedelta(days=1))) == 1
        work.session.rollback()
        put_in_doubt(work, dot_at=None)
        assert raise_alarms(work, timedelta(days=1)) == []
