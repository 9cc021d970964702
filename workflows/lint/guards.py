"""Legal guards: properties that every path of a process must keep, called processes included."""

from collections.abc import Iterable, Iterator

from workflows.bpmn import Process
from workflows.lint.codes import Code
from workflows.lint.expansion import expand_calls
from workflows.lint.findings import Finding
from workflows.lint.guard_limits import Bound, check_limit
from workflows.lint.guard_rules import Guard, Limit
from workflows.lint.guard_runs import Search, find_early_arrival, find_matching, find_sequence
from workflows.lint.soundness import is_well_formed
from workflows.lint.subject import Subject, entries


def check_guards(subject: Subject, guards: Iterable[Guard]) -> Iterator[Finding]:
    """A guard whose place or sequence matches nothing in the process does not apply to it."""
    guards = tuple(guards)
    if not guards or not is_well_formed(subject.process):
        return
    process = expand_calls(subject.process, subject.registry)
    if process is None:
        yield _report_given_up(subject, "The guards", "the processes it calls are too many to follow")
        return
    for guard in guards if is_well_formed(process) else ():
        yield from _check_guard(subject, process, guard)


def _check_guard(subject: Subject, process: Process, guard: Guard) -> Iterator[Finding]:
    if guard.never:
        if all(find_matching(process, selector) for selector in guard.never):
            search = find_sequence(process, guard.never)
            shown = ", then ".join(selector.describe() for selector in guard.never)
            yield from _report(subject, guard, search, f"it passes {shown}")
        return
    targets = find_matching(process, guard.to) if guard.to else []
    if not targets:
        return
    if guard.within is not None:
        yield from _check_within(subject, process, guard, guard.within)
        return
    search = find_early_arrival(process, {node.id for node in targets}, guard.passes)
    missing = guard.passes[min(search.progress, len(guard.passes) - 1)].describe()
    yield from _report(subject, guard, search, f"it has not passed {missing}")


def _report(subject: Subject, guard: Guard, search: Search, reason: str) -> Iterator[Finding]:
    if not search.complete:
        yield _report_given_up(subject, f"The guard {guard.id}", "too many situations are possible")
    elif search.trace is not None:
        path = search.trace.list_nodes()
        yield _report_violation(subject, guard, f"{reason} on the way {' > '.join(path)}", path)


def _report_given_up(subject: Subject, what: str, reason: str) -> Finding:
    way_out = "move parallel parts into subprocesses, or call fewer processes"
    message = f"{what} could not be checked completely: {reason}"
    return subject.report(Code.GUARD_GIVEN_UP, subject.process, message, way_out)


def _report_violation(subject: Subject, guard: Guard, reason: str, path: tuple[str, ...]) -> Finding:
    own = [name for name in (part.partition("/")[0] for part in path) if name in subject.process.nodes]
    place = subject.process.nodes[own[-1]] if own else subject.process
    basis = f" ({', '.join(guard.legal_basis)})" if guard.legal_basis else ""
    message = f"{guard.title.rstrip('.')}{basis}: {reason}"
    way_out = guard.way_out or "draw the missing step on this way, or lead the way elsewhere"
    return subject.report(Code.GUARD_VIOLATED, place, message, way_out, path=path)


def _check_within(subject: Subject, process: Process, guard: Guard, limit: Limit) -> Iterator[Finding]:
    """A place inside a called process is held by the levels of that process: its clock starts when it is called."""
    levels = entries(subject.manifest, "service_levels")
    if guard.to is None:
        return
    for target in find_matching(subject.process, guard.to):
        bound = check_limit(process, target, levels, limit)
        if bound is Bound.HELD:
            continue
        if bound is Bound.UNKNOWN:
            message = f"The guard {guard.id} cannot compare its limit with a duration computed at run time"
            way_out = f"give {target.id} a service level with a fixed target of at most {limit.duration}"
            yield subject.report(Code.GUARD_GIVEN_UP, subject.process, message, way_out)
            continue
        search = find_early_arrival(process, {target.id}, (guard.to,))
        if search.trace is not None:
            path = search.trace.list_nodes()
            reason = f"nothing limits to {limit.duration} the way {' > '.join(path)}"
            yield _report_violation(subject, guard, reason, path)
