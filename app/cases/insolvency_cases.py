"""A claim in an insolvency gets a case of its own, opened when the insolvency is recorded."""

from uuid import NAMESPACE_URL, uuid5

import structlog

from app.cases.errors import ProcessNotDeployed
from app.cases.opening import open_case
from app.recovery.insolvency import register_case_opener
from app.recovery.insolvency_models import InsolvencyClaim
from workflows.actors import system

log = structlog.get_logger(__name__)
PROCESS = "insolvency_claim"
BY = system("recovery")


def open_claim_case(claim: InsolvencyClaim) -> str:
    """The reference of the case; empty, and a warning in the log, where the process is not published.

    The insolvency stays recorded then: the party's page shows a claim without a case.
    """
    event = claim.event
    data = {
        "claim_ref": claim.reference,
        "party_ref": event.party.reference,
        "kind": event.kind,
        "judged_on": event.from_on,
        "administrator": claim.administrator or None,
        "proceedings": claim.proceedings or None,
    }
    key = uuid5(NAMESPACE_URL, f"insolvency:{event.pk}")
    try:
        return open_case(PROCESS, data, by=BY, key=key, party=event.party).reference
    except ProcessNotDeployed as error:
        log.warning("insolvency_without_case", claim=claim.reference, error=type(error).__name__)
        return ""


def register_opener() -> None:
    register_case_opener(open_claim_case)
