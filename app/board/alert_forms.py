"""The questions of an alert: name, threshold, when it counts as back, who is told; of unheld tasks also which."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from app import page_time
from app.accounts.models import User
from app.board import alerts
from app.board.alert_numbers import Number
from app.board.errors import AlertRefused
from app.board.filters import NO_TEAM, Filters
from app.board.models import Alert, Subject
from app.board.queries import list_team_parts
from app.cases.wording import list_process_titles

#: A number beyond it is a slip of the keyboard.
LARGEST, LONGEST_AGE = 1_000_000, 3650


class AlertForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=alerts.LONGEST_NAME)
    threshold = forms.IntegerField(
        label=_("Tell when it is more than"), min_value=0, max_value=LARGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    clears_at = forms.IntegerField(
        label=_("Back at"), required=False, min_value=0, max_value=LARGEST,
        help_text=_(
            "It is told again only after it has been so many or fewer. Left empty, that is the threshold itself; "
            "a lower one keeps a number that goes up and down around the threshold from telling each time."
        ),
    )  # fmt: skip
    told = forms.ModelMultipleChoiceField(
        label=_("Who is told"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "In the page, and by e-mail as each has chosen under Notices. "
            "Files hidden from one of them are not counted."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        steerers = [one.pk for one in alerts.list_steerers()]
        people = User.objects.filter(pk__in=steerers).order_by("last_name", "first_name", "username")
        self.fields["told"].queryset = people  # type: ignore[attr-defined]
        self.initial.setdefault("told", [user.pk])

    def read_number(self) -> Number | None:
        """The number the form itself asks for; None where the address names it."""
        return None

    def make(self, number: Number) -> Alert | None:
        """None when a rule refuses, and then the form says why."""
        return self.apply(lambda **given: alerts.make(number, **given, by=self.user, now=page_time.now()))

    def change(self, alert: Alert) -> bool:
        return self.apply(lambda **given: alerts.change(alert, **given) or alert) is not None

    def apply(self, write: Any) -> Alert | None:
        given, threshold = self.cleaned_data, self.cleaned_data["threshold"]
        clears_at = threshold if given["clears_at"] is None else given["clears_at"]
        try:
            made: Alert = write(
                name=given["name"], threshold=threshold, clears_at=clears_at, told=list(given["told"])
            )
        except AlertRefused as refusal:
            self.add_error(refusal.field or None, str(refusal))
            return None
        return made


class UnheldForm(AlertForm):
    """Tasks nobody holds: of which process, of which team, open for how long."""

    process = forms.ChoiceField(label=_("Process"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    older = forms.IntegerField(
        label=_("Open for so many days or more"), min_value=0, max_value=LONGEST_AGE,
        help_text=_("Days of 24 hours since the task came up; 0 counts all that nobody holds."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = sorted(
            list_process_titles(get_language() or "fr").items(), key=lambda one: one[1].casefold()
        )
        teams = [(one.key, one.name) for one in list_team_parts()]
        self.fields["process"].choices = [("", _("Any process")), *titles]  # type: ignore[attr-defined]
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", _("Any team")), *teams, (NO_TEAM, _("In no team’s processes")),
        ]  # fmt: skip
        self.order_fields(["process", "team", "older"])

    def read_number(self) -> Number:
        given = self.cleaned_data
        return Number(Filters(Subject.TASK, process=given["process"], team=given["team"]), given["older"])
