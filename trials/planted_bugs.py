"""Bugs that the suite must see: each is one edit of the program as it is, and the tests that should fail of it.

`old` must stand in its file exactly once; whoever rewrites that place says here how the bug looks now.
"""

from typing import NamedTuple


class Bug(NamedTuple):
    """`breaks` is the promise that goes with it; the tests are run in their order, up to the first that fails."""

    name: str
    file: str
    old: str
    new: str
    breaks: str
    tests: tuple[str, ...]


DELIVERY = "notifications/delivery/"
SEEN_BY = "tests/notifications/test_"
MARKED = "_INTENT.execute(connection, [_intent(*intent) for intent in intents])"
ACCEPTED = "_OUTCOMES[MessageVerb.ACCEPT].execute(connection, changes)"

BUGS = (
    Bug(
        "send then mark",
        f"{DELIVERY}deliver.py",
        "    if not await run.writer.write(mark_dot, claimed, run.clock(), _who_can_tell(run, wire)):\n",
        "    run.writer.write(mark_dot, claimed, run.clock(), _who_can_tell(run, wire))\n    if False:\n",
        "no dot without a durable intent (O4)",
        (f"{SEEN_BY}delivery.py::test_lease_that_is_lost_before_the_dot_sends_nothing",),
    ),
    Bug(
        "intent not committed",
        f"{DELIVERY}leases.py",
        f"    if {MARKED} != len(intents):\n",
        "    savepoint = connection.begin_nested()\n"
        f"    marked = {MARKED}\n"
        "    savepoint.rollback()\n"
        "    if marked != len(intents):\n",
        "no dot without a durable intent (O4)",
        (f"{SEEN_BY}delivery.py::test_intents_and_outcomes_of_every_kind_are_recorded_in_company",),
    ),
    Bug(
        "dot before intent",
        f"{DELIVERY}wire.py",
        '        stuffed += b"" if stuffed.endswith(b"\\r\\n") else b"\\r\\n"\n',
        '        stuffed += b".\\r\\n"\n',
        "no dot without a durable intent (O4)",
        (f"{SEEN_BY}delivery.py::test_lease_that_is_lost_before_the_dot_sends_nothing",),
    ),
    Bug(
        "missing fence",
        f"{DELIVERY}leases.py",
        'col(Message.epoch) == sa.bindparam("its_epoch")',
        'col(Message.epoch) >= sa.bindparam("its_epoch")',
        "with one epoch one worker passes the intent (O6)",
        (f"{SEEN_BY}delivery.py::test_deliverer_that_slept_through_its_lease_changes_nothing",),
    ),
    Bug(
        "lost epoch check",
        f"{DELIVERY}leases.py",
        "        if not _fenced(connection, claimed, _OUTCOMES[recorded.verb], **changes):\n",
        "        its_row = sa.update(Message).where(col(Message.id) == claimed.id)\n"
        "        if not connection.execute(its_row.values(**changes)).rowcount:\n",
        "a reply that comes late changes nothing (O6)",
        (f"{SEEN_BY}delivery.py::test_deliverer_that_slept_through_its_lease_changes_nothing",),
    ),
    Bug(
        "intents of several not counted",
        f"{DELIVERY}leases.py",
        f"    if {MARKED} != len(intents):\n",
        f"    if {MARKED} < 0:\n",
        "with one epoch one worker passes the intent (O6)",
        (f"{SEEN_BY}delivery.py::test_deliverer_that_slept_through_its_lease_changes_nothing_in_company_either",),
    ),
    Bug(
        "outcomes of several not counted",
        f"{DELIVERY}leases.py",
        f"        if {ACCEPTED} != len(accepted):\n",
        f"        if {ACCEPTED} < 0:\n",
        "a reply that comes late changes nothing (O6)",
        (f"{SEEN_BY}delivery.py::test_deliverer_that_slept_through_its_lease_changes_nothing_in_company_either",),
    ),
    Bug(
        "answer before the commit of several",
        f"{DELIVERY}together.py",
        " as connection, connection.begin():\n",
        " as connection:\n",
        "what waits together is durable before anybody goes on (O4)",
        (f"{SEEN_BY}together.py::test_what_waits_together_is_one_commit",),
    ),
    Bug(
        "stale owner not killed",
        f"{DELIVERY}owners.py",
        "            signal.pidfd_send_signal(handle, signal.SIGKILL)\n",
        "",
        "a paused sender that wakes writes no dot",
        (
            f"{SEEN_BY}owners.py::test_deliverer_that_outlived_the_lease_of_its_dot_is_gone_before_anything_is_taken_over",
        ),
    ),
    Bug(
        "retry after doubt",
        f"{DELIVERY}deliver.py",
        '        return Verdict(MessageVerb.DOUBT, f"no reply after the dot: {unknown}")\n',
        '        return Verdict(MessageVerb.DEFER, f"no reply after the dot: {unknown}")\n',
        "what may have arrived is in doubt, not due (O5, O7)",
        (f"{SEEN_BY}delivery.py::test_letters_in_doubt_whose_second_copy_harms_are_never_sent_again_by_themselves",),
    ),
    Bug(
        "blind resend",
        f"{DELIVERY}doubts.py",
        "    if doubt.delivery_class is DeliveryClass.AT_LEAST_ONCE and doubt.amb_count < MOST_SENT_BLINDLY:\n",
        "    if True:\n",
        "a letter whose second copy harms waits for a person",
        (f"{SEEN_BY}doubts.py::test_letter_whose_second_copy_harms_waits_for_a_person",),
    ),
    Bug(
        "absence counted before its time",
        f"{DELIVERY}doubts.py",
        "    is_ripe = now >= doubt.dot_at + WAITS\n",
        "    is_ripe = True\n",
        "nothing goes again before the relay's last timer has run out",
        (f"{SEEN_BY}doubts.py::test_absence_counts_after_a_quarter_of_an_hour_and_the_same_bytes_go_again",),
    ),
    Bug(
        "witness of another attempt believed",
        f"{DELIVERY}doubts.py",
        "        if doubt.witness == witness.name or seen.get(doubt.mid) is Seen.PRESENT\n",
        "",
        "only the witness of that attempt can say that it failed",
        (f"{SEEN_BY}doubts.py::test_witness_that_did_not_see_the_attempt_cannot_say_that_it_failed",),
    ),
    Bug(
        "251 as failure",
        f"{DELIVERY}verdicts.py",
        "    verb = {2: MessageVerb.ACCEPT, 4: MessageVerb.DEFER, 5: MessageVerb.REJECT}[reply.code // 100]\n",
        "    verb = {250: MessageVerb.ACCEPT}.get(reply.code, MessageVerb.DEFER)\n",
        "the first digit decides (RFC 5321 4.2.1)",
        (f"{SEEN_BY}delivery.py::test_each_fault_leaves_the_letter_where_it_belongs[ok-251]",),
    ),
    Bug(
        "refused recipient overlooked",
        f"{DELIVERY}wire.py",
        "        if code // 100 == expected:\n",
        '        if code // 100 == expected or stage == "RCPT":\n',
        "what the relay says of the recipient decides",
        (f"{SEEN_BY}wire.py::test_every_reply_and_drop_is_told_apart[rcpt-550-one by one]",),
    ),
    Bug(
        "replies to what was written ahead left unread",
        f"{DELIVERY}wire.py",
        "            await self._read_the_rest()\n",
        "",
        "each reply belongs to its own command (RFC 2920)",
        (f"{SEEN_BY}wire.py::test_journal_that_is_taken_alone_gets_nothing",),
    ),
    Bug(
        "DATA before the answer about the copy",
        f"{DELIVERY}wire.py",
        "self._write_ahead(mail, rcpt, DATA if journal is None else copy)",
        "self._write_ahead(mail, rcpt, *([] if journal is None else [copy]), DATA)",
        "a relay that takes the copy alone gets no letter",
        (f"{SEEN_BY}wire.py::test_journal_that_is_taken_alone_gets_nothing",),
    ),
    Bug(
        "dots not doubled",
        f"{DELIVERY}wire.py",
        '.replace(b"\\r\\n.", b"\\r\\n..")',
        "",
        "a line with one dot does not end the letter (RFC 5321 4.5.2)",
        (f"{SEEN_BY}wire.py::test_every_reply_and_drop_is_told_apart[ok-one by one]",),
    ),
    Bug(
        "sender drawn anew for each attempt",
        f"{DELIVERY}deliver.py",
        "settings.bounces.sender_of(envelope_id)\n",
        'settings.bounces.sender_of(f"{envelope_id}-{id(object())}{asyncio.get_running_loop().time()}")\n',
        "greylisting sees the same sender again",
        (f"{SEEN_BY}delivery.py::test_sender_of_a_letter_is_the_same_on_every_attempt_and_another_letters_is_not",),
    ),
    Bug(
        "opportunistic TLS",
        f"{DELIVERY}wire.py",
        'start_tls=settings.tls == "starttls",',
        'start_tls=None if settings.tls == "starttls" else False,',
        "nothing in clear where TLS is demanded",
        (f"{SEEN_BY}delivery.py::test_starttls_that_is_not_offered_sends_nothing_in_clear",),
    ),
    Bug(
        "certificate not looked at",
        f"{DELIVERY}wire.py",
        "            cert_bundle=settings.ca_file,\n",
        "            validate_certs=False,\n",
        "no letter for who only says that he is the relay",
        (f"{SEEN_BY}delivery.py::test_certificate_that_nobody_vouches_for_sends_nothing",),
    ),
    Bug(
        "confidential letter in clear",
        f"{DELIVERY}clear.py",
        "        if not is_wanted or letter.confidentiality is not Confidentiality.CONFIDENTIAL:\n",
        "        if True:\n",
        "a confidential letter goes encrypted or not at all",
        (f"{SEEN_BY}clear.py::test_routine_letter_goes_and_a_confidential_one_waits_and_says_why",),
    ),
    Bug(
        "one private address is enough",
        f"{DELIVERY}wire.py",
        "        if not all(map(is_private, addresses)):\n",
        "        if not any(map(is_private, addresses)):\n",
        "in clear to private addresses only",
        (f"{SEEN_BY}clear.py::test_name_with_one_address_that_is_not_private_gets_nothing",),
    ),
    Bug(
        "breaker off",
        f"{DELIVERY}deliver.py",
        "BREAKS_IN_A_ROW = 3\n",
        "BREAKS_IN_A_ROW = 3000\n",
        "a dead relay costs nothing but time",
        (f"{SEEN_BY}delivery.py::test_relay_that_dies_in_the_run_leaves_the_rest_due_at_once",),
    ),
    Bug(
        "no limit on copies",
        f"{DELIVERY}pace.py",
        "MOST_COPIES = 3\n",
        "MOST_COPIES = 3000\n",
        "a sender that sends one letter again and again stops itself",
        ("tests/trials/test_torture_smtp.py::test_letters_end_as_the_script_says[S44]",),
    ),
    Bug(
        "letters in other hands not counted",
        f"{DELIVERY}pace.py",
        " - _in_hand(session, now))\n",
        ")\n",
        "several deliverers keep to one limit",
        (f"{SEEN_BY}delivery.py::test_letters_that_another_deliverer_has_in_hand_count_against_the_minute",),
    ),
    Bug(
        "expired letter deleted",
        f"{DELIVERY}leases.py",
        '            move_message(session, message, MessageVerb.EXPIRE, now, reply="past its time to be sent")\n',
        "            session.delete(message)\n",
        "nothing is lost silently (O9)",
        (f"{SEEN_BY}delivery.py::test_letter_past_its_time_expires_and_one_no_longer_wanted_is_cancelled",),
    ),
    Bug(
        "journal outside the transaction",
        f"{DELIVERY}records.py",
        "    message.reply = reply\n    write_down(",
        "    message.reply = reply\n    session.commit()\n    write_down(",
        "a state change and its journal entry are one transaction (O1)",
        (f"{SEEN_BY}by_hand.py::test_what_is_done_to_a_letter_and_its_journal_entry_are_one_transaction",),
    ),
    Bug(
        "outcome without its journal entry",
        f"{DELIVERY}records.py",
        "    _NEW_ENTRY.execute(connection, entries)\n",
        "",
        "a state change and its journal entry are one transaction (O1)",
        (f"{SEEN_BY}delivery.py::test_each_fault_leaves_the_letter_where_it_belongs[ok-251]",),
    ),
    Bug(
        "entry of a confidential letter for all to see",
        f"{DELIVERY}records.py",
        '        "restricted": message.confidentiality is Confidentiality.CONFIDENTIAL,\n',
        '        "restricted": False,\n',
        "a confidential letter shows in no shared view",
        (f"{SEEN_BY}delivery.py::test_letter_goes_under_tls_after_login",),
    ),
    Bug(
        "intent key with a time",
        "notifications/outbox.py",
        '    return f"{reference}:{subject}:{purpose}:{to.id}:{ordinal}"\n',
        '    return f"{reference}:{subject}:{purpose}:{to.id}:{ordinal}{datetime.now().timestamp()}"\n',
        "the same letter is one letter whoever asks for it again (O2)",
        (f"{SEEN_BY}outbox.py::test_same_letter_is_queued_once_and_the_next_reminder_anew",),
    ),
    Bug(
        "boundary at random",
        "notifications/mime.py",
        """f"=_{hashlib.sha256(f'{mid}:{number}'.encode()).hexdigest()[:32]}\"""",
        """f"=_{hashlib.sha256(str(id(object())).encode()).hexdigest()[:24]}{__import__('secrets').token_hex(4)}\"""",
        "one Message-ID has one content (O3)",
        (f"{SEEN_BY}outbox.py::test_bytes_are_the_same_whenever_they_are_made",),
    ),
    Bug(
        "confidential letter to a shared mailbox",
        "notifications/outbox.py",
        "    if confidential and to.shared:\n",
        "    if False:\n",
        "confidential letters go to one person's mailbox",
        (f"{SEEN_BY}outbox.py::test_confidential_letter_to_a_shared_mailbox_is_refused",),
    ),
    Bug(
        "NUL in a header",
        "notifications/rendering.py",
        '_CONTROLS = re.compile(r"[\\x00-\\x1f',
        '_CONTROLS = re.compile(r"[\\x01-\\x1f',
        "no control character on the wire",
        (f"{SEEN_BY}mime.py::test_whatever_is_typed_names_one_recipient_and_starts_no_header",),
    ),
    Bug(
        "address out of a string",
        "notifications/mime.py",
        "    if too_long or not _ADDRESS.fullmatch(address):\n",
        "    if too_long:\n",
        "one letter, one recipient",
        (f"{SEEN_BY}outbox.py::test_address_that_is_not_one_plain_address_is_refused",),
    ),
    Bug(
        "bounce without its MAC",
        "notifications/returns/bounce_address.py",
        "        right = hmac.compare_digest(mac, self._mac(envelope_id))\n",
        "        right = True\n",
        "nobody else can say that a letter came back",
        (f"{SEEN_BY}reading_returns.py::test_address_that_we_did_not_make_is_known_as_such",),
    ),
    Bug(
        "reminder after the answer",
        "actions/still_wanted.py",
        "    return letter.letter != Reminder.name or _owes(session, letter)\n",
        "    return True\n",
        "nobody is reminded of what is done (O11)",
        ("tests/actions/test_still_wanted.py::test_office_that_has_answered_meanwhile_is_not_reminded",),
    ),
    Bug(
        "looking that counts as a try",
        "notifications/settling.py",
        "    return text_of(message.mime)\n",
        "    message.attempts += 1\n    return text_of(message.mime)\n",
        "nothing changes by looking (O10)",
        (f"{SEEN_BY}outbox_machine.py::test_outbox_keeps_its_obligations_whatever_happens",),
    ),
    Bug(
        "looking that answers",
        "portal/duty_pages.py",
        "def show_duty(signed: str, code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:\n",
        "def show_duty(signed: str, code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:\n"
        "    change_something(site, signed, request.cookies, speech, lambda desk: setattr("
        'find_asked(desk, code).duty, "state", DutyState.FULFILLED))\n',
        "only a POST acknowledges (O10)",
        ("tests/portal/test_looking.py::test_looking_changes_nothing[GET]",),
    ),
)
