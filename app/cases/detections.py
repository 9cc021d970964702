"""Cases for the people a detector of rights has found: opened once each, and written on the detection."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from app.benefits.detection_models import Detection, DetectionOutcome
from app.benefits.detectors import Detector, host, list_detectors
from app.cases.errors import CaseError
from app.cases.known_party import list_answers, list_many_answers
from app.cases.models import Case
from app.cases.opening import find_current_version, list_published, open_case
from app.cases.opening_many import Opening, open_cases, reserve_references
from app.registers.copying import update_rows
from workflows import api, clock
from workflows.actors import system
from workflows.errors import WorkflowError
from workflows.models import InstanceStatus, Subscription

BY = system("rights-detection")
MOST, CHUNK = 500, 250


def open_detected(most: int = MOST) -> int:
    """Open the cases of at most `most` people to be contacted; how many were opened.

    A detector whose process is not published waits: its detections are opened once it is. Those that nothing else can
    take up are opened many at a time.
    """
    published = list_published({one.process for one in list_detectors() if one.process})
    detectors = {one.name: one for one in list_detectors() if one.process in published}
    waiting = Detection.objects.filter(
        outcome=DetectionOutcome.CONTACTED, case_ref="", detector__in=detectors
    ).order_by("id")
    found = list(waiting.values_list("pk", "detector", "party__reference")[:most])
    alone = list_taken_up(found, detectors)
    many = [key for key, *_ in found if key not in alone]
    opened = sum(open_many(many[start : start + CHUNK], detectors) for start in range(0, len(many), CHUNK))
    return opened + sum(open_one(key, detectors) for key in sorted(alone))


def list_taken_up(found: Sequence[tuple[int, str, str]], detectors: Mapping[str, Detector]) -> set[int]:
    """Detections that a case which runs or waits may take up: each of them is looked at on its own."""
    told = {one.tells for one in detectors.values() if one.tells}
    awaited = Subscription.objects.filter(
        kind="message", name__in=told, correlation__in={person for *_, person in found}
    )
    waiting = set(awaited.values_list("name", "correlation"))
    return {
        key
        for key, name, person in found
        for detector in [detectors[name]]
        if detector.joins or detector.followed_by or (detector.tells, person) in waiting
    }


def open_many(keys: Sequence[int], detectors: Mapping[str, Detector]) -> int:
    """A case for each, in one transaction; where one is refused each is opened alone, and that one says so."""
    try:
        with transaction.atomic():
            return open_chunk(keys, detectors)
    except (CaseError, WorkflowError):
        return sum(open_one(key, detectors) for key in keys)


def open_chunk(keys: Sequence[int], detectors: Mapping[str, Detector]) -> int:
    rows = Detection.objects.select_for_update(of=("self",), skip_locked=True).select_related("party")
    held: dict[str, list[Detection]] = {}
    for one in rows.filter(pk__in=keys, case_ref="").order_by("id"):
        held.setdefault(one.detector, []).append(one)
    for name, found in held.items():
        open_found(detectors[name], found)
    opened = [one for found in held.values() for one in found]
    update_rows(Detection, ["case_ref"], ((one.pk, one.case_ref) for one in opened))
    return len(opened)


def open_found(detector: Detector, found: Sequence[Detection]) -> None:
    for one, reference in zip(found, reserve_references(detector.process, len(found)), strict=True):
        one.case_ref = reference
    known = list_many_answers([one.party for one in found], clock.today())
    openings = [
        Opening(
            reference=one.case_ref,
            party=one.party,
            data=build_data(one, detector, known[one.party_id]),
            key=name_key(one),
        )
        for one in found
    ]
    open_cases(detector.process, openings, by=BY)


@transaction.atomic
def open_one(key: int, detectors: Mapping[str, Detector]) -> bool:
    """One case; False when another run has opened it meanwhile."""
    rows = Detection.objects.select_for_update(of=("self",), skip_locked=True).select_related("party")
    detection = rows.filter(pk=key, case_ref="").first()
    if detection is None:
        return False
    detector = detectors[detection.detector]
    waiting = (
        tell_waiting(detection, detector)
        or find_running(detection, detector)
        or find_follower(detection, detector)
    )
    detection.case_ref = (
        waiting
        or open_case(
            detector.process,
            build_data(detection, detector, list_answers(detection.party, clock.today()) or {}),
            by=BY,
            key=name_key(detection),
            party=detection.party,
        ).reference
    )
    detection.save(update_fields=["case_ref"])
    return not waiting


def find_running(detection: Detection, detector: Detector) -> str:
    """The reference of the running case that takes the event up, where the detector joins one; nothing else."""
    if not detector.joins:
        return ""
    running = Case.objects.filter(process=detector.process, party=detection.party, closed_at=None)
    return running.order_by("pk").values_list("reference", flat=True).first() or ""


def find_follower(detection: Detection, detector: Detector) -> str:
    """The newest case that was opened about the event before it was detected, running or not; nothing else.

    Whoever declared the end of an activity was informed and offered what follows by that case (ADR 0031). A fact with
    `since` and `about` says from which day on a case counts, and which quarter it must be about.
    """
    if not detector.followed_by:
        return ""
    fact = detection.facts.get("fact", {})
    earliest = detection.event_on - timedelta(days=detector.event["look_back_days"])
    since = date.fromisoformat(fact["since"]) if "since" in fact else earliest
    about = Case.objects.filter(
        process=detector.followed_by, party=detection.party, opened_at__date__gte=since
    )
    if "about" in fact:
        about = about.filter(subject_parts__contains=[{"period": [fact["about"]]}])
    known = about.exclude(status=InstanceStatus.CANCELLED).order_by("-pk")
    return known.values_list("reference", flat=True).first() or ""


def tell_waiting(detection: Detection, detector: Detector) -> str:
    """Tell the case of this person that waits for the event (a birth after a pregnancy); its reference or nothing."""
    if not detector.tells:
        return ""
    person = detection.party.reference
    waiting = find_waiting(detector.tells, person)
    if waiting is None or waiting.instance is None:
        return ""
    told = {"born_on": detection.event_on}
    api.receive(str(BY), str(name_key(detection)), detector.tells, person, told)
    return str(waiting.instance.case_ref)


def find_waiting(message: str, person: str) -> Subscription | None:
    """Who waits the longest for the message about this person."""
    rows = Subscription.objects.filter(kind="message", name=message, correlation=person)
    return rows.order_by("created_at", "id").select_related("instance").first()


def name_key(detection: Detection) -> UUID:
    return uuid5(NAMESPACE_URL, f"detection:{detection.pk}")


def build_data(detection: Detection, detector: Detector, known: Mapping[str, str]) -> dict[str, Any]:
    """What is known of the person already, and what the detector says; only what the process declares is told to it."""
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
    declared = find_current_version(detector.process).manifest.get("variables", {})
    return {name: value for name, value in {**known, **told}.items() if name in declared}
