"""Two parties that become one: asked twice in one round, one invitation stays, the other and its link go."""

from app.people.models import Party
from app.surveys.models import Invitation


def drop_double_invitations(kept: Party, absorbed: Party) -> dict[str, list[str]]:
    rounds = Invitation.objects.filter(party=kept).values("round")
    doubles = Invitation.objects.filter(party=absorbed, round__in=rounds)
    dropped = [str(one.pk) for one in doubles]
    doubles.delete()
    return {"survey_invitations": dropped} if dropped else {}
