"""What is asked to declare, change or end something of an affiliation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.affiliation import circumstances, companies, coverages, periods, transitions
from app.affiliation.errors import AffiliationError
from app.affiliation.facts import FACTS, Fact, FactType
from app.affiliation.models import (
    Capacity,
    Circumstance,
    CircumstanceKind,
    CompanyAffiliation,
    Coverage,
    LiabilityPeriod,
    QuarterStatus,
)
from app.people.applied_forms import AppliedForm
from app.people.forms import ask_day, ask_text
from app.people.models import Kind, Party
from app.registers.quarters import Quarter
from workflows import clock
from workflows.actors import Actor


class ActForm(AppliedForm):
    """A form that does something to a party."""

    refused = AffiliationError
    lead: Any = ""
    button: Any = _("Save")

    def __init__(self, *args: Any, party: Party, row: Any = None, **kwargs: Any) -> None:
        self.party, self.row = party, row
        super().__init__(*args, **kwargs)


class PeriodForm(ActForm):
    title = _("Declare an activity")
    lead = _("A quarter begun is due in full. Declared after the first day, the affiliation is late.")
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Capacity.choices)
    started_on = ask_day(_("First day of the activity"), required=True)
    registered_on = ask_day(_("Day the declaration arrived"), required=True)
    activity = ask_text(_("Nature of the activity"), required=False)
    nace = ask_text(
        _("NACE codes"), required=False, longest=60, help_text=_("Separated by commas: 43320, 43330.")
    )
    enterprise_number = ask_text(
        _("Enterprise number"), required=False, longest=20, help_text=_("Of the person themself; ten digits.")
    )

    def apply(self, by: Actor) -> object:
        return periods.declare_period(
            self.party,
            started_on=self.cleaned_data["started_on"],
            registered_on=self.cleaned_data["registered_on"],
            capacity=Capacity(self.cleaned_data["capacity"]),
            activity=self.cleaned_data["activity"],
            nace=self.cleaned_data["nace"],
            enterprise_number=self.cleaned_data["enterprise_number"],
            by=by,
            now=clock.now(),
        )


class CompanyForm(ActForm):
    title = _("Affiliate the company")
    lead = _("To be declared within three months of the company's legal personality.")
    started_on = ask_day(_("First day"), required=True)
    registered_on = ask_day(_("Day the declaration arrived"), required=True)

    def apply(self, by: Actor) -> object:
        return companies.declare_company(self.party, **self.cleaned_data, by=by, now=clock.now())


class BalanceSheetForm(ActForm):
    title = _("Record a balance sheet")
    lead = _(
        "The total of the accounts closed in a year (code 20/58). Another total supersedes the earlier one."
    )
    year = forms.IntegerField(label=_("Year of closing"), min_value=1990, max_value=2200)
    total = forms.DecimalField(
        label=_("Balance-sheet total, EUR"), min_value=0, max_digits=16, decimal_places=2
    )
    months = forms.IntegerField(
        label=_("Months of the accounting year"), min_value=1, max_value=24, initial=12
    )
    source = ask_text(pgettext_lazy("data", "Source"))
    received_on = ask_day(_("Received on"), required=True)

    def apply(self, by: Actor) -> object:
        return companies.record_balance_sheet(self.party, **self.cleaned_data, by=by, now=clock.now())


class ReasonForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TransitionForm(ReasonForm):
    """A transition of a liability period or a company's affiliation."""

    transition = ""

    def apply(self, by: Actor) -> object:
        told = {"day": self.cleaned_data.get("day"), "reason": self.cleaned_data["reason"]}
        if isinstance(self.row, LiabilityPeriod):
            return periods.change_period(self.row, self.transition, by=by, now=clock.now(), **told)
        return transitions.change(self.row, self.transition, by=by, now=clock.now(), **told)


class EndForm(TransitionForm):
    transition = "end"
    title = _("End the affiliation")
    lead = _("The quarter of the last day stays due in full; the next one is not.")
    button = _("End")
    day = ask_day(_("Last day"), required=True)
    field_order = ("day", "reason")


class TransferForm(EndForm):
    transition = "transfer"
    title = _("Transfer to another fund")
    lead = _("The quarter of the last day stays with this fund. A transfer cannot be undone here.")
    button = _("Transfer")


class ReopenForm(TransitionForm):
    transition = "reopen"
    title = _("Take the end back")
    lead = _("The affiliation goes on as if it had never ended; its quarters are decided again.")
    button = _("Take the end back")


