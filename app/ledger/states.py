"""The words of the books: kinds and states, as the database keeps them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountKind(TextChoices):
    ASSET = "asset", _("asset")
    LIABILITY = "liability", _("liability")
    INCOME = "income", _("income")
    EXPENSE = "expense", _("expense")


#: What the system writes as the reason of a change of a debt; what a person wrote is shown as it is.
SYSTEM_REASONS = {
    "paid": _("paid"),
    "payment taken back": _("payment taken back"),
    "nothing to pay": _("nothing to pay"),
    "surcharges": _("surcharges"),
    "kept back": _("kept back"),
    "second missed instalment": _("second missed instalment"),
}


class Component(TextChoices):
    """What an amount owed consists of. Surcharges run on the principal only (art. 44 RGS)."""

    PRINCIPAL = "principal", _("principal")
    FEE = "fee", _("management fee")
    SURCHARGE = "surcharge", _("surcharge")
    COST = "cost", _("costs")
    INTEREST = "interest", _("interest")


class EntryKind(TextChoices):
    BOOKING = "booking", _("receivable booked")
    ADJUSTMENT = "adjustment", _("receivable adjusted")
    SURCHARGE = "surcharge", _("surcharge")
    COST = "cost", _("costs")
    PAYMENT = "payment", _("payment received")
    IDENTIFICATION = "identification", _("payment identified")
    IMPUTATION = "imputation", _("payment imputed")
    OFFSET = "offset", _("credit set off")
    RELEASE = "release", _("amount set free")
    WAIVER = "waiver", _("waived")
    WRITE_OFF = "write_off", _("written off")
    REFUND = "refund", _("refund")
    REVERSAL = "reversal", _("reversal")
    MANUAL = "manual", _("manual entry")


class ReceivableKind(TextChoices):
    CONTRIBUTION = "contribution", _("social contribution")
    COMPANY_CONTRIBUTION = "company_contribution", _("company contribution")
    REGULARISATION = "regularisation", _("regularisation")
    COST = "cost", _("costs")
    RECOVERY = "recovery", _("amount paid back by mistake")


class ReceivableState(TextChoices):
    OPEN = "open", _("open")
    SETTLED = "settled", _("settled")
    WAIVED = "waived", _("waived")
    WRITTEN_OFF = "written_off", _("written off")
    CANCELLED = "cancelled", pgettext_lazy("receivable", "cancelled")


class SurchargeKind(TextChoices):
    QUARTER = "quarter", _("3 % at the end of the quarter")
    YEAR = "year", _("7 % on 1 January")
    COMPANY_MONTH = "company_month", _("1 % a month")


class PaymentState(TextChoices):
    IMPUTED = "imputed", _("imputed")
    SUSPENSE = "suspense", _("payer unknown")
    BOUNCED = "bounced", pgettext_lazy("payment", "bounced")
    RETURNED = "returned", _("sent back")


class ReferenceKind(TextChoices):
    RECEIVABLE = "receivable", _("one receivable")
    NOTICE = "notice", _("a notice")
    PLAN = "plan", _("a payment plan")


class PlanState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACTIVE = "active", pgettext_lazy("plan", "active")
    KEPT = "kept", pgettext_lazy("plan", "kept")
    BROKEN = "broken", _("broken")
    VOID = "void", _("void")


class InstalmentState(TextChoices):
    DUE = "due", _("to pay")
    REMINDED = "reminded", _("reminded")
    MISSED = "missed", _("missed")
    PAID = "paid", _("paid")
    VOID = "void", _("void")


class RefundState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    PAID = "paid", _("paid")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("refund", "withdrawn")
    RETURNED = "returned", pgettext_lazy("refund", "came back from the bank")


class RefundKind(TextChoices):
    """A benefit never pays the party's own debts, also when it comes back (Judicial Code art. 1410)."""

    CREDIT = "credit", pgettext_lazy("refund", "credit of the party")
    BENEFIT = "benefit", pgettext_lazy("refund", "benefit")


class InterruptionKind(TextChoices):
    """What makes the limitation period run anew (art. 16 AR 38)."""

    REGISTERED_LETTER = "registered_letter", _("registered letter")
    DEBT_ACKNOWLEDGMENT = "debt_acknowledgment", _("debt acknowledged")
    PART_PAYMENT = "part_payment", _("part payment")
    SUMMONS = "summons", _("summons")
    PAYMENT_ORDER = "payment_order", _("payment order")
    SEIZURE = "seizure", _("seizure")
    INSTITUTE_NOTICE = "institute_notice", _("formal notice by the institute")


class ProposalKind(TextChoices):
    MANUAL = "manual", _("manual entry")
    WRITE_OFF = "write_off", _("write-off")
    DEBIT = "debit", _("debit that nobody ordered")
    TAKE_BACK = "take_back", _("explanation of a debit, taken back")
    REMISSION = "remission", _("remission of paid surcharges")


class ProposalState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
