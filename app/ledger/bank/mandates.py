"""Direct debit mandates and their life."""

from datetime import date

from django.db import IntegrityError, transaction
from viewflow.fsm import TransitionNotAllowed

from app.ledger.bank.account_numbers import read_iban
from app.ledger.bank.errors import MandateRefused
from app.ledger.bank.lives import MandateLife
from app.ledger.bank_models import DirectDebitMandate
from app.people.models import Party


def sign(*, party: Party, reference: str, iban: str, holder: str, signed_on: date) -> DirectDebitMandate:
    """Record a mandate. Raises MandateRefused for a reference in use, an account that is none, a second mandate."""
    number = read_iban(iban)
    if not number:
        raise MandateRefused("The account number is not valid.")
    try:
        with transaction.atomic():
            return DirectDebitMandate.objects.create(
                reference=reference, party=party, iban=number, holder=holder, signed_on=signed_on
            )
    except IntegrityError as error:
        raise MandateRefused(
            "The reference is in use or malformed, or the party has an active mandate."
        ) from error


@transaction.atomic
def change(mandate: DirectDebitMandate, step: str, *, by: str, reason: str, on: date) -> DirectDebitMandate:
    """Suspend, resume or revoke. Raises MandateRefused."""
    held = DirectDebitMandate.objects.select_for_update().get(pk=mandate.pk)
    life = MandateLife(held, by=by, reason=reason)
    if not reason.strip() or step not in {"suspend", "resume", "revoke"}:
        raise MandateRefused("Say what and why.")
    try:
        life.revoke(on) if step == "revoke" else getattr(life, step)()
    except TransitionNotAllowed as error:
        raise MandateRefused("The mandate is not in a state for that.") from error
    held.save(update_fields=["state", "changes", "ended_on"])
    return held
