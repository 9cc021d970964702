"""What people bring to the fund: questions, complaints, requests, news from INASTI. Each through its own form."""

from collections.abc import Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from app.accounts.roles import Role
from app.cases.known_party import list_answers
from app.cases.models import Case
from app.cases.opening import find_current_version, open_case
from app.cases.starting import build_start_form
from app.demo.colleagues import Colleagues
from app.demo.errors import DemoFailed
from app.people.models import Party
from workflows import clock


def open_request(
    process: str, answers: Mapping[str, Any], colleagues: Colleagues, role: Role, party: Party | None = None
) -> Case:
    """Fill in a start form and open the case. Raises DemoFailed when the form refuses an answer."""
    version = find_current_version(process)
    known = list_answers(party, clock.today())
    typed = type_in(build_start_form(version, None, "fr", known), answers)
    form = build_start_form(version, typed, "fr", known)
    if not form.is_valid():
        raise DemoFailed(f"{process}: {form.errors.as_text()}")
    return open_case(process, form.cleaned_data, by=colleagues.actor(role), party=party)


def type_in(form: Any, answers: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """What a browser would send: what the form shows already, with these answers typed over it."""
    typed: MultiValueDict[str, str] = MultiValueDict()
    for name, field in form.fields.items():
        value = answers[name] if name in answers else form.get_initial_for_field(field, name)
        if value is None or value is False or field.disabled:
            continue
        typed[name] = "on" if value is True else str(value)
    return typed
