"""Blocks of a quarter's page that apps above fill, such as the account: affiliation knows none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from app.accounts.roles import Visitor
from app.people.models import Party
from app.registers.quarters import Quarter

Describe = Callable[[Party, Quarter], Mapping[str, Any]]


@dataclass(frozen=True)
class Part:
    """A heading, a template and what fills it; `allowed` keeps it from some roles."""

    title: Any
    template: str
    describe: Describe
    allowed: Callable[[Visitor], bool]


@dataclass(frozen=True)
class Shown:
    title: Any
    html: str


_parts: dict[str, Part] = {}


def register(key: str, part: Part) -> None:
    """The same key again replaces the part."""
    _parts[key] = part


def show_parts(request: HttpRequest, party: Party, quarter: Quarter) -> list[Shown]:
    """In the order of their keys, those this person may read."""
    chosen = (_parts[key] for key in sorted(_parts))
    return [
        Shown(part.title, render_to_string(part.template, part.describe(party, quarter), request))
        for part in chosen
        if part.allowed(request.user)
    ]
