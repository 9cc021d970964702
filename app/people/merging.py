"""Two parties that are one: everything of the absorbed party goes to the kept one, and says where it came from.

Every foreign key to Party in the whole program is found in Django's registry of models and re-pointed, so that a new
table needs nothing done here. Tables whose rows a trigger keeps from changing may let this one change pass: during a
merge the transaction's setting `vigie.merging_parties` is `on`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from app.people import duplicates
from app.people.errors import MergeRefused
from app.people.models import (
    Address,
    BankAccount,
    Channel,
    Company,
    Consent,
    HouseholdMember,
    Kind,
    Link,
    Merge,
    Party,
    Person,
    Suspicion,
    Verdict,
)
from app.people.parties import read_niss, record, seal_niss, tidy
from workflows.actors import Actor
from workflows.clock import BRUSSELS

#: What tells of the two parties themselves stays where it is.
STAYS = (Person, Company, Merge, Suspicion, Party)
Pointer = tuple[type[models.Model], str]
#: What apps above do before the rows move, so that what both parties have is there once: given the kept and the
#: absorbed party, it drops doubles and tells what they were.
RoomMaker = Callable[[Party, Party], dict[str, list[str]]]
room_makers: list[RoomMaker] = []


@dataclass(frozen=True)
class Preview:
    """What a merge would do: rows by model, and why it cannot be done, if so."""

    kept: Party
    absorbed: Party
    rows: tuple[tuple[str, int], ...]
    refusal: str


def list_pointers() -> Iterator[Pointer]:
    """Every model and field that names a party and goes along with it."""
    for model in apps.get_models():
        if model in STAYS or not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Party:
                yield model, field.name


def preview(kept: Party, absorbed: Party) -> Preview:
    counts: Counter[str] = Counter()
    for model, field in list_pointers():
        count = model._default_manager.filter(**{field: absorbed}).count()
        if count:
            counts[str(model._meta.verbose_name)] += count
    return Preview(kept, absorbed, tuple(sorted(counts.items())), find_refusal(kept, absorbed))


def find_refusal(kept: Party, absorbed: Party) -> str:
    """Why the two cannot be one; empty when they can."""
    if kept.pk == absorbed.pk:
        return _("This is one and the same party.")
    if kept.merged_into_id or absorbed.merged_into_id:
        return _("One of them was merged already.")
    if kept.kind != absorbed.kind:
        return _("A person and a company are never one.")
    if kept.kind == Kind.COMPANY:
        return ""
    mine, theirs = read_niss(kept.person), read_niss(absorbed.person)
    if mine and theirs and mine != theirs:
        return _("They have two different national numbers.")
    return ""


@transaction.atomic
def merge(kept: Party, absorbed: Party, *, by: Actor, reason: str, now: datetime) -> Merge:
    """Absorb one party into the other, for good. Raises MergeRefused; then nothing has changed."""
    if not tidy(reason):
        raise MergeRefused(_("Say why."), "reason")
    locked = {one.pk: one for one in lock(kept, absorbed)}
    kept, absorbed = locked[kept.pk], locked[absorbed.pk]
    refusal = find_refusal(kept, absorbed)
    if refusal:
        raise MergeRefused(refusal)
    moved = settle_contacts(kept, absorbed, now)
    moved["made_room"] = {name: told for make in room_makers for name, told in make(kept, absorbed).items()}
    moved |= point_anew(kept, absorbed)
    take_over_facts(kept, absorbed)
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    Party.objects.filter(merged_into=absorbed).update(merged_into=kept)
    close_suspicions(absorbed, by, tidy(reason), now)
    record(kept, "merged", by, details={"absorbed": absorbed.reference}, reason=tidy(reason), at=now)
    return Merge.objects.create(
        kept=kept, absorbed=absorbed, at=now, by=str(by), reason=tidy(reason), moved=moved
    )


def lock(*parties: Party) -> list[Party]:
    """Both rows, in the order of their keys: two merges of the same pair wait for each other."""
    keys = [party.pk for party in parties]
    return list(Party.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def settle_contacts(kept: Party, absorbed: Party, now: datetime) -> dict[str, Any]:
    """Make room before the rows move: what the kept party has on the same days counts, doubles go."""
    Channel.objects.filter(party=absorbed).update(preferred=False)
    return {
        "withdrawn": {
            "address": withdraw(Address, kept, absorbed, now, ("kind",)),
            "household_member": withdraw(HouseholdMember, kept, absorbed, now, ()),
            "link": withdraw_links(kept, absorbed, now),
        },
        "doubles": drop_doubles(kept, absorbed),
        "ended": end_consents(kept, absorbed, now),
    }


def withdraw(
    model: type[Address] | type[HouseholdMember],
    kept: Party,
    absorbed: Party,
    now: datetime,
    alike: tuple[str, ...],
) -> list[int]:
    """The absorbed party's rows that share days with the kept party's; their keys."""
    keys = []
    for row in model._default_manager.filter(party=absorbed, withdrawn_at=None):
        same = model._default_manager.filter(
            party=kept, withdrawn_at=None, **{field: getattr(row, field) for field in alike}
        )
        if same.filter(meets(row.started_on, row.ended_on)).exists():
            keys.append(row.pk)
    model._default_manager.filter(pk__in=keys).update(withdrawn_at=now)
    return keys


def meets(started_on: Any, ended_on: Any) -> Q:
    """Rows that share a day with a span."""
    begun = Q() if ended_on is None else Q(started_on__lte=ended_on)
    return begun & (Q(ended_on=None) | Q(ended_on__gte=started_on))


def withdraw_links(kept: Party, absorbed: Party, now: datetime) -> list[int]:
    """Links between the two, which would link one to itself, and those both have."""
    between = Q(from_party=kept, to_party=absorbed) | Q(from_party=absorbed, to_party=kept)
    if Link.objects.filter(between).exists():
        raise MergeRefused(_("They are linked to each other: two parties, then."))
    keys = []
    for row in Link.objects.filter(Q(from_party=absorbed) | Q(to_party=absorbed), withdrawn_at=None):
        ends = {
            "from_party": kept if row.from_party_id == absorbed.pk else row.from_party,
            "to_party": kept if row.to_party_id == absorbed.pk else row.to_party,
        }
        same = Link.objects.filter(kind=row.kind, withdrawn_at=None, **ends)
        if same.filter(meets(row.started_on, row.ended_on)).exists():
            keys.append(row.pk)
    Link.objects.filter(pk__in=keys).update(withdrawn_at=now)
    return keys


def drop_doubles(kept: Party, absorbed: Party) -> dict[str, list[dict[str, str]]]:
    """Channels and accounts both have; what they were is written down."""
    held = set(kept.channels.values_list("kind", "value"))
    channels = [row for row in absorbed.channels.all() if (row.kind, row.value) in held]
    accounts = [
        row
        for row in absorbed.bank_accounts.all()
        if kept.bank_accounts.filter(meets(row.started_on, row.ended_on), iban=row.iban).exists()
    ]
    told = {
        "channel": [{"kind": row.kind, "value": row.value} for row in channels],
        "bank_account": [
            {"iban": row.iban, "from": str(row.started_on), "until": str(row.ended_on or "")}
            for row in accounts
        ],
    }
    Channel.objects.filter(pk__in=[row.pk for row in channels]).delete()
    BankAccount.objects.filter(pk__in=[row.pk for row in accounts]).delete()
    return told


def end_consents(kept: Party, absorbed: Party, now: datetime) -> list[int]:
    """A consent both gave goes on as the kept party's."""
    held = kept.consents.filter(withdrawn_on=None).values("purpose")
    rows = Consent.objects.filter(party=absorbed, withdrawn_on=None, purpose__in=held)
    keys = list(rows.values_list("pk", flat=True))
    Consent.objects.filter(pk__in=keys).update(
        withdrawn_on=Greatest(F("given_on"), now.astimezone(BRUSSELS).date())
    )
    return keys


