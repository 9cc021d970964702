"""Archived months of two parties that become one: one payment recorded twice stays once, two payments both stay."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Max

from app.benefits.arithmetic.family_months import Component
from app.benefits.family_models import FamilyMonth
from app.people.merging import announce
from app.people.models import Party


def make_room_for_months(kept: Party, absorbed: Party) -> dict[str, list[str]]:
    """Before the rows move: drop what was recorded twice, and number what was paid besides.

    What is dropped is given back in words, for the record of the merge.
    """
    mine = {
        (one.month, one.paid_on, str(one.children)): one for one in FamilyMonth.objects.filter(party=kept)
    }
    last = dict(
        FamilyMonth.objects.filter(party=kept)
        .values("month")
        .annotate(most=Max("part"))
        .values_list("month", "most")
    )
    dropped = []
    announce("on")
    for theirs in FamilyMonth.objects.filter(party=absorbed, month__in=last).order_by("month", "-part"):
        if (theirs.month, theirs.paid_on, str(theirs.children)) in mine:
            dropped.append(f"{theirs} paid on {theirs.paid_on}, {theirs.source}")
            theirs.delete()
        else:
            last[theirs.month] += 1
            theirs.part = last[theirs.month]
            theirs.save(update_fields=["part"])
    announce("off")
    return {"family_month": dropped}


def join_payments(rows: Iterable[FamilyMonth]) -> list[FamilyMonth]:
    """One month each, in the order of `rows`: of two payments the children together, the later day. Not to be saved."""
    return [join(list(same)) for _, same in groupby(rows, key=lambda one: one.month)]


def join(same: list[FamilyMonth]) -> FamilyMonth:
    if len(same) == 1:
        return same[0]
    children: dict[tuple[str, str], dict[str, Any]] = {}
    for one in (child for row in same for child in row.children):
        place = (one["birth_date"], one["first_name"])
        children[place] = add_child(children[place], one) if place in children else one
    return FamilyMonth(
        party=same[0].party,
        month=same[0].month,
        paid_on=max(row.paid_on for row in same),
        amount=sum((row.amount for row in same), Decimal("0.00")),
        children=[children[place] for place in sorted(children)],
        source=", ".join(row.source for row in same),
    )


def add_child(known: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """What was paid of a child in both payments, added up."""
    sums = {str(part): f"{read(known, part) + read(more, part):.2f}" for part in Component}
    return {**known, "orphan": bool(known.get("orphan") or more.get("orphan")), **sums}


def read(child: dict[str, Any], part: Component) -> Decimal:
    return Decimal(child.get(str(part)) or "0.00")
