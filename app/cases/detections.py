"""Cases for the people a detector of rights has found: opened once each, and written on the detection."""

from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from app.benefits.detection_models import Detection, DetectionOutcome
from app.benefits.detectors import Detector, host, list_detectors
from app.cases.errors import ProcessNotDeployed
from app.cases.known_party import list_answers
from app.cases.opening import find_current_version, open_case
from workflows import clock
from workflows.actors import system

BY = system("rights-detection")
MOST = 500


def open_detected(most: int = MOST) -> int:
    """Open the cases of at most `most` people to be contacted; how many were opened.

    A detector whose process is not published waits: its detections are opened once it is.
    """
    detectors = {one.name: one for one in list_detectors() if one.process and is_published(one.process)}
    waiting = Detection.objects.filter(
        outcome=DetectionOutcome.CONTACTED, case_ref="", detector__in=detectors
    ).order_by("id")
    keys = list(waiting.values_list("pk", flat=True)[:most])
    return sum(open_one(key, detectors) for key in keys)


@transaction.atomic
def open_one(key: int, detectors: dict[str, Detector]) -> bool:
    """One case; False when another run has opened it meanwhile."""
    rows = Detection.objects.select_for_update(of=("self",), skip_locked=True).select_related("party")
    detection = rows.filter(pk=key, case_ref="").first()
    if detection is None:
        return False
    detector = detectors[detection.detector]
    case = open_case(
        detector.process,
        build_data(detection, detector),
        by=BY,
        key=uuid5(NAMESPACE_URL, f"detection:{detection.pk}"),
        party=detection.party,
    )
    detection.case_ref = case.reference
    detection.save(update_fields=["case_ref"])
    return True


def build_data(detection: Detection, detector: Detector) -> dict[str, Any]:
    """What is known of the person, and what the detector says; only what the process declares is told to it."""
    today = clock.today()
    facts = detection.facts
    context = {
        "event_on": detection.event_on,
        "today": today,
        "fact": facts.get("fact", {}),
        "age": None if facts.get("age") is None else Decimal(facts["age"]),
    }
    functions = host()
    told = {name: text.evaluate(context, functions) for name, text in detector.data.items()}
    answers = list_answers(detection.party, today) or {}
    declared = find_current_version(detector.process).manifest.get("variables", {})
    return {name: value for name, value in {**answers, **told}.items() if name in declared}


def is_published(process: str) -> bool:
    try:
        find_current_version(process)
    except ProcessNotDeployed:
        return False
    return True
