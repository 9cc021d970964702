"""A run on the bench begun as a real case was: its data, its tasks' answers, what its operations gave, pseudonymised.

What was done is played again on the draft, as far as it can follow; from there the process owner goes on, changes
what is left, and saves the run as a scenario.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from app.accounts.models import User
from app.cases.models import Case
from app.studio import bench_runs
from app.studio.bench_models import BenchRun
from app.studio.bench_runs import BenchRefused, Source
from app.studio.models import Draft
from app.studio.pseudonyms import Pseudonyms, read_words
from workflows.feel import codec
from workflows.models import (
    HistoryEvent,
    HumanTask,
    InboxMessage,
    InboxOutcome,
    Job,
    JobState,
    ProcessInstance,
    TaskState,
)
from workflows.testing.bench import Entry, Setting, round_up


@dataclass(frozen=True)
class Told:
    """A run made of a case: whether all of it could be played, and how many steps were."""

    run: BenchRun
    played: int
    known: int

    @property
    def is_whole(self) -> bool:
        return self.played == self.known


def begin_as_case(draft: Draft, case: Case, *, by: User, now: datetime) -> Told:
    """Begin a run of `draft` as `case` was. Raises BenchRefused for a case of another process, or without its data."""
    instance = (
        ProcessInstance.objects.filter(case_ref=case.reference, definition_key=draft.process)
        .order_by("started_at")
        .first()
    )
    if instance is None or case.process != draft.process:
        raise BenchRefused(_("This case is none of this process."))
    if instance.content_removed_at:
        raise BenchRefused(_("The content of this case was removed: its time of keeping is over."))
    hiding = Pseudonyms(read_words(draft.files), list_sensitive(instance))
    begins = round_up(instance.started_at)
    operations = {
        name: [hide_answer(one, hiding) for one in given] for name, given in read_answers(instance).items()
    }
    setting = Setting(begins, None, hiding.hide_all(read_start(instance)), operations)
    run = bench_runs.begin(Source(draft.process, draft=draft), setting, {}, by=by, now=now)
    journal = list(write_journal(instance, begins, hiding))
    played = bench_runs.replay_far(run, journal)
    bench_runs.keep_journal(run, played, now=now)
    return Told(run, len(played), len(journal))


def list_sensitive(instance: ProcessInstance) -> frozenset[str]:
    declared: Mapping[str, Mapping[str, Any]] = instance.version.manifest.get("variables") or {}
    return frozenset(name for name, about in declared.items() if about.get("sensitive"))


def read_start(instance: ProcessInstance) -> dict[str, Any]:
    """What the case was told when it began."""
    first = HistoryEvent.objects.filter(instance_id=instance.pk, rev=1, kind="variables_changed")
    row = first.order_by("seq", "id").first()
    return dict(codec.decode(row.data)) if row else {}


def read_answers(instance: ProcessInstance) -> dict[str, list[Any]]:
    """Operation → what it gave, call by call; a call that a person answered by hand gave what they wrote."""
    found: dict[str, list[Any]] = {}
    for job in Job.objects.filter(instance=instance, state=JobState.DONE).order_by("done_at", "id"):
        found.setdefault(job.operation, []).append(job.result or {})
    return found


def hide_answer(given: Any, hiding: Pseudonyms) -> Any:
    if isinstance(given, Mapping) and set(given) == {"refused"}:
        return {"error": given["refused"]}
    plain = codec.decode(given)
    return {"result": hiding.hide_all(plain) if isinstance(plain, Mapping) else hiding.hide(plain)}


def write_journal(instance: ProcessInstance, begins: datetime, hiding: Pseudonyms) -> Iterator[Entry]:
    """What people did and what arrived, each at its moment."""
    at = begins
    for moment, entry in sorted(list_done(instance, hiding), key=lambda one: one[0]):
        if round_up(moment) > at:
            at = round_up(moment)
            yield {"advance_to": at.isoformat()}
        yield entry
    ended = instance.ended_at
    if ended and round_up(ended) > at:
        yield {"advance_to": round_up(ended).isoformat()}


def list_done(instance: ProcessInstance, hiding: Pseudonyms) -> Iterator[tuple[datetime, Entry]]:
    tasks = HumanTask.objects.filter(instance=instance, state=TaskState.COMPLETED, closed_at__isnull=False)
    for task in tasks:
        outcome = codec.decode(task.outcome or {})
        yield task.closed_at, {"complete": task.node_id, "with": hiding.hide_all(outcome)}  # type: ignore[misc]
    arrived = InboxMessage.objects.filter(instance=instance, kind="message", outcome=InboxOutcome.DELIVERED)
    for row in arrived:
        payload = codec.decode(row.payload or {})
        yield row.delivered_at, {"message": row.name, "with": hiding.hide_all(payload)}  # type: ignore[misc]
