"""Adding a task to a case by hand, and cancelling one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.accounts.models import User
from app.accounts.roles import Role, may_open_cases, name_role, require, signed_in
from app.cases.views import find_or_404 as find_case_or_404
from app.inbox import added_tasks
from app.inbox.errors import TaskRefused
from app.inbox.refusals import describe
from app.inbox.task_views import find_or_404
from workflows.errors import WorkflowError

PRIORITIES = (
    (50, gettext_lazy("Normal")),
    (80, gettext_lazy("High")),
    (20, gettext_lazy("Low")),
)


def list_roles() -> list[tuple[str, str]]:
    return sorted(((role.value, name_role(role)) for role in Role), key=lambda pair: pair[1].casefold())


class AddedTaskForm(forms.Form):
    """What is to be done, by whom and when."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=added_tasks.LONGEST_TITLE)
    description = forms.CharField(
        label=gettext_lazy("In more words"),
        required=False,
        max_length=added_tasks.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    role = forms.ChoiceField(label=gettext_lazy("For the role"), choices=list_roles)
    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Or for one colleague of it"),
        required=False,
        empty_label=gettext_lazy("Anybody of the role"),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        help_text=gettext_lazy("Without a day it is due within twenty working days."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    follow_up_on = forms.DateField(
        label=gettext_lazy("Put aside until"),
        required=False,
        help_text=gettext_lazy("Until then it stands under Put aside."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), choices=PRIORITIES, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, groups__name__in=[role.value for role in Role])
        person: Any = self.fields["person"]
        person.queryset = people.distinct().order_by("last_name", "first_name")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        today, due, until = page_time.today(), data.get("due_on"), data.get("follow_up_on")
        if due and due < today:
            self.add_error("due_on", _("Choose today or a later day."))
        if until and until <= today:
            self.add_error("follow_up_on", _("Choose a day after today."))
        if due and until and until > due:
            self.add_error("follow_up_on", _("It would come back after it is due."))
        return data


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def add(request: HttpRequest, reference: str) -> HttpResponse:
    case = find_case_or_404(request, reference)
    form = AddedTaskForm(request.POST or None, initial={"role": Role.CASEWORKER.value})
    if request.method == "POST" and form.is_valid():
        wish = added_tasks.Wish(**form.cleaned_data)
        try:
            added_tasks.add(case, wish, by=signed_in(request))
        except (TaskRefused, WorkflowError) as refusal:
            form.add_error(None, describe(refusal))
        else:
            messages.success(request, _("The task is added."))
            return redirect("cases:case", case.reference)
    status = 422 if form.errors else 200
    return render(request, "inbox/add_task.html", {"form": form, "case": case}, status=status)


@require_POST
def cancel(request: HttpRequest, task_id: UUID) -> HttpResponse:
    task = find_or_404(request, task_id)
    try:
        added_tasks.cancel(task, request.POST.get("reason", ""), by=signed_in(request))
    except (TaskRefused, WorkflowError) as refusal:
        messages.error(request, describe(refusal))
        return redirect("inbox:task", task.pk)
    messages.success(request, _("The task is cancelled."))
    return redirect("cases:case", task.case_ref) if task.case_ref else redirect("inbox:list")
