"""What the process of a bankruptcy may ask: that its case follows it, unless another does already."""

from datetime import date

from app.benefits.birth_operations import TakenUp
from app.benefits.calls import read_party, read_today, refusing
from app.benefits.detection_models import FactKind
from app.benefits.taking_up import keep_fact, take_up
from workflows.operations import Call, operation

BRIDGING, BANKRUPTCY = "bridging_right", "bankruptcy"


@operation("benefits.take_up_bankruptcy")
def take_up_bankruptcy(
    call: Call, *, party_ref: str, fact_date: date, ground: str, judgment: str | None = None
) -> TakenUp:
    """Follow a bankruptcy or forced interruption by this case; a bankruptcy is kept as a fact of the life."""
    party, today = read_party(party_ref), read_today(call)
    by = take_up(party, BRIDGING, fact_date, case_ref=call.case_ref, on=today)
    if by == call.case_ref and ground == BANKRUPTCY and fact_date <= today:
        facts = {"judgment": judgment} if judgment else {}
        case = call.case_ref
        refusing(lambda: keep_fact(party, FactKind.BANKRUPTCY, fact_date, case_ref=case, facts=facts))
    return TakenUp(is_first=by == call.case_ref, followed_by=by)