class CancelForm(TransitionForm):
    transition = "cancel"
    title = _("Cancel the affiliation")
    lead = _("As if it had never been: all its quarters are withdrawn. This cannot be undone.")
    button = _("Cancel the affiliation")


class CoverageForm(ReasonForm):
    title = _("Set what becomes of the contribution")
    coverage = forms.ChoiceField(label=_("Coverage"), choices=Coverage.choices)
    field_order = ("coverage", "reason")

    def apply(self, by: Actor) -> object:
        quarter = Quarter(self.row.year, self.row.number)
        coverage = Coverage(self.cleaned_data["coverage"])
        reason = self.cleaned_data["reason"]
        return coverages.set_coverage(self.party, quarter, coverage, reason=reason, by=by, now=clock.now())


class EndCircumstanceForm(ActForm):
    title = _("End the circumstance")
    lead = _("The quarters it bears on are decided again.")
    button = _("End")
    ended_on = ask_day(_("Last day"), required=True)

    def apply(self, by: Actor) -> object:
        day = self.cleaned_data["ended_on"]
        return circumstances.end_circumstance(self.row, day, by=by, now=clock.now())


class WithdrawCircumstanceForm(ReasonForm):
    title = _("Withdraw the circumstance")
    lead = _("It was a mistake: it stays on record and no longer counts. The quarters are decided again.")
    button = _("Withdraw")

    def apply(self, by: Actor) -> object:
        reason = self.cleaned_data["reason"]
        return circumstances.withdraw_circumstance(self.row, reason=reason, by=by, now=clock.now())


class CircumstanceForm(ActForm):
    """The days and the facts of one kind of circumstance."""

    lead = _("The quarters it bears on are decided again.")
    started_on = ask_day(_("From"), required=True)
    ended_on = ask_day(_("Last day, if known"))
    source = ask_text(_("Document or call it comes from"), required=False)
    kind: CircumstanceKind

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in FACTS[self.kind]:
            self.fields[fact.name] = ask_fact(fact)
        self.order_fields([*(fact.name for fact in FACTS[self.kind]), "started_on", "ended_on", "source"])

    @property
    def title(self) -> Any:
        return self.kind.label

    def apply(self, by: Actor) -> object:
        answers = self.cleaned_data
        return circumstances.record_circumstance(
            self.party,
            self.kind,
            started_on=answers["started_on"],
            ended_on=answers["ended_on"],
            source=answers["source"],
            facts={fact.name: answers[fact.name] for fact in FACTS[self.kind]},
            by=by,
            now=clock.now(),
        )


def ask_fact(fact: Fact) -> forms.Field:
    if fact.type is FactType.CHOICE:
        return forms.ChoiceField(
            label=str(fact.label), choices=[(name, str(words)) for name, words in fact.choices]
        )
    if fact.type is FactType.FLAG:
        return forms.BooleanField(label=str(fact.label), required=False)
    if fact.type is FactType.DAY:
        return ask_day(str(fact.label), required=fact.required)
    if fact.type is FactType.TEXT:
        return ask_text(str(fact.label), required=fact.required, longest=int(fact.most))
    return forms.DecimalField(
        label=str(fact.label), required=fact.required, min_value=fact.least, max_value=fact.most
    )


def make_circumstance_form(kind: CircumstanceKind) -> type[CircumstanceForm]:
    return type(f"{kind.name.title()}Form", (CircumstanceForm,), {"kind": kind})


#: What may be added to a person and to a company, by the word in the address.
ADDITIONS: Mapping[str, Mapping[str, type[ActForm]]] = {
    Kind.PERSON: {
        "period": PeriodForm,
        **{kind.value: make_circumstance_form(kind) for kind in CircumstanceKind},
    },
    Kind.COMPANY: {"company": CompanyForm, "balance_sheet": BalanceSheetForm},
}
AFFILIATION_STEPS: Mapping[str, type[ActForm]] = {
    "end": EndForm,
    "transfer": TransferForm,
    "reopen": ReopenForm,
    "cancel": CancelForm,
}
#: What may be done to a row: whose the row is, by which field its party, and the steps.
ACTS: Mapping[str, tuple[Any, str, Mapping[str, type[ActForm]]]] = {
    "period": (LiabilityPeriod, "person", AFFILIATION_STEPS),
    "company": (CompanyAffiliation, "company", AFFILIATION_STEPS),
    "circumstance": (
        Circumstance,
        "person",
        {"end": EndCircumstanceForm, "withdraw": WithdrawCircumstanceForm},
    ),
    "quarter": (QuarterStatus, "person", {"coverage": CoverageForm}),
}
