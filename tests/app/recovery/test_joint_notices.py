"""Who answers for another's debt reads in their own language by which law."""

from datetime import date

import pytest

from app.affiliation.joint_liability import JointLiability
from app.people.models import Party
from app.recovery.letters import describe_liability
from app.registers.rulebook import decide

OFFICER = {"fr": "arrêté royal n° 38", "nl": "koninklijk besluit nr. 38", "de": "Königlicher Erlass Nr. 38"}
COMPANY = {
    "fr": "loi du 30 décembre 1992",
    "nl": "wet van 30 december 1992",
    "de": "Gesetz vom 30. Dezember 1992",
}


def tell_basis(debt_of: str, language: str) -> str:
    (told,) = decide("joint_liability", {"debt_of": debt_of, "link": "officer", "moment": "during"}).outputs[
        "joint_liability"
    ]
    liable, days = Party(name="B", language=language), (date(2025, 1, 1), date(2025, 3, 31))
    return describe_liability(
        JointLiability(Party(name="A"), liable, told["liable"], told["basis"], "D03", *days)
    )["basis"]


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_the_law_is_cited_in_the_language_of_who_answers(language: str) -> None:
    assert tell_basis("officer", language).startswith(OFFICER[language])
    assert tell_basis("company", language).startswith(COMPANY[language])
