"""The forms of people: what is asked to register somebody or to change one part of what is known."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.models import User
from app.accounts.roles import FILE_WORKERS
from app.people import assignments, contacts, links, parties
from app.people.applied_forms import AppliedForm
from app.people.errors import PartyError
from app.people.models import (
    LANGUAGES,
    AddressKind,
    ChannelKind,
    Duty,
    HouseholdRole,
    LinkKind,
    Party,
    Purpose,
)
from app.people.queries import find_exactly
from workflows import clock
from workflows.actors import Actor


def ask_day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=picker, help_text=help_text)


def ask_text(
    label: Any, *, required: bool = True, longest: int = 200, help_text: Any = ""
) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=longest, help_text=help_text)


class PartyForm(AppliedForm):
    """A form that is applied to a party, and whose `apply` returns it."""

    refused = PartyError

    def __init__(self, *args: Any, party: Party | None = None, **kwargs: Any) -> None:
        self.party = party
        super().__init__(*args, **kwargs)

    @property
    def owner(self) -> Party:
        if self.party is None:
            raise PartyError(_("There is no party with this reference."))
        return self.party


class PersonForm(PartyForm):
    title = _("Register a person")
    first_name = ask_text(_("First name"), required=False)
    last_name = ask_text(_("Last name"))
    niss = ask_text(
        _("National number"),
        required=False,
        longest=20,
        help_text=_("National or BIS number. It is sealed, and shown to nobody without a purpose."),
    )
    birth_date = ask_day(_("Birth date"), help_text=_("Read from the national number when left empty."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["niss"].widget.attrs["autocomplete"] = "off"

    def apply(self, by: Actor) -> Party:
        return parties.register_person(by=by, **self.cleaned_data)


class ChangePersonForm(PersonForm):
    title = _("Change the person’s data")
    died_on = ask_day(_("Died on"))
    reason = ask_text(_("Reason"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["niss"].help_text = _("Leave it empty to keep the number that is known.")

    def apply(self, by: Actor) -> Party:
        parties.change_person(self.owner, by=by, **self.cleaned_data)
        return self.owner


class CompanyForm(PartyForm):
    title = _("Register a company")
    legal_name = ask_text(_("Legal name"), longest=300)
    enterprise_number = ask_text(_("Enterprise number"), longest=20)
    legal_form = ask_text(_("Legal form"), required=False, longest=40)
    constituted_on = ask_day(_("Constituted on"))
    personality_on = ask_day(_("Legal personality since"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def apply(self, by: Actor) -> Party:
        return parties.register_company(by=by, **self.cleaned_data)


class ChangeCompanyForm(CompanyForm):
    title = _("Change the company’s data")
    dissolved_on = ask_day(_("Dissolved on"))
    reason = ask_text(_("Reason"), required=False)

    def apply(self, by: Actor) -> Party:
        parties.change_company(self.owner, by=by, **self.cleaned_data)
        return self.owner


class AddressForm(PartyForm):
    title = _("New address")
    kind = forms.ChoiceField(label=_("Kind"), choices=AddressKind)
    street = ask_text(_("Street"))
    number = ask_text(_("Number"), required=False, longest=20)
    box = ask_text(_("Box"), required=False, longest=20)
    postal_code = ask_text(_("Postal code"), longest=12)
    city = ask_text(_("Town"), longest=100)
    country = forms.RegexField(
        label=_("Country"), regex=r"^[A-Za-z]{2}$", initial="BE", help_text=_("Two letters: BE, FR, DE …")
    )
    started_on = ask_day(_("From"), required=True)

    def apply(self, by: Actor) -> Party:
        contacts.move(self.owner, by=by, **self.cleaned_data)
        return self.owner


class ChannelForm(PartyForm):
    title = _("New way to reach")
    kind = forms.ChoiceField(label=_("Kind"), choices=ChannelKind)
    value = ask_text(_("Number or address"))
    preferred = forms.BooleanField(label=_("Preferred"), required=False)

    def apply(self, by: Actor) -> Party:
        contacts.add_channel(self.owner, by=by, **self.cleaned_data)
        return self.owner


class AccountForm(PartyForm):
    title = _("New bank account")
    iban = ask_text(_("Account number (IBAN)"), longest=50)
    holder = ask_text(_("Holder, when it is somebody else"), required=False)
    started_on = ask_day(_("From"), required=True)

    def apply(self, by: Actor) -> Party:
        contacts.open_bank_account(self.owner, by=by, **self.cleaned_data)
        return self.owner


class ConsentForm(PartyForm):
    title = _("New consent")
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose)
    given_on = ask_day(_("Given on"), required=True)
    evidence = ask_text(_("How it was given"), required=False)

    def apply(self, by: Actor) -> Party:
        contacts.give_consent(self.owner, by=by, **self.cleaned_data)
        return self.owner


def clean_other(text: str) -> Party | None:
    """The other party of a link, by reference or enterprise number; None for nothing typed."""
    if not text.strip():
        return None
    found = find_exactly(text)
    if found is None:
        raise forms.ValidationError(_("There is no party with this reference."))
    return found


class LinkForm(PartyForm):
    title = _("New link")
    kind = forms.ChoiceField(label=_("This party is the …"), choices=LinkKind)
    other = ask_text(_("of"), longest=20, help_text=_("Reference or enterprise number of the other party."))
    started_on = ask_day(_("From"), required=True)
    ended_on = ask_day(_("Until"))
    mandate = ask_text(
        pgettext_lazy("link", "Mandate"),
        required=False,
        longest=300,
        help_text=_("Required for an accountant."),
    )

    def clean_other(self) -> Party | None:
        return clean_other(self.cleaned_data["other"])

    def apply(self, by: Actor) -> Party:
        values = dict(self.cleaned_data)
        links.link(self.owner, values.pop("other"), values.pop("kind"), by=by, **values)
        return self.owner


class HouseholdForm(PartyForm):
    title = _("New household")
    role = forms.ChoiceField(label=_("Role"), choices=HouseholdRole)
    other = ask_text(
        _("Lives with"),
        required=False,
        longest=20,
        help_text=_("Reference of a member; empty for a household of its own."),
    )
    started_on = ask_day(_("From"), required=True)

    def clean_other(self) -> Party | None:
        return clean_other(self.cleaned_data["other"])

    def apply(self, by: Actor) -> Party:
        values = dict(self.cleaned_data)
        links.join_household(self.owner, values.pop("other"), values.pop("role"), by=by, **values)
        return self.owner


class AssignmentForm(PartyForm):
    title = _("Who looks after this party")
    duty = forms.ChoiceField(label=_("As"), choices=Duty)
    user = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    reason = ask_text(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(is_active=True, groups__name__in=FILE_WORKERS).distinct()
        field = self.fields["user"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = colleagues.order_by("last_name", "first_name", "username")

    def apply(self, by: Actor) -> Party:
        values = self.cleaned_data
        assignments.assign(self.owner, values["duty"], values["user"], by=by, reason=values["reason"])
        return self.owner


class EndForm(forms.Form):
    """The last day of a dated row."""

    ended_on = ask_day(_("Last day"), required=True)


#: What can be added to a party, by the word in the address.
ADDITIONS: dict[str, type[PartyForm]] = {
    "address": AddressForm,
    "channel": ChannelForm,
    "account": AccountForm,
    "consent": ConsentForm,
    "link": LinkForm,
    "household": HouseholdForm,
    "caseworker": AssignmentForm,
}


def propose(what: str, party: Party, today: date | None = None) -> dict[str, Any]:
    """What an empty form shows at first."""
    day = (today or clock.today()).isoformat()
    kind = AddressKind.RESIDENCE if party.kind == "person" else AddressKind.REGISTERED_OFFICE
    return {
        "started_on": day,
        "given_on": day,
        **({"kind": kind, "country": "BE"} if what == "address" else {}),
    }
