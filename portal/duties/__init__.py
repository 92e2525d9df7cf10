"""One file for each kind of answer: what its form shows, how it is read, what its receipt says."""

from collections.abc import Mapping

from portal.desk import DutyForm
from portal.duties import (
    confirm,
    contact_check,
    contact_repair,
    findings,
    order_check,
    plan,
    protection,
    reception,
    referral,
    remedy,
    sanction,
    written_report,
)
from portal.duties.pack_form import PACK_FORMS
from rules.visibility import RECEPTION_KINDS
from rules.words import DutyKind

FORMS: Mapping[DutyKind, DutyForm] = {
    DutyKind.APPROVE_PLAN: plan.FORM,
    DutyKind.CONFIRM: confirm.FORM,
    DutyKind.FINDINGS: findings.FORM,
    DutyKind.REMEDY: remedy.FORM,
    DutyKind.RE_INSPECTION: remedy.AGAIN_FORM,
    DutyKind.SANCTION_DECISION: sanction.DECISION_FORM,
    DutyKind.SANCTION_EXECUTION: sanction.EXECUTION_FORM,
    DutyKind.REFERRAL_APPROVAL: referral.APPROVAL_FORM,
    DutyKind.REFERRAL_ACKNOWLEDGEMENT: referral.ACKNOWLEDGEMENT_FORM,
    DutyKind.REFERRAL_RESULT: referral.RESULT_FORM,
    DutyKind.PROTECTION: protection.FORM,
    **dict.fromkeys(RECEPTION_KINDS, reception.FORM),
    DutyKind.ORDER_CHECK: order_check.FORM,
    DutyKind.WRITTEN_REPORT: written_report.FORM,
    DutyKind.CONTACT_REPAIR: contact_repair.FORM,
    DutyKind.CONTACT_CHECK: contact_check.FORM,
    **PACK_FORMS,
}
