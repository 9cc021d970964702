"""A new key: everybody is found before, during and after, and the old key can go."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from app.people import queries
from app.people.errors import PartyKnownAlready
from tests.factories.people import make_person

OLD, NEW = b"o" * 32, b"n" * 32
pytestmark = pytest.mark.django_db


def test_numbers_are_sealed_anew_in_batches_and_found_all_along(settings: Any) -> None:
    settings.FIELD_KEYS = {"old": OLD}
    joke = make_person("Joke Vermeulen", niss="85073003328", born=date(1985, 7, 30))
    make_person("An Maes")
    make_person("Wim Claes", niss="")
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}
    assert queries.find_by_niss("85073003328") == joke
    with pytest.raises(PartyKnownAlready):
        make_person("Joke Vermeulen", niss="85073003328", born=date(1985, 7, 30))
    told = StringIO()
    call_command("rotate_field_key", "--batch", "1", stdout=told, stderr=StringIO())
    assert told.getvalue().splitlines() == [
        "confidentiality.staff_file.niss: 0 sealed anew under the key new.",
        "exchanges.arrival.body: 0 sealed anew under the key new.",
        "people.person.niss: 2 sealed anew under the key new.",
        "second factors: 0 sealed anew under the key new.",
    ]
    settings.FIELD_KEYS = {"new": NEW}
    assert queries.find_by_niss("85073003328") == joke
    joke.person.refresh_from_db()
    assert joke.person.masked_niss == "••.••.••-•••.28"
