"""What processes may ask of cases: to open the case that follows from theirs."""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Q

from app.cases.errors import ProcessNotDeployed
from app.cases.models import Case
from app.cases.opening import find_current_version, open_case
from app.ledger.models import Receivable
from app.ledger.receivables import find_receivable
from app.ledger.states import ReceivableState
from app.people.queries import find_party
from app.recovery.holds import tell_standing
from app.recovery.starting import describe_start
from workflows.actors import system
from workflows.operations import BusinessError, Call, operation

BY = system("process")
RECOVERY = "recovery"


@dataclass(frozen=True)
class OpenedCase:
    case_ref: str


@operation("cases.open_follow_up")
def open_follow_up(
    call: Call,
    *,
    process: str,
    data: dict[str, Any],
    party_ref: str | None = None,
    request: dict[str, Any] | None = None,
) -> OpenedCase:
    """Open the case a person has chosen, with what is known already; opened once for the call.

    Without `party_ref` it is the case of somebody who has no file here.
    """
    given = {key: value for key, value in {**data, **(request or {})}.items() if value is not None}
    key = uuid5(NAMESPACE_URL, call.idempotency_key)
    return OpenedCase(start(process, party_ref, given, key=key).reference)


@operation("cases.open_recovery")
def open_recovery(_call: Call, *, receivable_ref: str) -> OpenedCase:
    """Open the recovery of a debt, once for the debt; the case that follows it already, where there is one.

    A debt that nothing is owed of any more (a credit has covered it) needs none: the reference is empty.
    """
    receivable = find_receivable(receivable_ref)
    if receivable.state != ReceivableState.OPEN:
        return OpenedCase("")
    known = find_recovery(receivable)
    if known is not None:
        return OpenedCase(known.reference)
    key = make_key(receivable)
    opened = start(RECOVERY, receivable.party.reference, describe_start(receivable), key=key)
    tell_standing(receivable, key=f"start:{opened.reference}")
    return OpenedCase(opened.reference)


def find_recovery(receivable: Receivable) -> Case | None:
    """The case that follows a debt already: the one it was called in, or one opened for it before.

    Before subjects were told in parts, such a case bore the receivable in its subject.
    """
    cases = Case.objects.filter(process=RECOVERY, party=receivable.party)
    opened = Q(opening_key=make_key(receivable)) | Q(subject__endswith=f" · {receivable.ref}")
    return cases.filter(Q(reference=receivable.case_ref) | opened).order_by("id").first()


def make_key(receivable: Receivable) -> UUID:
    return uuid5(NAMESPACE_URL, f"recovery:{receivable.ref}")


def start(process: str, party_ref: str | None, data: dict[str, Any], *, key: UUID) -> Case:
    """Only what the process declares is told to it."""
    try:
        declared = find_current_version(process).manifest.get("variables", {})
    except ProcessNotDeployed as error:
        raise BusinessError("PROCESS_NOT_DEPLOYED", str(error), process=process) from error
    own = {key: value for key, value in data.items() if key in declared}
    return open_case(process, own, by=BY, key=key, party=find_party(party_ref) if party_ref else None)
