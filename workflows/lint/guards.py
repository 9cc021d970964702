"""Legal guards: properties that every path of a process must keep, called processes included."""

from collections.abc import Iterable, Iterator

from workflows.bpmn import Process
from workflows.lint.calls import find_calls
from workflows.lint.codes import Code
from workflows.lint.expansion import expand_calls
from workflows.lint.findings import Finding
from workflows.lint.guard_letters import Letters
from workflows.lint.guard_limits import Bound, check_limit
from workflows.lint.guard_places import Places
from workflows.lint.guard_rules import Guard, Limit, Selector
from workflows.lint.guard_runs import Search, find_early_arrival, find_sequence, find_unanswered
from workflows.lint.guard_writes import Writes
from workflows.lint.soundness import is_well_formed
from workflows.lint.subject import Subject, entries, section
from workflows.words import list_out, say


def check_guards(subject: Subject, guards: Iterable[Guard]) -> Iterator[Finding]:
    """A guard whose place or sequence matches nothing in the process does not apply to it."""
    guards = tuple(guard for guard in guards if subject.process.id not in guard.not_in)
    if not guards or not is_well_formed(subject.process):
        return
    process = expand_calls(subject.process, subject.registry)
    if process is None:
        yield _report_given_up(subject, "The guards", "the processes it calls are too many to follow")
        return
    is_part = is_only_called(subject)
    checking = _Checking(subject, process)
    for guard in guards if is_well_formed(process) else ():
        if not (is_part and guard.in_callers):
            yield from checking.check(guard)


def is_only_called(subject: Subject) -> bool:
    """Whether nothing begins the process but a call of another one that is known, and so is followed into it."""
    known = subject.registry.processes or {}
    key = subject.process.id
    own = known.get(key)
    if (subject.manifest or {}).get("start_form") or (own is not None and own.has_start_form):
        return False
    others = [
        one.model.processes[name]
        for name, one in known.items()
        if name != key and name in one.model.processes
    ]
    is_called = any(node.called == key for other in others for node in find_calls(other))
    is_opened = any(
        key in Letters(other, Writes(other)).find_texts(node, "process").values
        for other in others
        for node in other.nodes.values()
    )
    return is_called and not is_opened and not any(start.events for start in subject.process.starts())


class _Checking:
    """The guards of one process."""

    def __init__(self, subject: Subject, process: Process) -> None:
        self.subject, self.process = subject, process
        kinds = dict(subject.registry.letter_kinds or {})
        for name, words in subject.letter_kinds.items():
            kinds[name] = kinds.get(name, frozenset()) | words
        variables = section(subject.manifest, "variables")
        given = {name for name, told in variables.items() if isinstance(told, dict) and told.get("required")}
        self.writes = Writes(process, subject.registry.forms or {})
        self.places = Places(process, Letters(process, self.writes, kinds, frozenset(given)))

    def check(self, guard: Guard) -> Iterator[Finding]:
        if guard.never:
            yield from self._check_never(guard)
        elif guard.after is not None:
            yield from self._check_after(guard, self._find(guard.after))
        elif guard.to is not None and (targets := self._find(guard.to)):
            if guard.within is not None:
                yield from self._check_within(guard, guard.to, guard.within)
            else:
                passes = [self._find(one, surely=True) for one in guard.passes]
                yield from self._report_missing(guard, find_early_arrival(self.writes, targets, passes))

    def _find(self, selector: Selector, *, surely: bool = False) -> list[str]:
        return [node.id for node in self.places.find(selector, surely=surely)]

    def _check_never(self, guard: Guard) -> Iterator[Finding]:
        sequence = [self._find(one) for one in guard.never]
        if all(sequence):
            shown = ", then ".join(one.describe() for one in guard.never)
            yield from self._report(
                guard, find_sequence(self.writes, sequence), say("it passes {shown}", shown=shown)
            )

    def _check_after(self, guard: Guard, causes: list[str]) -> Iterator[Finding]:
        if causes:
            passes = [self._find(one, surely=True) for one in guard.passes]
            yield from self._report_missing(guard, find_unanswered(self.writes, causes, passes))

    def _check_within(self, guard: Guard, to: Selector, limit: Limit) -> Iterator[Finding]:
        """A place inside a called process is held by the levels of that process: its clock starts when it is called."""
        levels = entries(self.subject.manifest, "service_levels")
        since = self._find(limit.since, surely=True) if limit.since else []
        for target in self._find(to):
            node = self.subject.process.nodes.get(target)
            bound = check_limit(self.process, node, levels, limit, since) if node else Bound.HELD
            if bound is Bound.UNKNOWN:
                message = say(
                    "The guard {guard} cannot compare its limit with a duration computed at run time",
                    guard=guard.id,
                )
                way_out = say(
                    "give {target} a service level with a fixed target of at most {duration}",
                    target=target,
                    duration=limit.duration,
                )
                yield self.subject.report(Code.GUARD_GIVEN_UP, self.subject.process, message, way_out)
            elif bound is Bound.BROKEN:
                search = find_early_arrival(self.writes, {target}, [()])
                yield from self._report(
                    guard, search, say("nothing limits it to {duration}", duration=limit.duration)
                )

    def _report_missing(self, guard: Guard, search: Search) -> Iterator[Finding]:
        missing = guard.passes[min(search.progress, len(guard.passes) - 1)].describe()
        yield from self._report(guard, search, say("it has not passed {missing}", missing=missing))

    def _report(self, guard: Guard, search: Search, reason: str) -> Iterator[Finding]:
        if search.trace is not None:
            path = search.trace.list_nodes()
            yield self._report_violation(
                guard, say("{reason} on the way {listed}", reason=reason, listed=" > ".join(path)), path
            )
        elif not search.complete:
            yield _report_given_up(
                self.subject, say("The guard {guard}", guard=guard.id), "too many situations are possible"
            )

    def _report_violation(self, guard: Guard, reason: str, path: tuple[str, ...]) -> Finding:
        nodes = self.subject.process.nodes
        own = [name for name in (part.partition("/")[0] for part in path) if name in nodes]
        place = nodes[own[-1]] if own else self.subject.process
        title, basis = guard.title.rstrip("."), list_out(guard.legal_basis)
        if basis:
            message = say("{title} ({basis}): {reason}", title=title, basis=basis, reason=reason)
        else:
            message = say("{title}: {reason}", title=title, reason=reason)
        way_out = guard.way_out or "draw the missing step on this way, or lead the way elsewhere"
        return self.subject.report(Code.GUARD_VIOLATED, place, message, way_out, path=path)


def _report_given_up(subject: Subject, what: str, reason: str) -> Finding:
    way_out = "move parallel parts into subprocesses, or call fewer processes"
    message = say("{what} could not be checked completely: {reason}", what=what, reason=reason)
    return subject.report(Code.GUARD_GIVEN_UP, subject.process, message, way_out)
