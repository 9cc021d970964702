"""Which e-mails a person wants: one choice for each kind of notice, and when none leaves at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.models import User
from app.teamwork.models import How, Kind, MailChoice, QuietHours
from app.teamwork.queries import list_kinds, read_choices


class ChoicesForm(forms.Form):
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("E-mails that would leave at once wait. Leave both empty to get them at any hour."),
    )
    quiet_until = forms.TimeField(
        label=pgettext_lazy("quiet hours", "until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_days = forms.BooleanField(label=_("And on days on which the office is closed"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for kind, how in read_choices(user).items():
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=How.choices, initial=how.value, widget=forms.RadioSelect
            )
        self.order_fields([kind.value for kind in Kind])
        self.show_quiet(QuietHours.objects.filter(user=user).first())

    def show_quiet(self, quiet: QuietHours | None) -> None:
        if quiet is not None:
            self.initial.update(quiet_from=quiet.begins, quiet_until=quiet.ends, quiet_days=quiet.closed_days)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if begins is None and ends is None and cleaned.get("quiet_days"):
            self.add_error("quiet_from", _("Say from when until when; quiet days come with quiet hours."))
        elif (begins is None) is not (ends is None) and not self.errors:
            self.add_error(
                "quiet_until" if begins else "quiet_from", _("Quiet hours have a beginning and an end.")
            )
        elif begins is not None and begins == ends:
            self.add_error("quiet_until", _("Quiet hours end at another time than they begin."))
        return cleaned

    def save(self) -> None:
        """Every choice as it stands in the form."""
        self.save_quiet()
        for kind in list_kinds(self.user):
            MailChoice.objects.update_or_create(
                user=self.user, kind=kind.value, defaults={"how": self.cleaned_data[kind.value]}
            )

    def save_quiet(self) -> None:
        begins, ends = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        if begins is None:
            QuietHours.objects.filter(user=self.user).delete()
            return
        hours = {"begins": begins, "ends": ends, "closed_days": self.cleaned_data["quiet_days"]}
        QuietHours.objects.update_or_create(user=self.user, defaults=hours)