def point_anew(kept: Party, absorbed: Party) -> dict[str, Any]:
    """Let every row that names the absorbed party name the kept one; keys by table and column."""
    moved: dict[str, list[str]] = {}
    announce("on")
    for model, field in list_pointers():
        rows = model._default_manager.filter(**{field: absorbed})
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        if not keys:
            continue
        moved[f"{model._meta.db_table}.{field}"] = keys
        try:
            with transaction.atomic():
                rows.update(**{field: kept})
        except DatabaseError as error:
            raise MergeRefused(
                _("The rows of “%(table)s” do not go together: %(count)d of them.")
                % {"table": model._meta.verbose_name, "count": len(keys)}
            ) from error
    announce("off")
    return {"moved": moved}


def announce(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('vigie.merging_parties', %s, true)", [state])


def take_over_facts(kept: Party, absorbed: Party) -> None:
    """What the kept party does not know of itself."""
    if kept.kind == Kind.COMPANY:
        fill(kept.company, absorbed.company, "legal_form", "constituted_on", "personality_on", "dissolved_on")
        return
    take_over_niss(kept.person, absorbed.person)
    fill(kept.person, absorbed.person, "first_name", "birth_date", "died_on")


def take_over_niss(mine: Person, theirs: Person) -> None:
    """The number goes where the person is, sealed anew for that row."""
    niss = read_niss(theirs)
    if niss:
        seal_niss(theirs, "")
        theirs.save(update_fields=["niss_sealed", "niss_index"])
        seal_niss(mine, niss)


def fill(mine: Person | Company, theirs: Person | Company, *fields: str) -> None:
    for field in fields:
        setattr(mine, field, getattr(mine, field) or getattr(theirs, field))
    mine.save()


def close_suspicions(absorbed: Party, by: Actor, reason: str, now: datetime) -> None:
    """Open pairs of the absorbed party are judged with it; the next search finds what remains of them."""
    open_pairs = Suspicion.objects.filter(Q(first=absorbed) | Q(second=absorbed), verdict=Verdict.OPEN)
    duplicates.judge(open_pairs, Verdict.MERGED, by=by, reason=reason, now=now)
