"""The coordinator is told of a letter in doubt or expired, once for each time, and by nothing but its number."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from actions import alarm_letters
from actions.alarm_letters import AT_ONCE, LATELY
from actions.suspend_campaign import cancel_campaign
from models import Contact, Message
from notifications.by_hand import retry_letter
from notifications.delivery.doubts import ALARM_AFTER
from notifications.delivery.records import move_message
from rules.refusals import ContactMissing
from rules.words import CancelReason, Confidentiality, MessageState, MessageVerb, Role
from tests.actions.desk import COORDINATOR, Desk
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
    alarm_letters.raise_alarms(work.session, now=work.now + after, context=work.context)
    return work.letters("mail_in_doubt") + work.letters("mail_expired")


def expire(work: Work, *letters: Message, after: timedelta = timedelta(0)) -> None:
    for letter in letters:
        move_message(work.session, letter, MessageVerb.EXPIRE, work.now + after, reply="past its time to be sent")
    work.session.flush()


def first_letter(work: Work, **changes: object) -> Message:
    letter = put_in_doubt(work, state=MessageState.QUEUED, dot_at=None, **changes)
    assert letter.letter not in alarm_letters.NOT_MISSED
    return letter


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


def test_coordinator_is_told_at_once_and_each_time_that_a_letter_expires_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.schedule()
    with desk_on_both.work() as work:
        letter = first_letter(work)
        assert raise_alarms(work, timedelta(0)) == []
        expire(work, letter)
        for minutes in (0, 1, 90):
            (alarm,) = raise_alarms(work, minutes * MINUTE)
        assert (alarm.letter, alarm.agency, alarm.priority) == ("mail_expired", "SLDTBXH", 1)
        said = text_of(alarm).split()
        assert letter.id is not None and said.count(str(letter.id)) == 2 + 1, "of the two commands, and of its number"
        retry_letter(work.session, letter.id, work.now + timedelta(hours=2), Role.COORDINATOR)
        assert len(raise_alarms(work, timedelta(hours=2))) == 1
        expire(work, letter, after=timedelta(hours=3))
        assert len(raise_alarms(work, timedelta(hours=3))) == 2, "it was tried again, and expired once more"


def test_what_expired_long_ago_is_not_looked_for(coordinating: Desk) -> None:
    with coordinating.work() as work:
        expire(work, first_letter(work))
        assert raise_alarms(work, LATELY) == []
        assert len(raise_alarms(work, LATELY - MINUTE)) == 1


def test_alarm_about_a_confidential_letter_looks_like_any_other(coordinating: Desk) -> None:
    texts = []
    for confidentiality in Confidentiality:
        for change in (put_in_doubt, lambda work, **changes: expire(work, first_letter(work, **changes))):
            with coordinating.work() as work:
                change(work, confidentiality=confidentiality)
                (alarm,) = raise_alarms(work, ALARM_AFTER)
                texts.append(text_of(alarm))
                assert alarm.campaign_id is None and alarm.confidentiality is Confidentiality.ROUTINE
                work.session.rollback()
    assert texts[:2] == texts[2:] and texts[0] != texts[1]


@pytest.mark.parametrize("first", ["in doubt", "expired"])
@pytest.mark.parametrize("then", ["in doubt", "expired"])
def test_no_alarm_is_raised_about_an_alarm(coordinating: Desk, first: str, then: str) -> None:
    with coordinating.work() as work:
        if first == "in doubt":
            put_in_doubt(work)
        else:
            expire(work, first_letter(work))
        (alarm,) = raise_alarms(work, ALARM_AFTER)
        if then == "in doubt":
            alarm.state, alarm.dot_at = MessageState.AMBIGUOUS, work.now
        else:
            expire(work, alarm, after=ALARM_AFTER)
        work.session.flush()
        assert len(raise_alarms(work, 2 * ALARM_AFTER)) == 1


@pytest.mark.parametrize("name", alarm_letters.NOT_MISSED)
def test_no_alarm_is_raised_about_a_letter_that_nobody_misses(coordinating: Desk, name: str) -> None:
    with coordinating.work() as work:
        letter = first_letter(work)
        letter.letter = name
        expire(work, letter)
        assert alarm_letters.raise_alarms(work.session, now=work.now, context=work.context) == 0


def test_no_alarm_is_raised_about_what_a_restored_home_leaves_to_a_person(coordinating: Desk) -> None:
    with coordinating.work() as work:
        put_in_doubt(work, dot_at=None)
        assert raise_alarms(work, timedelta(hours=23)) == []


def test_nobody_is_told_of_a_letter_that_was_retried_meanwhile(coordinating: Desk) -> None:
    with coordinating.work() as work:
        letter = first_letter(work)
        expire(work, letter)
        assert letter.id is not None
        retry_letter(work.session, letter.id, work.now, Role.COORDINATOR)
        assert raise_alarms(work, timedelta(0)) == []


def test_nobody_is_to_be_called_about_what_was_called_off(coordinating: Desk) -> None:
    with coordinating.work() as work:
        invitation, *_ = work.letters("invitation")
        expire(work, invitation)
        cancel_campaign(work.session, work.campaign(), CancelReason.MISTAKE, actor=COORDINATOR, **work.given)
        work.session.flush()
        assert raise_alarms(work, timedelta(0)) == []


def test_many_that_expire_at_once_are_told_of_by_and_by(coordinating: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert AT_ONCE > 1
    monkeypatch.setattr(alarm_letters, "AT_ONCE", 1)
    with coordinating.work() as work:
        letters = work.letters("invitation")[:3]
        expire(work, *letters)
        assert [len(raise_alarms(work, minute * MINUTE)) for minute in range(4)] == [1, 2, 3, 3]


def test_without_anybody_to_tell_it_is_refused_in_one_sentence(coordinating: Desk) -> None:
    with coordinating.work() as work:
        expire(work, first_letter(work))
        for contact in work.session.exec(select(Contact).where(Contact.role == Role.COORDINATOR)):
            contact.valid_to = date(2020, 12, 31)
        work.session.flush()
        with pytest.raises(ContactMissing, match="enter one"):
            raise_alarms(work, timedelta(0))
        work.session.rollback()
