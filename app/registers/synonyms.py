"""Other names under which a person may give an input, and other words for a choice; only where one meaning is possible.

The answer and its trace always use the names of the glossary.
"""

import re
from collections.abc import Iterable, Mapping
from unicodedata import combining, normalize

#: Another name of an input: the inputs it can stand for; the first that the calculation has is meant.
NAMES: dict[str, tuple[str, ...]] = {
    "activity_start": ("start",),
    "already_paid": ("paid",),
    "amount": ("principal",),
    "annual_income": ("income",),
    "as_of": ("until",),
    "balance_sheet": ("balance_sheet_total",),
    "balance_total": ("balance_sheet_total",),
    "booked_on": ("on",),
    "ceased_on": ("end",),
    "cessation": ("end",),
    "cessation_on": ("end",),
    "claimed_on": ("first_claimed_on",),
    "constitution": ("constituted_on",),
    "constitution_date": ("constituted_on",),
    "contribution_year": ("year",),
    "credited_on": ("on", "paid_on"),
    "date": ("on",),
    "day": ("on",),
    "due": ("due_on",),
    "due_date": ("due_on",),
    "end_date": ("end",),
    "ended_on": ("end",),
    "fee": ("fee_rate",),
    "fee_percent": ("fee_rate",),
    "founded_on": ("constituted_on",),
    "incorporated_on": ("constituted_on",),
    "interruptions": ("interrupted_on",),
    "issued_on": ("settled_on",),
    "legal_personality_on": ("personality_on",),
    "management_fee": ("fee_rate",),
    "management_fee_rate": ("fee_rate",),
    "net_income": ("income",),
    "net_taxable_income": ("income",),
    "on": ("until",),
    "paid_on": ("on",),
    "payment_date": ("on", "paid_on"),
    "quarters_subject": ("quarters",),
    "received_on": ("known_on", "settlement_received_on"),
    "served_on": ("stopped_on", "court_action_on"),
    "settlement_date": ("settled_on", "settlement_received_on"),
    "settlement_on": ("settled_on", "settlement_received_on"),
    "settled_on": ("settlement_received_on",),
    "start_date": ("start",),
    "started_on": ("start",),
    "summons_on": ("stopped_on", "court_action_on", "start"),
    "taxable_income": ("income",),
    "total": ("balance_sheet_total",),
    "total_assets": ("balance_sheet_total",),
    "value_date": ("on",),
}
#: Other words for a choice, in English, French and Dutch, without accents.
WORDS: dict[str, tuple[str, ...]] = {
    "main": ("main_occupation", "titre_principal", "principal", "hoofdberoep"),
    "secondary": (
        "secondary_occupation",
        "complementary",
        "titre_complementaire",
        "complementaire",
        "bijberoep",
    ),
    "art37": (
        "art_37",
        "article_37",
        "article37",
        "article_37_assimilation",
        "assimilation_art_37",
        "gelijkstelling_art_37",
    ),
    "student": (
        "student_self_employed",
        "etudiant",
        "etudiant_independant",
        "student_zelfstandige",
    ),
    "spouse_maxi": (
        "maxi",
        "spouse_helper_maxi",
        "maxi_statut",
        "maxistatuut",
        "conjoint_aidant_maxi",
    ),
    "spouse_mini": (
        "mini",
        "spouse_helper_mini",
        "mini_statut",
        "ministatuut",
        "conjoint_aidant_mini",
    ),
    "pensioner": (
        "working_pensioner",
        "pensionne",
        "pensionne_actif",
        "gepensioneerd",
        "gepensioneerde",
        "actieve_gepensioneerde",
    ),
    "exempt": ("exemption", "waiver", "contribution_waiver", "dispense", "vrijstelling"),
    "assimilated": ("assimilation", "sickness_assimilation", "assimile", "gelijkstelling"),
    "bridging": ("bridging_right", "passerelle", "droit_passerelle", "overbruggingsrecht"),
    "birth_exempt": ("birth", "birth_exemption"),
    "retired": ("retirement_quarter",),
    "bankruptcy": ("bankrupt", "faillite", "faillissement"),
    "liquidation": ("in_liquidation", "vereffening"),
    "reorganisation": (
        "reorganization",
        "judicial_reorganisation",
        "reorganisation_judiciaire",
        "gerechtelijke_reorganisatie",
    ),
    "retirement": ("retirement_pension", "pension_de_retraite", "rustpensioen"),
    "survivor": ("survivor_pension", "pension_de_survie", "overlevingspensioen"),
}
CHOICES = {word: choice for choice, words in WORDS.items() for word in words}


def find_input(name: str, known: Iterable[str], own: Mapping[str, str]) -> str | None:
    """The input meant by another name; `own` are the names one calculation adds. None when it has no such input."""
    inputs = set(known)
    if name in own:
        return own[name]
    return next((one for one in NAMES.get(name, ()) if one in inputs), None)


def find_choice(text: str) -> str:
    """The word of the glossary for a word in another language or spelling; the text itself when there is none."""
    plain = simplify(text)
    return CHOICES.get(plain, plain)


def simplify(text: str) -> str:
    """Without accents and capitals, one underscore between words."""
    letters = "".join(one for one in normalize("NFKD", text.lower()) if not combining(one))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
