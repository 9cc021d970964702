"""Reading form definitions: what is wrong is named with its place."""

import pytest

from forms.definition import DEFINITIONS, read_definition, read_file
from forms.errors import FormRefused
from tests.forms.conftest import LABEL, LOAN


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("type: money", "type: maney", "library/loan: sections[0].fields[3].type", "'maney' is not one of"),
        ("min: 0,", "minimum: 0,", "library/loan: sections[0].fields[3]", "minimum"),
        ("name: due", "name: fine", "library/loan: fine", "asked twice"),
        ("de: Leihe, ", "", "library/loan: titles", "'de' is a required property"),
        ("type: date,", "type: choice,", "library/loan: due", "options"),
        ("form: library/loan", "form: [", "library/loan", "is not YAML"),
    ],
)
def test_a_faulty_definition_is_refused_at_its_place(old: str, new: str, place: str, words: str) -> None:
    with pytest.raises(FormRefused) as refusal:
        read_definition(LOAN.replace(old, new), place="library/loan")
    assert refusal.value.place == place
    assert words in refusal.value.message


def test_an_unknown_block_names_those_there_are() -> None:
    text = LOAN + "      - {block: adress}\n"
    with pytest.raises(
        FormRefused, match="no block 'adress'; there are: applicant, applicant_company, contact"
    ):
        read_definition(text, place="library/loan")


def test_a_block_brings_its_fields() -> None:
    names = [field.name for field in read_definition(LOAN + "      - {block: contact}\n", place="x").fields]
    assert names[-5:] == ["party_name", "party_email", "party_phone", "party_address", "language"]


def test_a_pinned_block_wins_over_the_shipped_one() -> None:
    pinned = {"contact": f"fields: [{{name: shelf, type: text, label: {LABEL}}}]"}
    form = read_definition(LOAN + "      - {block: contact}\n", place="x", blocks=pinned)
    assert [field.name for field in form.fields][-1] == "shelf"


def test_a_form_outside_the_folder_cannot_be_named() -> None:
    with pytest.raises(FormRefused, match="no such form"):
        read_file("../schema/form")


@pytest.mark.parametrize(
    "path", sorted(DEFINITIONS.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_every_shipped_form_reads_and_is_named_as_its_file(path) -> None:  # type: ignore[no-untyped-def]
    key = f"{path.parent.name}/{path.stem}"
    assert read_file(key).key == key


def test_label_text_is_never_empty() -> None:
    with pytest.raises(FormRefused, match="non-empty"):
        read_definition(LOAN.replace(LABEL, "{fr: '', nl: X, de: X, en: X}", 1), place="library/loan")
