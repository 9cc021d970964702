"""Structured references: numbers from one sequence, given once and never again."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.db import connection, transaction

from app.ledger.errors import ReferenceUnknown, TargetsRefused
from app.ledger.models import PaymentPlan, Receivable, ReferenceTarget, StructuredReference
from app.ledger.states import ReferenceKind
from app.registers.structured_reference import ReferenceRefused, make_reference, parse_reference
from workflows import clock


def reference_for(*receivables: Receivable, key: str = "") -> StructuredReference:
    """The reference under which these receivables are paid: one's own, or that of a notice of several.

    Asked again for the same receivables (or under the same `key`) it is the same one. Raises TargetsRefused.
    """
    return references_for([receivables], keys=[key])[0]


@transaction.atomic
def references_for(
    notices: Sequence[Sequence[Receivable]], *, keys: Sequence[str] = ()
) -> list[StructuredReference]:
    """References for many notices at once, in their order; each notice is the receivables it asks for."""
    wanted = [
        key or describe_targets(notice)
        for notice, key in zip(notices, keys or [""] * len(notices), strict=True)
    ]
    for notice in notices:
        check_targets(notice)
    known = StructuredReference.objects.in_bulk(wanted, field_name="key")
    new = [index for index, key in enumerate(wanted) if key not in known]
    made = [
        StructuredReference(
            number=number,
            kind=ReferenceKind.RECEIVABLE if len(notices[index]) == 1 else ReferenceKind.NOTICE,
            party_id=notices[index][0].party_id,
            key=wanted[index],
            given_at=now,
        )
        for now in [clock.now()]
        for index, number in zip(new, take_numbers(len(new)), strict=True)
    ]
    StructuredReference.objects.bulk_create(made)
    ReferenceTarget.objects.bulk_create(
        ReferenceTarget(reference=reference, receivable=receivable)
        for index, reference in zip(new, made, strict=True)
        for receivable in notices[index]
    )
    known |= {one.key: one for one in made}
    return [known[key] for key in wanted]


def reference_for_plan(plan: PaymentPlan) -> StructuredReference:
    """A plan's own reference."""
    if plan.reference is not None:
        return plan.reference
    (number,) = take_numbers(1)
    plan.reference = StructuredReference.objects.create(
        number=number,
        kind=ReferenceKind.PLAN,
        party_id=plan.party_id,
        key=f"plan:{plan.id}",
        given_at=clock.now(),
    )
    plan.save(update_fields=["reference"])
    return plan.reference


def find_reference(text: str) -> StructuredReference:
    """The reference a payer wrote, in any spelling. Raises ReferenceUnknown."""
    try:
        return StructuredReference.objects.get(number=parse_reference(text))
    except (ReferenceRefused, StructuredReference.DoesNotExist) as error:
        raise ReferenceUnknown(text=text) from error


def find_references(texts: Iterable[str]) -> dict[str, StructuredReference]:
    """By the text that names it, in any spelling, each reference the fund gave; others are left out."""
    numbers: dict[str, str] = {}
    for text in texts:
        with suppress(ReferenceRefused):
            numbers[text] = parse_reference(text)
    known = {one.number: one for one in StructuredReference.objects.filter(number__in=set(numbers.values()))}
    return {text: known[number] for text, number in numbers.items() if number in known}


def take_numbers(count: int) -> list[str]:
    """So many new references. The sequence never gives a number twice, whatever is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_reference_base') FROM generate_series(1, %s)", [count])
        return [make_reference(row[0]) for row in cursor.fetchall()]


def describe_targets(receivables: Iterable[Receivable]) -> str:
    return "receivables:" + ",".join(str(one.id) for one in sorted(receivables, key=lambda one: one.id))


def check_targets(receivables: Sequence[Receivable]) -> None:
    if not receivables or len({one.party_id for one in receivables}) != 1:
        raise TargetsRefused()
