"""What goes when its time is over: who was invited, what was written freely, and in the end the marks themselves."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from app.surveys.models import Answer, Cell, Invitation, InvitationState, Remark, Round
from app.surveys.policy import read_policy
from workflows.deadlines import add_months


@dataclass(frozen=True)
class Forgotten:
    """How many rows of each went."""

    invitations: int
    remarks: int
    answers: int


@transaction.atomic
def forget(today: date) -> Forgotten:
    """An invitation only once its round is counted; a quarter's marks all at once, so that its figures never shrink
    towards single people."""
    policy = read_policy(today)
    rest_over = add_months(today, -policy.quiet_months)
    asked = Invitation.objects.filter(state=InvitationState.CLOSED, queued_on__lte=rest_over)
    written = Remark.objects.filter(received_on__lte=add_months(today, -policy.remark_months))
    old = Round.objects.filter(closed_at__isnull=False, ends_on__lte=add_months(today, -policy.answer_months))
    answers = Answer.objects.filter(round__in=old)
    counted = Forgotten(asked.count(), written.count(), answers.count())
    asked.delete()
    written.delete()
    answers.delete()
    Cell.objects.filter(round__in=old).delete()
    return counted
