"""The words of recovery: kinds and states, as the database keeps them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileState(TextChoices):
    """prepared → approved → order served or summoned → (opposed) → enforceable → seizure → an end."""

    PREPARED = "prepared", _("prepared")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ORDER_SERVED = "order_served", _("order served")
    SUMMONED = "summoned", _("summoned")
    OPPOSED = "opposed", _("opposed")
    ENFORCEABLE = "enforceable", _("enforceable")
    SEIZURE = "seizure", _("seizure")
    CLOSED = "closed", _("closed")
    IRRECOVERABLE = "irrecoverable", _("irrecoverable")


ENDED = (FileState.CLOSED, FileState.IRRECOVERABLE, FileState.WITHDRAWN)
RUNNING = tuple(state for state in FileState if state not in ENDED)


#: What the system writes as the reason of a change; what a person wrote is shown as it is.
SYSTEM_REASONS = {
    "transfer": _("handed over by amicable recovery"),
    "paid": _("paid"),
    "back to the notice": _("back to the formal notice"),
    "back to the reminder": _("back to the last reminder"),
}


class Route(TextChoices):
    """What D22 chose."""

    ORDER = "order", _("enforcement order")
    CITATION = "citation", _("summons before the labour court")
    CURATOR = "curator", _("claim with the curator")
    MEDIATOR = "mediator", _("claim with the debt mediator")
    ABROAD = "abroad", _("service abroad")


class Outcome(TextChoices):
    REACHED = "reached", _("reached")
    NOT_REACHED = "not_reached", _("not reached")


class ContactChannel(TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    POST = "post", _("letter")
    OFFICE = "office", _("at the office")
    WEB = "web", _("portal")


class MandateKind(TextChoices):
    LAWYER = "lawyer", _("lawyer")
    BAILIFF = "bailiff", _("bailiff")
    CURATOR = "curator", _("curator")
    MEDIATOR = "mediator", _("debt mediator")


class MandateState(TextChoices):
    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")


#: SLA-50 to 52: calendar days without news before the fund asks; and the days before that at which it warns. The
#: catalogue has no figure of its own for a debt mediator: the curator's is the fund's policy for both.
SILENCE_DAYS = {
    MandateKind.LAWYER: 30,
    MandateKind.BAILIFF: 30,
    MandateKind.CURATOR: 90,
    MandateKind.MEDIATOR: 90,
}
WARNING_DAYS = {
    MandateKind.LAWYER: 25,
    MandateKind.BAILIFF: 25,
    MandateKind.CURATOR: 75,
    MandateKind.MEDIATOR: 75,
}


class ClaimState(TextChoices):
    """A claim in an insolvency: prepared → filed → closed."""

    PREPARED = "prepared", _("prepared")
    FILED = "filed", _("filed")
    CLOSED = "closed", _("closed")


class Admission(TextChoices):
    """What the curator or mediator said of a claim."""

    ADMITTED = "admitted", _("admitted")
    PARTLY = "partly", _("admitted in part")
    CONTESTED = "contested", _("contested")


class DebtorEventKind(TextChoices):
    """What is known of a debtor that keeps a debt from an ordinary recovery."""

    CONTESTATION = "contestation", _("contestation of the debt")
    BANKRUPTCY = "bankruptcy", _("bankruptcy")
    SETTLEMENT = "collective_debt_settlement", _("collective debt settlement")


class ContestOutcome(TextChoices):
    """How a contestation ended; one that is rejected leaves the debt disputed: no enforcement order."""

    UPHELD = "upheld", _("the debtor was right")
    REJECTED = "rejected", _("rejected with reasons")
    WITHDRAWN = "withdrawn", _("withdrawn by the debtor")
