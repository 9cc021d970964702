"""What a message says is told as a table of labelled values, in the reader's language; the raw form is behind it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from app.exchanges.catalogue import FOLDER, MessageType, find_type, list_types
from app.exchanges.contents import SHOWN, list_lines
from app.exchanges.labels import read_labels
from app.people.models import Party
from tests.app.exchanges.drafts import make


def tell(kind: str, payload: Mapping[str, Any], language: str = "en", direction: str = "out") -> list[Any]:
    with translation.override(language):
        lines = list_lines(payload, find_type(kind, direction), language)
        return [(one.label, one.cell.text or one.cell.grid or one.cell.lines) for one in lines]


def test_days_codes_and_yes_or_no_are_told_in_the_language_of_the_reader() -> None:
    payload = {"requested_on": "2023-11-17", "continued_by_other": False, "quarters": ["2023Q4", "2024Q1"]}
    assert tell("T05", payload, "fr") == [
        ("Demandé le", "17 novembre 2023"),
        ("Poursuivie par une autre personne", "Non"),
        ("Trimestres", "4e trimestre 2023, 1er trimestre 2024"),
    ]
    assert tell("T10", {"event": "cessation", "category": "main"}, "de") == [
        ("Ereignis", "Einstellung"),
        ("Kategorie", "Hauptberuf"),
    ]


def test_a_property_means_what_its_type_says() -> None:
    assert tell("T02", {"number": 105}) == [("Number of vouchers", "105")]
    assert tell("T06", {"income": "18000.00", "quarters": 8}) == [
        ("Number of quarters", "8"),
        ("Income", "18,000.00\xa0€"),
    ]


def test_a_list_of_things_is_a_table_and_a_group_has_lines() -> None:
    (told,) = tell("T04", {"quarters": [{"quarter": "2022Q3", "status": "paid"}]})
    assert (told[0], told[1].heads) == ("Quarters", ("Quarter", "State"))
    assert [cell.text for cell in told[1].rows[0]] == ["3rd quarter of 2022", "Paid"]
    (sheet,) = tell("T11", {"sheet": {"household": 3, "debts": "10.00"}})
    assert [(one.label, one.cell.text) for one in sheet[1]] == [
        ("Debts", "10.00\xa0€"),
        ("People in the household", "3"),
    ]


def test_a_long_list_says_how_much_is_left_to_the_raw_form() -> None:
    people = [{"person": f"P{number:07}", "quarters": []} for number in range(SHOWN + 2)]
    ((_label, grid),) = tell("T03", {"persons": people})
    assert (len(grid.rows), grid.hidden, grid.rows[0][0].party) == (SHOWN, 2, "P0000000")


@pytest.mark.parametrize(
    "payload",
    [[], "text", None, {"quarters": "no list"}, {"quarters": [1, {}]}, {"sheet": [], "unknown": {}}],
)
def test_what_does_not_keep_its_schema_is_told_as_far_as_it_goes(payload: Any) -> None:
    assert isinstance(list_lines(payload, find_type("T11"), "en"), tuple)
    assert isinstance(list_lines(payload, find_type("T04"), "en"), tuple)


def test_the_page_shows_the_table_and_keeps_the_raw_form(browser: Client, person: Party, db: None) -> None:
    page = browser.get(f"/exchanges/{make(person).ref}/").content.decode()
    assert "3rd quarter of 2025" in page
    assert "Incapacity for work" in page
    assert "&quot;quarter&quot;: &quot;2025Q3&quot;" in page.split("<details>")[1]


def list_parts(schema: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, part in schema.get("properties", {}).items():
        yield name, part.get("enum", [])
        yield from list_parts(part)
        yield from list_parts(part.get("items", {}))


@pytest.mark.parametrize("kind", list_types(), ids=lambda one: str(one.name))
def test_every_property_and_code_of_a_shipped_type_has_words(kind: MessageType) -> None:
    labels = read_labels(Path(settings.PROCESSES_DIR) / FOLDER)
    for name, codes in list_parts(kind.payload):
        assert name in labels.properties or f"{kind.name}.{name}" in labels.properties, name
        missing = [one for one in codes if one not in labels.values.get(labels.alike.get(name, name), {})]
        assert missing == [], name
