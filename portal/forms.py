"""The posted forms, read from the wire. Every field of every form (exact HTML names):

| POST to, or kind of duty        | field           | values                                                    |
|---------------------------------|-----------------|-----------------------------------------------------------|
| /l/{link}/d/{duty}, every kind  | nonce           | hidden, made for each page shown; any 8-64 of A-Za-z0-9_- |
| approve_plan                    | decision        | approve, return                                           |
|                                 | reason          | code of ReturnReason (when return)                        |
|                                 | most_visits     | whole number or empty (when return)                       |
| confirm                         | decision        | confirm, decline                                          |
|                                 | cards           | text, one card number a line                              |
|                                 | absences        | 0..n days, yyyy-mm-dd (tick boxes)                        |
|                                 | other_absences  | text, one day a line, dd/mm/yyyy or yyyy-mm-dd            |
|                                 | decline_reason  | code of DeclineReason (when decline)                      |
| findings                        | step            | screening: shows the record page, changes nothing         |
|                                 | trafficking     | yes, no                                                   |
|                                 | apparent_minor  | yes, no                                                   |
|                                 | happened        | yes, missed, postponed                                    |
|                                 | cards           | 1..n card numbers of the party (tick boxes; when yes)     |
|                                 | item.<code>     | code of ItemAnswer, one field an item (when yes)          |
|                                 | missed_reason   | code of NotConductedReason (when missed)                  |
|                                 | postpone_reason | code of PostponeReason (when postponed)                   |
| remedy                          | remedied        | yes, no                                                   |
| re_inspection                   | done            | yes                                                       |
| sanction_decision               | decision        | sanction, none                                            |
|                                 | number          | text of at most 64 (when sanction)                        |
|                                 | decided_on      | a day (when sanction)                                     |
| sanction_execution              | executed_on     | a day                                                     |
| referral_approval               | decision        | approve, refuse                                           |
|                                 | ground          | code of RefusalGround (when refuse)                       |
| referral_acknowledgement        | acknowledge     | yes                                                       |
| protection                      | answer          | code of ProtectionVerb                                    |
| victim_reception, _verification,| answer          | done, not_possible                                        |
| _protection, _support           | done_on         | a day (when done)                                         |
|                                 | reason          | code of NotPossibleReason (when not possible)             |
| referral_result                 | result          | code of ReferralResult                                    |
| order_check                     | decision        | order, decline                                            |
|                                 | establishments  | 0..n codes (tick boxes; when order)                       |
|                                 | other_places    | text, one code of an establishment a line (when order)    |
|                                 | muster_on       | a day (when order)                                        |
|                                 | muster_time     | hh:mm (when order)                                        |
|                                 | muster_place    | text of at most 200 (when order)                          |
|                                 | lead_agency     | code of a member agency (when order)                      |
|                                 | cards.<agency>  | text, one card number a line, a field for each agency     |
|                                 | reason          | code of NoOrderReason (when decline)                      |
| written_report                  | document        | text of at most 64                                        |
|                                 | signed_on       | a day                                                     |
|                                 | to_superior     | yes                                                       |
|                                 | to_chairman     | yes                                                       |
| a form of the pack              | f.<field>       | whole number, yes, no, a day, code or text, as the pack   |
|                                 |                 | says; one field for each of the form's                    |
|                                 | f.<field>.<unit>| the same for each commune, where the form has such lines  |
|                                 | confirmed       | yes: a figure that jumps was looked at again              |
|                                 | remark          | text of at most 500, no long number (when confirmed)      |
| /l/{link}/d/{duty}/workbook     | file            | the form's workbook, .xlsx (multipart/form-data)          |
| /l/{link}/d/{duty}/forward      |                 | no field: sends the successor a link                      |
| /l/{link}/list/code             |                 | no field: sends the code for the list of a check          |
| /l/{link}/list                  | code            | the digits of that letter; the answer is the list, once   |
| /l/{link}/give-up (a check)     |                 | no field: waits no longer for late findings               |
| /l/{link}/cancel (a check)      | reason          | code of CancelReason                                      |
| /office/sign-in                 | role            | code of Role: one that has signed-in pages                |
| /office/in/{link}               |                 | no field                                                  |
| /office/sign-out                |                 | no field                                                  |
| /office/c/{campaign}/decide     |                 | nonce, and the fields of approve_plan                     |
| /office/checks                  | nonce           | as above                                                  |
|                                 | ground          | code of OrderGround                                       |
|                                 | document        | text of at most 64                                        |
|                                 | document_on     | a day                                                     |
| /office/receptions              | nonce           | as above                                                  |
|                                 | received_on     | a day                                                     |
|                                 | agency          | code of an agency                                         |
| /office/receptions/{code}/      | reason          | code of WithdrawReason                                    |
|   withdraw                      |                 |                                                           |
| /office/receptions/{code}/      |                 | no field                                                  |
|   hand-over                     |                 |                                                           |
| /l/{link}/v/{visit} (own items) | item.<code>     | code of ItemAnswer, one field an item                     |
| /l/{link}/absence               | absences        | as above                                                  |
|                                 | other_absences  | as above                                                  |
| /l/{link}/code, /l/{link}/renew |                 | no field                                                  |
| /l/{link}/enter                 | code            | the digits of the letter                                  |
| /office/d/{duty}/answer         |                 | the fields of its kind, as above, and:                    |
|                                 | channel         | telephone, paper (approve_plan: paper)                    |
|                                 | document        | number and symbol of at most 64 (when paper)              |
|                                 | document_on     | a day (when paper)                                        |
|                                 | signer          | chairman, committee (when approve_plan)                   |
| /office/d/{duty}/extend         | due_on          | a day: the new last day                                   |
|                                 | note            | text of at most 500, no long number                       |
| /office/d/{duty}/void           | receipt         | hidden: the receipt number of the answer                  |
|                                 | reason          | code of VoidReason                                        |
|                                 | void_note       | text of at most 500, no long number                       |
| /office/contacts/{number}       | office          | text of at most 200                                       |
|                                 | telephone       | a telephone number                                        |
|                                 | address         | one plain e-mail address                                  |
|                                 | shared          | yes, no                                                   |
| /office/c/{campaign}/documents  | kind            | code of DocumentKind (multipart/form-data, at most 20 MB) |
|                                 | number          | number and symbol of at most 64                           |
|                                 | signed_on       | a day                                                     |
|                                 | signer          | code of Role                                              |
|                                 | file            | the scan, or none                                         |
| /office/areas                   | area            | code of an area at the level of work                      |
|                                 | reason          | code of SuspendReason                                     |
|                                 | document        | number and symbol of at most 64                           |
|                                 | until           | a day, or empty                                           |
| /office/areas/{area}/resume     |                 | no field                                                  |
| /office/reports                 | regime          | code of a regime that comes on request                    |
|                                 | from_on, to_on  | days, both inclusive                                      |
|                                 | due_on          | a day                                                     |
| /office/register                | file            | the workbook, .xlsx (multipart/form-data, at most 10 MB)  |
| /office/register/apply          | digest          | hidden: SHA-256 of the workbook                           |
|                                 | seen            | hidden: fingerprint of the differences that were shown    |

On a confidential link `{duty}` may also be the subject that the link opens: then it is the duty about it that this
office may answer now. A taken answer redirects (303) to the page of its duty, which is its receipt. Refused: 422 with
the form again; 409 when it was dealt with before; 403 when it is for somebody else; 404 for what is not the visitor's.
"""

import asyncio
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from portal.posted import Posted
from portal.site import speech_of

MOST_FIELDS = 500
SECONDS_TO_SEND = 30
FORM_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> Posted:
    """Raises 408 for a body that does not arrive, 415 for another kind of body, 400 for one that is no form."""
    kind = request.headers.get("content-type", FORM_TYPE).split(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(SECONDS_TO_SEND):
            body = await request.body()
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except TimeoutError:
        raise HTTPException(408) from None
    except ValueError:  # not UTF-8, or too many fields
        raise HTTPException(400) from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Posted(fields, speech_of(request))


Form = Annotated[Posted, Depends(read_form)]
