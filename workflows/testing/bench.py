"""A run on the bench: a process played by hand, step by step, and written down as the scenario it was.

The run is its journal and nothing else: the same journal played again gives the same run, so that the last step is
taken back by playing all but it. A journal is a list of plain mappings, the steps of a scenario and two more:

    {"complete": "check", "with": {…}}   {"advance_to": "2026-05-12T09:00:00+00:00"}   {"message": …}   {"signal": …}
    {"answer": "ledger.book", "with": {…}}                  what the operation answers from now on
    {"fail": "ledger.book", "code": "CLOSED", "message": …}  the business error it ends in from now on

An operation without an answer is waited for: whoever plays says what it answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from workflows.engine import JobFailed, JobResult, Message, WaitingJob
from workflows.testing.playing import Answers, Play, Playable, PlayFailed
from workflows.testing.scenarios import Scenario, Step, StepKind, read_moment
from workflows.variables import accept

MOST_ENTRIES = 400
LONGEST = timedelta(days=366 * 20)
PLACE = "the bench"
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """How a run begins: the instant, the start event (None: the plain one), the data, the answers known."""

    begins: datetime
    start: str | None
    data: Mapping[str, Any]
    operations: Mapping[str, Any]

    def as_scenario(self) -> Scenario:
        return Scenario("bench", PLACE, self.begins, self.start, self.data, self.operations, ())


class BenchPlay(Play):
    """A run whose operations wait until somebody has said what they answer. `told`: each answer given, in order."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.told: list[tuple[str, Any]] = []

    def find_job(self) -> WaitingJob | None:
        return next((job for job in self.outcome.jobs if self.knows(job.operation)), None)

    def knows(self, operation: str) -> bool:
        known = self.answers.get(operation)
        return known is not None and not known.is_used_up

    def answer(self, job: WaitingJob) -> JobResult | JobFailed:
        known = self.answers[job.operation]
        given = known.given[known.used] if isinstance(known.given, list) else known.given
        self.told.append((job.operation, given))
        return super().answer(job)

    def set_answer(self, operation: str, given: Any) -> None:
        """From now on; a call that waits is answered at once."""
        self.answers[operation] = Answers(operation, given)
        self.work()
        self.advance_to(self.now)

    def advance_to(self, moment: datetime) -> None:
        if moment > self.scenario.begins + LONGEST:
            raise PlayFailed("A run on the bench lasts at most twenty years.")
        super().advance_to(moment)

    def deliver_message(self, name: str, correlation: str, data: Mapping[str, Any]) -> None:
        """With the correlation that is waited for, whatever it is, unless one is named."""
        found = [one for one in self.outcome.subscriptions if one.kind == "message" and one.name == name]
        if correlation or len(found) < 2:
            return super().deliver_message(name, correlation, data)
        return self.deliver(Message(found[0].id, name, accept(data, declared=self.declared)))

    def enter(self, entry: Entry) -> None:
        """Do one entry of a journal. Raises WorkflowError when it cannot be done."""
        if "answer" in entry:
            return self.set_answer(entry["answer"], {"result": entry.get("with", {})})
        if "fail" in entry:
            given = {"error": entry["code"], "message": entry.get("message", "")}
            return self.set_answer(entry["fail"], given)
        return self.do(read_step(entry))


def read_step(entry: Entry) -> Step:
    kind = next(kind for kind in StepKind if kind in entry)
    value = read_moment(entry[kind]) if kind is StepKind.ADVANCE_TO else entry[kind]
    return Step(kind, value, entry.get("with", {}), str(entry.get("correlation", "")), PLACE)


def replay(playable: Playable, setting: Setting, journal: Iterable[Entry]) -> BenchPlay:
    """The run as its journal left it. Raises WorkflowError where a step cannot be done."""
    play = BenchPlay(playable, setting.as_scenario())
    play.begin()
    for entry in journal:
        play.enter(entry)
    return play


def round_up(moment: datetime) -> datetime:
    """To the whole second, so that a scenario can write it and the timer of that instant has fired."""
    moment = moment.astimezone(UTC)
    return moment + timedelta(microseconds=(1_000_000 - moment.microsecond) % 1_000_000)


def find_next_instant(play: Play) -> datetime | None:
    """When something happens by itself; None when nothing does."""
    due = min((timer.due_at for timer in play.outcome.timers), default=None)
    return None if due is None else round_up(max(due, play.now))


def write_entry(journal: Sequence[Entry], entry: Entry, *, since: int) -> list[Entry]:
    """The journal and one entry more; two jumps in time after each other are one, but for entries before `since`."""
    joins = "advance_to" in entry and len(journal) > since and "advance_to" in journal[-1]
    return [*(journal[:-1] if joins else journal), entry]


class Stop(StrEnum):
    """Why a run that plays by itself stands still."""

    ENDED = "ended"
    PERSON = "person"
    OPERATION = "operation"
    INCIDENT = "incident"
    NOTHING = "nothing"
    LIMIT = "limit"


class People(StrEnum):
    """Who does the tasks while a run plays by itself."""

    STOP = "stop"
    ANSWERED = "answered"
    NOBODY = "nobody"


def choose_entry(play: BenchPlay, people: People, known: Mapping[str, Any]) -> Entry | Stop:
    """What happens next by itself: a task answered as `known` has it (node → data), time passing; or why nothing."""
    stopped = find_stop(play)
    if stopped is not None:
        return stopped
    if people is People.ANSWERED:
        for task in play.outcome.tasks:
            if task.node_id in known:
                return {"complete": task.node_id, "with": known[task.node_id]}
    if play.outcome.tasks and people is not People.NOBODY:
        return Stop.PERSON
    return let_time_pass(play)


def find_stop(play: BenchPlay) -> Stop | None:
    if play.ended:
        return Stop.ENDED
    if play.outcome.incidents:
        return Stop.INCIDENT
    return Stop.OPERATION if play.outcome.jobs else None


def let_time_pass(play: BenchPlay) -> Entry | Stop:
    due = find_next_instant(play)
    if due is None:
        return Stop.NOTHING
    return {"advance_to": due.isoformat()} if due <= play.scenario.begins + LONGEST else Stop.LIMIT


__all__ = [
    "BenchPlay",
    "Entry",
    "People",
    "Setting",
    "Stop",
    "choose_entry",
    "find_next_instant",
    "replay",
    "write_entry",
]
