"""The forms of teams: name and processes, a member, a skill, hours and capacity."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from app.accounts.models import User
from app.cases.wording import choose, list_process_titles
from app.people.applied_forms import AppliedForm
from app.teams import changes
from app.teams.errors import TeamRefused
from app.teams.models import WEEK, Team
from app.teams.policies import read_policies
from app.teams.queries import read_skills
from workflows.actors import Actor


class TeamForm(AppliedForm):
    refused = TeamRefused
    name = forms.CharField(label=_("Name"), max_length=changes.LONGEST)
    processes = forms.MultipleChoiceField(
        label=_("Processes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the team does everything its members’ roles may do."),
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        titles = list_process_titles(get_language() or "fr")
        self.fields["processes"].choices = sorted(  # type: ignore[attr-defined]
            titles.items(), key=lambda one: one[1].casefold()
        )

    def apply(self, by: Actor) -> object:
        name, processes = self.cleaned_data["name"], self.cleaned_data["processes"]
        if self.team is None:
            return changes.make(name, processes, by=by)
        changes.change(self.team, name, processes, by=by)
        return self.team


class MemberForm(AppliedForm):
    refused = TeamRefused
    user = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        people = User.objects.filter(is_active=True, groups__isnull=False)
        self.fields["user"].queryset = people.distinct().order_by(  # type: ignore[attr-defined]
            "last_name", "first_name", "username"
        )

    def apply(self, by: Actor) -> object:
        return changes.join(self.team, self.cleaned_data["user"], by=by)


class SkillForm(AppliedForm):
    refused = TeamRefused
    name = forms.ChoiceField(label=_("Skill"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        known = set() if self.is_bound else read_skills([person.pk])[person.pk]
        choices = [(name, title) for name, title in name_skills().items() if name not in known]
        self.fields["name"].choices = choices  # type: ignore[attr-defined]

    def apply(self, by: Actor) -> object:
        return changes.learn(self.person, self.cleaned_data["name"], by=by)


class ScheduleForm(AppliedForm):
    refused = TeamRefused

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for day in range(WEEK):
            self.fields[f"hours_{day}"] = forms.IntegerField(
                label=WEEKDAYS[day], min_value=0, max_value=changes.MOST_HOURS
            )
        self.fields["capacity"] = forms.IntegerField(
            label=_("Open tasks at most"),
            min_value=0,
            max_value=changes.MOST_TASKS,
            help_text=_("No further task is given to this person beyond so many; 0: none at all."),
        )

    def apply(self, by: Actor) -> object:
        hours = [self.cleaned_data[f"hours_{day}"] for day in range(WEEK)]
        return changes.schedule(self.person, hours, self.cleaned_data["capacity"], by=by)


def name_skills() -> dict[str, str]:
    """Skills of the policies in the reader's language."""
    language = get_language() or "fr"
    return {name: choose(titles, language) for name, titles in read_policies().skills.items()}
