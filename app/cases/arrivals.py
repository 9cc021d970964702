"""What a case waits to receive from outside, and taking it in when a colleague holds it in their hands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.accounts.models import User
from app.cases.asked import INFORMATION, Asked, find_asked
from app.cases.models import Case
from app.cases.task_forms import TypedData, evaluate
from app.cases.wording import choose
from forms.definition import Field, FormDefinition, Section
from forms.rendering import RenderedForm, build_form
from workflows import api
from workflows.models import InboxMessage, Subscription

#: type of a payload entry in process.yaml → type of the question
QUESTIONS = {"string": "long_text", "number": "decimal", "boolean": "boolean", "date": "date"}


@dataclass(frozen=True)
class Expected:
    """A message a running instance of the case waits for."""

    subscription: int
    name: str
    title: str
    correlation: str
    about: Mapping[str, Any]
    asked: Asked | None = None


def list_expected(case: Case, language: str) -> list[Expected]:
    """The messages the case waits for and that process.yaml describes, so that a person can enter them."""
    waiting = Subscription.objects.filter(instance__case_ref=case.reference, kind="message")
    expected: list[tuple[UUID | None, Expected]] = []
    needed = waiting.select_related("instance__version").only(
        "name", "correlation", "created_at", "instance_id", "instance__version__manifest"
    )
    for one in needed.order_by("created_at", "id"):
        about = one.instance.version.manifest.get("messages", {}).get(one.name) if one.instance else None
        if about:
            title = choose(about.get("titles", {}), language) or one.name
            expected.append((one.instance_id, Expected(one.pk, one.name, title, one.correlation, about)))
    asked = find_asked({instance for instance, one in expected if instance and one.name == INFORMATION})
    return [
        replace(one, asked=asked.get(instance)) if instance and one.name == INFORMATION else one
        for instance, one in expected
    ]


def build_arrival_form(expected: Expected, data: TypedData | None, language: str) -> RenderedForm:
    """Questions for what the message brings, by the payload process.yaml declares."""
    fields = tuple(
        Field(
            name=name,
            type=QUESTIONS.get(entry.get("type", ""), "long_text"),
            label={language: choose(entry.get("label", {}), language) or name},
            required=bool(entry.get("required")),
        )
        for name, entry in expected.about.get("payload", {}).items()
    )
    definition = FormDefinition(
        key=f"message/{expected.name}", titles={language: expected.title}, sections=(Section(fields=fields),)
    )
    return build_form(definition, language=language, evaluate=evaluate, data=data)


def take_in(expected: Expected, payload: Mapping[str, Any], *, key: str, by: User) -> InboxMessage:
    """Give the message to the case, once for each `key`: a form sent twice arrives once."""
    return api.receive(f"user:{by.pk}", key, expected.name, expected.correlation, dict(payload))
