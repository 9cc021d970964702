"""Ladders as a process owner wrote them: read strictly, and refused where the law or the ladder's own sense says no."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from workflows.feel import parse
from workflows.feel.errors import FeelSyntaxError
from workflows.words import say
from workflows.yaml_source import Key, Problem, Source, SourceRefused, make_plain, read_text, suggest

FOLDER = "ladders"
NOTIFIED, TRIED = "_notified", "_tried"
OUTSIDE_EVENTS = ("claimed", "due", "started")
GUARD_FUNCTIONS = frozenset(
    {
        "working days after",
        "working days before",
        "count working days",
        "last day of quarter",
        "citizen deadline",
    }
)
LETTERED = frozenset({"letter", "formal_notice", "joint_notice"})
CONTEST = (1, "months")
"""Art. 46 of the royal decree of 19 December 1967: a month to contest the registered last reminder."""


def read_ladders(files: Mapping[str, str], letters: Collection[str], *, folder: str) -> dict[str, Any]:
    """name → ladder, as plain data, from the files `ladders/<name>.yaml` of a process folder.

    Raises SourceRefused with every problem of every ladder.
    """
    ladders: dict[str, Any] = {}
    problems: list[Problem] = []
    for path, text in sorted(files.items()):
        if not path.startswith(f"{FOLDER}/"):
            continue
        source = read_text(text, file=f"{folder}/{path}")
        try:
            source.check("ladder")
        except SourceRefused as refused:
            problems += refused.problems
            continue
        problems += find_problems(source, PurePosixPath(path).stem, letters)
        ladders[PurePosixPath(path).stem] = make_plain(source.data)
    if problems:
        raise SourceRefused(problems)
    return ladders


def find_problems(source: Source, name: str, letters: Collection[str]) -> Iterator[Problem]:
    """What the schema cannot say."""
    if source.data["ladder"] != name:
        yield source.problem(("ladder",), say("must be {name}, the name of the file", name=repr(name)))
    steps = source.data["steps"]
    ids = [step["id"] for step in steps]
    for index, step in enumerate(steps):
        key: Key = ("steps", index)
        if step["id"] in ids[:index]:
            yield source.problem((*key, "id"), say("{id} is given twice", id=repr(step["id"])))
        yield from find_step_problems(source, key, step, ids[:index], letters)
    yield from find_order_problems(source, steps)


def find_step_problems(
    source: Source, key: Key, step: Mapping[str, Any], earlier: list[str], letters: Collection[str]
) -> Iterator[Problem]:
    letter = step.get("letter")
    if step["kind"] in LETTERED and letter is None:
        yield source.problem(key, say("a step of kind {kind} has a letter", kind=step["kind"]))
    if letter is not None and letter not in letters:
        yield source.problem(
            (*key, "letter"),
            say(
                "process.yaml has no letter {letter}{hint}",
                letter=repr(letter),
                hint=suggest(letter, letters),
            ),
        )
    if step["kind"] in {"contact", "transfer"} and "repeat" not in step:
        yield source.problem(
            key, say("a step of kind {kind} says when it is tried again: repeat", kind=step["kind"])
        )
    rider = step.get("with")
    if rider is not None and rider not in earlier:
        yield source.problem(
            (*key, "with"),
            say("no earlier step {rider}{hint}", rider=repr(rider), hint=suggest(rider, earlier)),
        )
    if rider is None:
        yield from find_event_problems(source, key, step, earlier)
    yield from find_guard_problem(source, (*key, "guard"), step.get("guard"))


def find_event_problems(
    source: Source, key: Key, step: Mapping[str, Any], earlier: list[str]
) -> Iterator[Problem]:
    known = [*OUTSIDE_EVENTS, *earlier, *(f"{one}{NOTIFIED}" for one in earlier)]
    counted: list[tuple[Key, Mapping[str, Any]]] = [(key, step)]
    counted += [((*key, "legal_minimum", n), one) for n, one in enumerate(step.get("legal_minimum", []))]
    for place, one in counted:
        for needed in ("from", "delay", "unit"):
            if needed not in one:
                yield source.problem(
                    place, say("says {needed}, or rides with another step: with", needed=needed)
                )
        if one.get("from", known[0]) not in known:
            yield source.problem(
                (*place, "from"),
                say("no such event {from_}{hint}", from_=repr(one["from"]), hint=suggest(one["from"], known)),
            )


def find_guard_problem(source: Source, key: Key, guard: Any) -> Iterator[Problem]:
    if guard is None:
        return
    try:
        parse(guard, names=GUARD_FUNCTIONS)
    except FeelSyntaxError as error:
        yield source.problem(
            key, say("is not FEEL: {message} (column {column})", message=error.message, column=error.column)
        )


def is_sure_letter(step: Mapping[str, Any]) -> bool:
    """Whether the debtor is surely written to: before any court step one is reminded (service charter C86)."""
    return step["kind"] == "letter" and not step.get("guard") and not step.get("needs")


def find_order_problems(source: Source, steps: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Nobody goes to court before the notice, the month to contest it and the personal contact."""
    kinds = [step["kind"] for step in steps]
    for kind in ("formal_notice", "contact", "transfer"):
        if kinds.count(kind) != 1:
            yield source.problem(
                ("steps",),
                say("has one step of kind {kind}, not {value}", kind=kind, value=kinds.count(kind)),
            )
            return
    notice, contact, transfer = (kinds.index(kind) for kind in ("formal_notice", "contact", "transfer"))
    if not notice < contact < transfer:
        yield source.problem(("steps",), say("goes from formal_notice over contact to transfer"))
    if not any(is_sure_letter(step) for step in steps[:notice]):
        yield source.problem(
            ("steps", notice), say("comes after a letter that no guard or need can leave out")
        )
    yield from find_conditions(source, steps, (notice, contact, transfer))
    if transfer != len(steps) - 1:
        yield source.problem(("steps", transfer), say("is the last step"))
    if not leaves_month(steps[transfer], steps[notice]["id"]):
        message = say(
            "leaves less than the legal month to contest {id} (art. 46, {value} month)",
            id=steps[notice]["id"],
            value=CONTEST[0],
        )
        yield source.problem(("steps", transfer, "legal_minimum"), message)


def find_conditions(
    source: Source, steps: list[Mapping[str, Any]], ordered: tuple[int, ...]
) -> Iterator[Problem]:
    """What could pass over a step the law orders."""
    for index in ordered:
        for key in ("guard", "needs"):
            if steps[index].get(key):
                message = say("cannot be passed over: the law asks for it, so it has no {key}", key=key)
                yield source.problem(("steps", index, key), message)


def leaves_month(transfer: Mapping[str, Any], notice: str) -> bool:
    """Whether a legal minimum of the transfer is a whole citizen's month from the notification of the notice."""
    return any(
        minimum.get("from") == f"{notice}{NOTIFIED}"
        and minimum.get("unit") == CONTEST[1]
        and minimum.get("delay", 0) >= CONTEST[0]
        and minimum.get("rule") == "citizen"
        and minimum.get("once_over") is True
        for minimum in transfer.get("legal_minimum", [])
    )
