"""The words of benefits: kinds and states, as the database keeps them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BenefitKind(TextChoices):
    """What may be asked of the fund, or granted by itself."""

    BRIDGING_RIGHT = "bridging_right", _("bridging right")
    MATERNITY_VOUCHERS = "maternity_vouchers", _("maternity vouchers")
    PATERNITY_ALLOWANCE = "paternity_allowance", _("paternity and birth allowance")
    FAMILY_ALLOWANCE = "family_allowance", _("family allowance")


class ClaimState(TextChoices):
    RECEIVED = "received", _("request received")
    DECIDED = "decided", _("decision told")
    REFUSED = "refused", _("refusal told")
    WITHDRAWN = "withdrawn", _("request withdrawn")


class DecisionState(TextChoices):
    """prepared → approved → told; a second person may send it back instead."""

    PREPARED = "prepared", _("decision prepared")
    APPROVED = "approved", _("decision approved")
    RETURNED = "returned", _("decision sent back")
    NOTIFIED = "notified", _("decision notified")


class DecisionOutcome(TextChoices):
    GRANT = "grant", pgettext_lazy("benefit", "granted")
    REFUSE = "refuse", pgettext_lazy("benefit", "refused")


class MonthState(TextChoices):
    """A month stands once it is ordered; finance may refuse its order, and it can be ordered anew."""

    ORDERED = "ordered", pgettext_lazy("month", "ordered")
    REFUSED = "refused", pgettext_lazy("month", "order refused")


class EntitlementState(TextChoices):
    RUNNING = "running", pgettext_lazy("entitlement", "running")
    ENDED = "ended", pgettext_lazy("entitlement", "ended")


class EndReason(TextChoices):
    """Why nothing more is paid."""

    CREDIT = "credit", _("credit used up")
    RESUMED = "resumed", _("activity resumed")
    CONVICTED = "convicted", _("convicted")
    PENSION = "pension", _("pension")
    DONE = "done", _("paid once and for all")
    CLAIMED_BACK = "claimed_back", _("granted without right")
    DIED = "died", pgettext_lazy("right", "death")
    CONDITIONS = "conditions", _("conditions no longer met")
