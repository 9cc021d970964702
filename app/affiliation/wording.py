"""Why a quarter has its category: the rules that fired, in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from app.affiliation.models import QuarterStatus
from app.registers.rendering import show_percent, show_quarter

#: By rule of D01, then of D02.
RULES: Mapping[str, Promise] = {
    "pension_in_payment": _("A retirement or survivor's pension is paid (AR 38 art. 13)."),
    "pension_age_as_main": _("The legal pension age is reached, no pension is paid: as main occupation."),
    "pension_age_opted_out": _("The legal pension age is reached and the person opted out."),
    "pension_age_old_rules": _("The legal pension age is reached; before 2025Q4 the reduced regime applies."),
    "spouse_helper_mini": _("Spouse-helper born before 1956 without choice of the full status."),
    "spouse_helper_maxi": _("Spouse-helper (AR 38 art. 7bis)."),
    "student": _("Student of 18 to 25 years, enrolled, with a request (AR 38 art. 12bis)."),
    "employee_half_time": _("Employee of at least half a full time."),
    "civil_servant": _("Civil servant of at least half a full time, eight months or 200 days a year."),
    "teacher_tenured": _("Tenured teacher of at least six tenths."),
    "teacher_untenured": _("Untenured teacher of at least five tenths."),
    "replacement_income": _("A replacement income that reaches the threshold."),
    "other_full_status": _("Helping cohabitant with a full status elsewhere."),
    "art37_disabled": _("Article 37: recognised disability of at least 66 %."),
    "art37_granted": _("Article 37: requested, its condition is shown and the income stays below the limit."),
    "primostarter": _("One of the first four consecutive quarters after twenty free ones."),
    "main_occupation": _("Nothing makes it another category: main occupation."),
    "no_couple": _("Neither married nor legally cohabiting."),
    "partner_in_company": _("The partner is not self-employed as a natural person."),
    "cohabitant_with_full_status": _("A legal cohabitant who helps and has a full status elsewhere."),
    "own_rights": _("Own activity or income with full rights."),
    "own_activity": _("Own self-employed income above 3,000 EUR a year."),
    "presumed": _("Regular help or 90 days a year: presumed spouse-helper."),
    "declared_on_honour": _("Declared on honour not to help."),
    "declaration_missing": _("No help is known; the declaration on honour is missing."),
}


def explain(status: QuarterStatus) -> list[str]:
    """A sentence a rule, those of the spouse's help first; a rule no longer known by its id."""
    rules = [*status.decision.get("spouse_helper", {}).get("rules", []), *status.decision["rules"]]
    return [str(RULES.get(rule, rule)) for rule in rules]


#: What the table is asked, by the name of its column.
INPUTS: Mapping[str, Promise] = {
    "quarter": _("Quarter"),
    "is_helper": _("Helper"),
    "other_job": _("Other occupation"),
    "birth_year": _("Year of birth"),
    "student_ok": _("Student's conditions are met"),
    "art37_claim": _("Article 37 requested"),
    "maxi_option": _("Spouse-helper chose the full status"),
    "other_job_days": _("Days of the other occupation in a year"),
    "pension_status": _("Pension paid"),
    "has_company_only": _("Active in a company only"),
    "is_spouse_helper": _("Spouse-helper"),
    "other_job_months": _("Months of the other occupation in a year"),
    "age_legal_reached": _("Legal pension age reached"),
    "below_art37_limit": _("Income below the limit of article 37"),
    "main_quarter_index": _("Which quarter in a row as main occupation"),
    "other_job_fraction": _("Other occupation, as a part of full time"),
    "pension_age_opt_out": _("Opted out at the pension age"),
    "free_quarters_before": _("Free quarters before"),
    "replacement_income_sufficient": _("Replacement income reaches the threshold"),
}
ANSWERS: Mapping[str, Promise] = {
    "none": pgettext_lazy("occupation", "none"),
    "employee": _("employee"),
    "civil_servant": _("civil servant"),
    "teacher_tenured": _("tenured teacher"),
    "teacher_untenured": _("untenured teacher"),
    "other_full_status": _("full status elsewhere"),
    "married": _("married"),
    "widowed": _("widowed"),
    "student": _("student"),
    "disabled": _("disabled"),
    "retirement": _("retirement pension"),
    "survivor": _("survivor's pension"),
}


def list_answers(status: QuarterStatus) -> list[tuple[str, str]]:
    """What the table was asked for a decision: name and value, in the active language."""
    asked = status.decision["inputs"].items()
    return [
        (str(INPUTS.get(name, name.replace("_", " "))), tell_answer(name, value)) for name, value in asked
    ]


def tell_answer(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if name == "quarter":
        return show_quarter(value)
    if name == "other_job_fraction":
        return show_percent(Decimal(str(value)))
    return str(ANSWERS.get(str(value), value))
