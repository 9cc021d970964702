"""Who is linked to whom, from when to when, and who lives together."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from app.people.contacts import lock_party
from app.people.errors import PartyRefused
from app.people.models import Household, HouseholdMember, Kind, Link, LinkKind, Party
from app.people.parties import record, tidy
from workflows import clock
from workflows.actors import Actor

#: What the two ends must be; an accountant may be an office and work for anyone.
ENDS: dict[str, tuple[str, str]] = {
    LinkKind.HELPER: (Kind.PERSON, Kind.PERSON),
    LinkKind.SPOUSE_HELPER: (Kind.PERSON, Kind.PERSON),
    LinkKind.SPOUSE: (Kind.PERSON, Kind.PERSON),
    LinkKind.OFFICER: ("", Kind.COMPANY),
    LinkKind.ACTIVE_PARTNER: (Kind.PERSON, Kind.COMPANY),
    LinkKind.ACCOUNTANT: ("", ""),
}
#: Who is told, in the transaction of the act, of a new link; added by apps above people.
link_listeners: list[Callable[[Link], None]] = []


@transaction.atomic
def link(
    from_party: Party,
    to_party: Party,
    kind: str,
    *,
    by: Actor,
    started_on: date,
    ended_on: date | None = None,
    mandate: str = "",
) -> Link:
    """`from_party` becomes the `kind` of `to_party`. Raises PartyRefused."""
    check_ends(from_party, to_party, kind)
    if ended_on is not None and ended_on < started_on:
        raise PartyRefused(_("The last day lies before the first."), "ended_on")
    if kind == LinkKind.ACCOUNTANT and not mandate.strip():
        raise PartyRefused(_("An accountant acts on a mandate: say which."), "mandate")
    for party in sorted((from_party, to_party), key=lambda one: one.pk):
        lock_party(party)
    refuse_overlap(from_party, to_party, kind, started_on, ended_on)
    made = Link.objects.create(
        from_party=from_party,
        to_party=to_party,
        kind=kind,
        started_on=started_on,
        ended_on=ended_on,
        mandate=tidy(mandate),
    )
    record(from_party, "linked", by, details={"kind": kind, "to": to_party.reference})
    record(to_party, "linked", by, details={"kind": kind, "from": from_party.reference})
    for told in link_listeners:
        told(made)
    return made


def check_ends(from_party: Party, to_party: Party, kind: str) -> None:
    if from_party == to_party:
        raise PartyRefused(_("A party cannot be linked to itself."), "other")
    for party, wanted in zip((from_party, to_party), ENDS[kind], strict=True):
        if wanted and party.kind != wanted:
            raise PartyRefused(
                _("%(reference)s cannot stand at this end of such a link.") % {"reference": party.reference},
                "other",
            )


def refuse_overlap(
    from_party: Party, to_party: Party, kind: str, started_on: date, ended_on: date | None
) -> None:
    same = Link.objects.filter(from_party=from_party, to_party=to_party, kind=kind, withdrawn_at=None)
    same = same.filter(Q(ended_on=None) | Q(ended_on__gte=started_on))
    if ended_on is not None:
        same = same.filter(started_on__lte=ended_on)
    if same.exists():
        raise PartyRefused(_("They are linked so already at that time."), "other")


@transaction.atomic
def end_link(made: Link, *, by: Actor, day: date) -> None:
    """Raises PartyRefused when the last day lies before the first."""
    if day < made.started_on:
        raise PartyRefused(_("The last day lies before the first."), "ended_on")
    made.ended_on = day
    made.save(update_fields=["ended_on"])
    for party in (made.from_party, made.to_party):
        record(party, "link_ended", by, details={"kind": made.kind, "on": day.isoformat()})


@transaction.atomic
def join_household(
    party: Party, other: Party | None, role: str, *, by: Actor, started_on: date
) -> HouseholdMember:
    """The party lives with `other` from a day on, or heads a household of its own. Raises PartyRefused."""
    if party.kind != Kind.PERSON or (other is not None and other.kind != Kind.PERSON):
        raise PartyRefused(_("Only persons have a household."), "other")
    lock_party(party)
    open_rows = party.memberships.filter(Q(ended_on=None) | Q(ended_on__gte=started_on), withdrawn_at=None)
    if open_rows.exists():
        raise PartyRefused(_("This person has a household at that time: end that first."), "started_on")
    household = find_household(other, started_on) if other else None
    if other is not None and household is None:
        raise PartyRefused(_("That person has no household on that day."), "other")
    household = household or Household.objects.create(created_at=clock.now(), created_by=str(by))
    record(party, "household_joined", by, details={"role": role})
    return HouseholdMember.objects.create(household=household, party=party, role=role, started_on=started_on)


def find_household(party: Party, day: date) -> Household | None:
    rows = party.memberships.filter(
        Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day, withdrawn_at=None
    )
    member = rows.select_related("household").first()
    return member.household if member else None


@transaction.atomic
def leave_household(member: HouseholdMember, *, by: Actor, day: date) -> None:
    if day < member.started_on:
        raise PartyRefused(_("The last day lies before the first."), "ended_on")
    member.ended_on = day
    member.save(update_fields=["ended_on"])
    record(member.party, "household_left", by, details={"on": day.isoformat()})
