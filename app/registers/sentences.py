"""The sentences of traces, by step key; an app adds its own by `add_sentences` when it is ready.

Each place says how a figure is shown: money, percent, number, date, quarter or word; see `app.registers.rendering`.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from app.registers.errors import SentenceTaken

#: What each step says.
SENTENCES: dict[str, str] = {
    "income": _("Net taxable income of {year}"),
    "income_partner": _("Net taxable income of your partner in {year}"),
    "income_annualised": _(
        "You were subject for {quarters} of 4 quarters of {year}: your income of {income:money} "
        "is brought to a whole year (× 4 ÷ {quarters})"
    ),
    "starter_base": _(
        "Without an income or estimate of your own, the minimum income of your category counts "
        "({category:word})"
    ),
    "category": _("Your category: {category:word}"),
    "minimum": _(
        "Your category: {category:word}. Your income of {base:money} is below its minimum income,"
        " so the minimum counts"
    ),
    "not_liable": _("You are not subject in the {quarter:quarter}: nothing is due"),
    "not_liable_year": _("You are not subject in {year}: nothing is due"),
    "covered": _("Nothing is due for this quarter: {coverage:word}"),
    "below": _(
        "Your category: {category:word}. Your income of {base:money} does not exceed the "
        "threshold of {limit:money}: nothing is due"
    ),
    "bracket": _("{rate:percent} of {part:money}, the part of the income up to {end:money}"),
    "next_bracket": _("{rate:percent} of {part:money}, the part between {start:money} and {end:money}"),
    "above_ceiling": _("Nothing is due on the {part:money} above the ceiling of {ceiling:money}"),
    "above_half": _(
        "{rate:percent} of {part:money}, the part above {half:money} (half of the minimum income "
        "in main occupation)"
    ),
    "quarter": _("One quarter: a fourth of {annual:money} a year, rounded to the cent"),
    "primo_reduction": _("First quarter of a primostarter: {amount:money} less"),
    "fee": _("Management fee: {rate:percent} of {quarter:money}, rounded to the cent"),
    "payable": _("To pay for the quarter, without management fee"),
    "payable_with_fee": _("To pay for the quarter, management fee included"),
    "primo_start_assumed": _("The start of the activity was not given: {day:date} was assumed"),
    "draft_value": _(
        "To be confirmed: the legal value {code} (from {start:date}) is provisional or uncertain"
    ),
    "base_definitive": _("The definitive income of {year}, as told by the tax administration"),
    "base_estimate": _("Your accepted estimate of the income of {year}"),
    "base_starter": _(
        "As a starter you pay in {year} on the minimum of your category; the amount is settled "
        "once your income is known"
    ),
    "base_indexed": _(
        "Your income of {income_year}, {income:money}, is brought to {year} by the coefficient "
        "{coefficient:number}, rounded to the cent"
    ),
    "earlier_income_used": _(
        "The income of three years before {year} was not known on 1 January: the one of "
        "{income_year} was used"
    ),
    "difference": _("{quarter:quarter}: {definitive:money} definitive less {provisional:money} provisional"),
    "outcome_supplement": _("Supplement you owe"),
    "outcome_refund": _("We pay back, after what is still owed"),
    "outcome_book_only": _(
        "The difference is too small to be claimed or paid back; it is kept on your account"
    ),
    "due_supplement": _("Settled on {settled_on:date}: on our account by the last day of the next quarter"),
    "fee_of_differences": _("Management fee: {rate:percent} of each difference, rounded to the cent"),
    "fee_of_definitive": _(
        "Management fee: {rate:percent} of each definitive quarter, rounded to the cent, less what was claimed"
    ),
    "retroactive_surcharge": _(
        "You had asked for lower provisional contributions: surcharges on what lacked, up to {until:date}"
    ),
    "due_quarter": _(
        "Contribution of the {quarter:quarter}: on our account by the last day of the quarter, "
        "also when that is no working day"
    ),
    "due_starter": _(
        "Contribution of the {quarter:quarter}: affiliated on time, you have one more quarter to "
        "pay as a starter"
    ),
    "debt": _("Principal, to be on our account by {due_on:date}"),
    "paid_in_time": _("Paid in time, on {on:date}"),
    "paid_late": _("Paid late, on {on:date}"),
    "surcharges_stopped": _("Since then the matter is in court or with the bailiff: no further surcharge"),
    "surcharge_quarter": _("Surcharge of {rate:percent} on {base:money} not yet paid on {on:date}"),
    "surcharge_year": _(
        "Once-only surcharge of {rate:percent} on {base:money} claimed in {year} or before and "
        "not yet paid on {on:date}"
    ),
    "surcharge_total": _("Surcharges up to {until:date}"),
    "company_total": _("Balance-sheet total, against the threshold of {limit:money} for {year}"),
    "company_procedure": _("No contribution for {year}: {procedure:word}"),
    "company_inactive": _("No contribution for {year}: the company certified that it had no activity"),
    "company_starter": _("No contribution for {year}: exemption of a starting company of persons"),
    "company_first_years": _(
        "There are no accounts of the penultimate year yet: the lower contribution is due for {year}"
    ),
    "company_total_unknown": _(
        "The balance-sheet total is not known: the lower contribution is asked for {year} until it is"
    ),
    "company_above_threshold": _(
        "The balance-sheet total exceeds the threshold of {year}: the higher contribution is due"
    ),
    "company_up_to_threshold": _(
        "The balance-sheet total does not exceed the threshold of {year}: the lower contribution is due"
    ),
    "company_due": _("To be on our account by"),
    "company_none": _("Company contribution for {year}: none"),
    "company_small": _("Company contribution for {year}"),
    "company_large": _("Company contribution for {year}, large company"),
    "company_months": _("{rate:percent} a month on {amount:money}, months of delay: {months}"),
    "limitation": _(
        "Contributions of {year}: the fund may claim them for {term} years from 1 January of the next year"
    ),
    "limitation_start": _(
        "Supplement after a start in {year}: it lapses on 1 January of year {term} after it"
    ),
    "limitation_again": _("Interrupted on {on:date}: the term begins again"),
    "exemption_window": _("An exemption may be asked for from {first:date} on, for twelve months, up to"),
    "continued_window": _(
        "Continued insurance may be asked for within {months} months after the {quarter:quarter}, up to"
    ),
    "interest": _(
        "Interest of {rate:percent} a year on {principal:money} from {first:date} to {last:date},"
        " days: {days}"
    ),
    "interest_total": _("Judicial interest up to {until:date}, rounded to the cent"),
}
#: Legal values by the name a reader knows them by.
PARAMETER_NAMES: dict[str, str] = {
    "CONTRIB.FLOOR": _("minimum income in main occupation"),
    "CONTRIB.C1": _("end of the first bracket"),
    "CONTRIB.C2": _("ceiling of income"),
    "CONTRIB.RATE1": _("rate of the first bracket"),
    "CONTRIB.RATE2": _("rate of the second bracket"),
    "CONTRIB.THRESHOLD.SECONDARY": _("threshold in secondary occupation"),
    "CONTRIB.THRESHOLD.STUDENT": _("threshold for students"),
    "CONTRIB.THRESHOLD.PRIMO": _("reduced minimum for primostarters"),
    "CONTRIB.THRESHOLD.MAXI": _("minimum for spouse-helpers (full status)"),
    "CONTRIB.THRESHOLD.ART37": _("limit of article 37"),
    "CONTRIB.THRESHOLD.PENSIONER": _("threshold for working pensioners"),
    "CONTRIB.RATE.PENSIONER": _("rate for working pensioners"),
    "CONTRIB.RATE.MINI": _("rate of the mini status, first bracket"),
    "CONTRIB.RATE.MINI2": _("rate of the mini status, second bracket"),
    "CONTRIB.COEF_N3": _("revaluation coefficient"),
    "CONTRIB.PRIMO_Q1_REDUCTION": _("reduction in the first quarter of a primostarter"),
    "CONTRIB.STARTER_RATE.Y1": _("rate of a starter, first full year"),
    "CONTRIB.STARTER_RATE.Y2": _("rate of a starter, second full year"),
    "CONTRIB.STARTER_RATE.Y3": _("rate of a starter, third full year"),
    "FEE.RATE": _("management fee"),
    "SURCHARGE.QUARTER": _("quarterly surcharge"),
    "SURCHARGE.YEAR": _("once-only annual surcharge"),
    "SURCHARGE.COMPANY_MONTH": _("monthly surcharge of companies"),
    "COMPANY.SMALL": _("lower company contribution"),
    "COMPANY.LARGE": _("higher company contribution"),
    "COMPANY.THRESHOLD": _("threshold of the balance-sheet total"),
    "COMPANY.DUE_MMDD": _("last day of payment (month-day)"),
    "LIMIT.CONTRIBUTION_YEARS": _("limitation of contributions, years"),
    "LIMIT.STARTER_SUPPLEMENT_YEARS": _("limitation of a starter’s supplement, years"),
    "LIMIT.EXEMPTION_MONTHS": _("time to ask for an exemption, months"),
    "LIMIT.CONTINUED_INSURANCE_MONTHS": _("time to ask for continued insurance, months"),
    "INTEREST.JUDICIAL": _("legal interest rate"),
    "INTEREST.SOCIAL": _("legal interest rate in social matters"),
}
#: Words that decisions answer with.
WORDS: dict[str, str] = {
    "main": _("main occupation"),
    "primostarter": _("primostarter"),
    "secondary": _("secondary occupation"),
    "art37": _("treated as secondary occupation (article 37)"),
    "student": _("student with self-employed activity"),
    "spouse_maxi": _("spouse-helper, full status"),
    "spouse_mini": _("spouse-helper, mini status"),
    "pensioner": _("working pensioner"),
    "pension_age_no_pension": _("legal pension age without pension"),
    "exempt": _("exempted"),
    "assimilated": _("assimilated"),
    "bridging": _("covered by the bridging right"),
    "birth_exempt": _("quarter after a birth"),
    "retired": _("quarter of the retirement"),
    "bankruptcy": _("bankruptcy"),
    "liquidation": _("liquidation"),
    "reorganisation": _("judicial reorganisation"),
}
#: Legal bases of the shipped values that traces name; others are shown as they were written.
LEGAL_BASES = (
    _("AR no 38 of 27 July 1967, art. 12 §1"),
    _("AR no 38 of 27 July 1967, art. 12 §1 and art. 14"),
    _("AR no 38 of 27 July 1967, art. 12 §1bis"),
    _("AR no 38 of 27 July 1967, art. 12 §1ter"),
    _("AR no 38 of 27 July 1967, art. 12 §2; RGS art. 35"),
    _("AR no 38 of 27 July 1967, art. 12bis"),
    _("AR no 38 of 27 July 1967, arts 7bis and 12 §1"),
    _("RGS (AR of 19 December 1967), art. 37"),
    _("RGS (AR of 19 December 1967), arts 44 and 44bis"),
    _("AR no 38 of 27 July 1967, art. 13"),
    _("AR no 38 of 27 July 1967, art. 13bis"),
    _("AR no 38 of 27 July 1967, art. 11 §3; law of 22 November 2013"),
    _("AR no 38 of 27 July 1967, art. 16"),
    _("AR no 38 of 27 July 1967, art. 17; RGS arts 88 to 94"),
    _("AR no 38 of 27 July 1967, art. 20 §4; rate approved by the minister each year"),
    _("RGS arts 38 to 41"),
    _("Law of 30 December 1992, arts 91 and 92"),
    _("Law of 30 December 1992, art. 93; AR of 15 March 1993"),
    _("AR of 15 March 1993"),
    _("Law of 5 May 1865, art. 2"),
    _("Law of 5 May 1865, art. 2 §3"),
)


def add_sentences(
    sentences: Mapping[str, str],
    *,
    words: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Sentences of another app's steps, its words and names of legal values, translated in its own locale.

    Raises SentenceTaken.
    """
    for texts, added in ((SENTENCES, sentences), (WORDS, words or {}), (PARAMETER_NAMES, parameters or {})):
        for key, text in added.items():
            if texts.setdefault(key, text) != text:
                raise SentenceTaken(key=key)
