"""A decision that processes will share and is not there yet: a draft with the smallest table that decides."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from app.accounts.models import User
from app.studio import drafts
from app.studio.errors import FileRefused, StudioError
from app.studio.folders import NAME
from app.studio.models import OPEN, Draft
from app.studio.shared_places import Place, Shared, list_places
from workflows.deployed_decisions import find_deployed
from workflows.feel import parse
from workflows.feel.errors import FeelError

#: What the first rule answers until it is filled in; of the types not named: nothing.
ANSWERS = {"string": '"none"', "number": "0", "boolean": "false"}


@dataclass(frozen=True)
class Value:
    """One thing asked or answered: its name, and its type as DMN calls it (empty: any)."""

    name: str
    type: str = ""


@dataclass(frozen=True)
class NewDecision:
    """`name` is the name of its file and what tasks ask; `title` what people call it; `policy` as DMN spells it."""

    name: str
    title: str
    policy: str
    inputs: Sequence[Value]
    outputs: Sequence[Value]


def start_shared(told: NewDecision, *, by: User, now: datetime) -> Draft:
    """A draft of a new shared decision. Raises StudioError for a name that is taken or none."""
    refuse_name(told.name)
    refuse_values(told)
    refuse_reserved([*told.inputs, *told.outputs])
    place = Place(Shared.DECISION, told.name)
    files = {place.path: write_decision(told)}
    draft = drafts.create(Draft(process=place.key, files=files, opened_by=by, opened_at=now), now=now)
    if draft.files != files:
        raise StudioError(_("A colleague has just begun a decision of this name."), process=place.key)
    return draft


def refuse_name(name: str) -> None:
    """A name is free where no shared decision, no draft of one and no decision of a process has it.

    A task asks the decision of its own process first: of two of one name it would not be seen which answers.
    """
    if not re.fullmatch(NAME, name):
        raise FileRefused(
            _("The name is of small letters, digits and underscores, and begins with a letter.")
        )
    place = Place(Shared.DECISION, name)
    is_begun = Draft.objects.filter(process=place.key, state__in=OPEN).exists()
    if is_begun or place in list_places(Shared.DECISION):
        raise FileRefused(_("There is a shared decision “%(name)s” already.") % {"name": name})
    own = find_deployed(name)
    if own:
        told = _("The process “%(process)s” has a decision “%(name)s” of its own.")
        raise FileRefused(told % {"process": own[0].process, "name": name})


def refuse_values(told: NewDecision) -> None:
    for values in (told.inputs, told.outputs):
        names = [one.name for one in values]
        if not names:
            raise FileRefused(_("A decision asks at least one value and answers at least one."))
        wrong = next((name for name in names if not re.fullmatch(NAME, name)), None)
        if wrong is not None:
            refused = _("“%(name)s” is no name: small letters, digits and underscores, a letter first.")
            raise FileRefused(refused % {"name": wrong[:60]})
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise FileRefused(_("“%(name)s” stands there twice.") % {"name": twice})


def refuse_reserved(values: Iterable[Value]) -> None:
    """A name may be a word of FEEL itself, as `if` or `true`."""
    for one in values:
        try:
            names = parse(one.name).names
        except FeelError:
            names = frozenset()
        if names != {one.name}:
            raise FileRefused(
                _("FEEL keeps the word “%(name)s” for itself: take another.") % {"name": one.name}
            )


def write_decision(told: NewDecision) -> str:
    """One rule for everything, to be followed by others."""
    name = told.name
    inside = [
        f'<variable name="{name}"/>',
        *(
            f'<informationRequirement id="needs_{one.name}"><requiredInput href="#{one.name}_input"/>'
            "</informationRequirement>"
            for one in told.inputs
        ),
        f'<decisionTable id="{name}_table" hitPolicy={quoteattr(told.policy)}>',
        *(f"  {line}" for line in write_columns(told)),
        *(f"  {line}" for line in write_rule(told)),
        "</decisionTable>",
    ]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        f'id="{name}_definitions" name={quoteattr(told.title)} namespace="urn:vigie:decisions:{name}">',
        *(
            f'  <inputData id="{one.name}_input" name="{one.name}"><variable name="{one.name}"{tell_type(one)}/>'
            "</inputData>"
            for one in told.inputs
        ),
        f'  <decision id="{name}" name="{name}">',
        *(f"    {line}" for line in inside),
        "  </decision>",
        "</definitions>",
    ]
    return "\n".join(lines) + "\n"


def write_columns(told: NewDecision) -> Iterator[str]:
    for one in told.inputs:
        yield (
            f'<input id="asked_{one.name}" label="{one.name}"><inputExpression id="asked_{one.name}_value"'
            f"{tell_type(one)}><text>{one.name}</text></inputExpression></input>"
        )
    for one in told.outputs:
        yield f'<output id="answer_{one.name}" name="{one.name}"{tell_type(one)}/>'


def write_rule(told: NewDecision) -> Iterator[str]:
    yield '<rule id="otherwise">'
    for one in told.inputs:
        yield f'  <inputEntry id="otherwise_{one.name}_asked"><text>-</text></inputEntry>'
    for one in told.outputs:
        answer = escape(ANSWERS.get(one.type, "null"))
        yield f'  <outputEntry id="otherwise_{one.name}"><text>{answer}</text></outputEntry>'
    yield "</rule>"


def tell_type(value: Value) -> str:
    return f" typeRef={quoteattr(value.type)}" if value.type else ""
