"""A letter is named in its reader's language; the letter itself stays in that of the person."""

import pytest
from django.utils.translation import override

from app.correspondence.letter_titles import tell_title
from app.correspondence.queries import list_letters_of
from tests.factories.letters import PLAIN, make_letter
from tests.factories.people import make_person


def test_information_is_named_by_the_library() -> None:
    told = tell_title("Wird größer", process="information", name="family_growth", version=None, language="nl")
    assert told == "Uw gezin groeit"


def test_a_letter_nobody_has_titled_keeps_its_own() -> None:
    assert tell_title("Brief", process="other", name="x", version=None, language="nl") == "Brief"


@pytest.mark.django_db
def test_the_letters_of_a_person_are_listed_with_the_language_they_are_written_in() -> None:
    person = make_person(language="nl")
    make_letter(PLAIN, key="one", party=person)
    with override("fr"):
        row = list_letters_of(person)[0]
    assert (row.title, row.language) != ("", "")
