"""Who is never asked: the dead, restricted files, whoever is in the middle of something grave, whoever did not consent
or withdrew it, whoever has no e-mail address, and whoever was asked not long ago."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from django.db.models import Q

from app.cases.models import Case
from app.confidentiality.models import RestrictedFile
from app.people.models import Channel, ChannelKind, Company, Consent, Person, Purpose
from app.surveys.models import Invitation, InvitationState
from app.surveys.questionnaire import questionnaire
from workflows.deadlines import add_months


class Reason(StrEnum):
    """Why somebody was not asked; the first that holds counts."""

    DECEASED = "deceased"
    RESTRICTED = "restricted"
    GRAVE = "grave"
    NO_CONSENT = "no_consent"
    NO_EMAIL = "no_email"
    QUIET = "quiet"
    NOT_DRAWN = "not_drawn"
    #: Only when the mail server took the invitation up too late.
    TOO_LATE = "too_late"


def find_spared(parties: Collection[int], today: date) -> dict[int, Reason]:
    """Of these parties, by key, those not to be written to on this day, whatever the draw says."""
    consenting, reachable = list_consenting(parties, today), list_reachable(parties)
    return {
        **{key: Reason.NO_EMAIL for key in parties if key not in reachable},
        **{key: Reason.NO_CONSENT for key in parties if key not in consenting},
        **dict.fromkeys(list_in_grave_cases(parties), Reason.GRAVE),
        **dict.fromkeys(list_restricted(parties), Reason.RESTRICTED),
        **dict.fromkeys(list_gone(parties, today), Reason.DECEASED),
    }


def list_gone(parties: Collection[int], today: date) -> set[int]:
    """Persons who died and companies that were dissolved; a death that is told for a later day counts already."""
    persons = Person.objects.filter(party__in=parties, died_on__isnull=False)
    companies = Company.objects.filter(party__in=parties, dissolved_on__lte=today)
    return {*persons.values_list("party", flat=True), *companies.values_list("party", flat=True)}


def list_restricted(parties: Collection[int]) -> set[int]:
    marked = RestrictedFile.objects.filter(party__in=parties, lifted_at=None)
    return set(marked.values_list("party", flat=True))


def list_in_grave_cases(parties: Collection[int]) -> set[int]:
    grave = questionnaire().spared_while_open
    cases = Case.objects.filter(party__in=parties, process__in=grave, closed_at=None)
    return {key for key in cases.values_list("party", flat=True) if key is not None}


def list_consenting(parties: Collection[int], today: date) -> set[int]:
    """With a standing consent to surveys: silence is none (GDPR art. 4(11))."""
    given = Consent.objects.filter(party__in=parties, purpose=Purpose.SURVEYS, given_on__lte=today)
    standing = given.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=today))
    return set(standing.values_list("party", flat=True))


def list_reachable(parties: Collection[int]) -> set[int]:
    channels = Channel.objects.filter(party__in=parties, kind=ChannelKind.EMAIL)
    return set(channels.values_list("party", flat=True))


def list_resting(parties: Collection[int], today: date, months: int, round_key: int) -> set[int]:
    """Asked within so many months; of this round also those who were not written to after all."""
    since = add_months(today, -months)
    asked = Q(queued_on__gt=since) & ~Q(state=InvitationState.SKIPPED)
    rows = Invitation.objects.filter(asked | Q(round=round_key), party__in=parties)
    return set(rows.values_list("party", flat=True))
