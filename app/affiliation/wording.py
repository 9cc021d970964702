"""Why a quarter has its category: the rules that fired, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from app.affiliation.models import QuarterStatus

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
