"""An act of an operator on a page: asked for, seen beforehand, done once it is confirmed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from app.supervision.foreseen import Preview
from workflows.engine import MoveRefused, NodeUnknown, TaskNotOpen
from workflows.errors import MoveBreaksGuard, WorkflowError

CONFIRMED = "confirmed"
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """`foresee` tells what the answers would do; `carry_out` does it, with what was seen, and says so."""

    foresee: Callable[[Answers], Preview]
    carry_out: Callable[[Answers, Mapping[str, str]], str]


@dataclass(frozen=True)
class Answer:
    """What the page shows next: a preview to confirm, or nothing more, the act being done."""

    preview: Preview | None = None
    is_done: bool = False


def answer(request: HttpRequest, form: forms.Form, act: Act) -> Answer:
    """A refusal becomes an error of the form, in the reader's words."""
    if request.method != "POST" or not form.is_valid():
        return Answer()
    try:
        if CONFIRMED not in request.POST:
            return Answer(act.foresee(form.cleaned_data))
        seen = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        messages.success(request, act.carry_out(form.cleaned_data, seen))
    except WorkflowError as refusal:
        form.add_error(None, tell_refusal(refusal))
        return Answer()
    return Answer(is_done=True)


def tell_refusal(refusal: WorkflowError) -> str:
    if isinstance(refusal, MoveBreaksGuard):
        told = {"law": refusal.title, "step": refusal.step}
        return _("The move would leave out a step that the law asks for: %(law)s (%(step)s)") % told
    if isinstance(refusal, MoveRefused | TaskNotOpen | NodeUnknown):
        return _(
            "It cannot be moved there: choose a step of the same part of the drawing, with one token at its place."
        )
    return _(refusal.message)
