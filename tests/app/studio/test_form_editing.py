"""A form as a list of questions: written back into its file with everything that was not changed as it was."""

from pathlib import Path

import pytest

from app.studio import form_editing
from app.studio.errors import FileRefused
from app.studio.form_fields import TYPES
from app.studio.form_problems import Known, list_problems, read_form
from forms.fields import BUILDERS

TEXT = Path("forms/definitions/maternity_vouchers/start.yaml").read_text(encoding="utf-8")
CONTACT = Path("forms/blocks/contact.yaml").read_text(encoding="utf-8")
KNOWN = Known({"party_ref": "string", "language": "string"}, {"contact": CONTACT})
SHIPPED = sorted(Path("forms/definitions").glob("[bmu]*/*.yaml"))
KEY = "maternity_vouchers/start"
FOUR = {"fr": "Jumeaux ?", "nl": "Tweeling?", "de": "Zwillinge?", "en": "Twins?"}


def list_names(text: str) -> list[list[str]]:
    return [[entry.name for entry in part.entries] for part in form_editing.list_parts(text)]


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_a_form_of_the_fund_written_as_it_was_keeps_its_bytes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert (
        form_editing.write_node(
            text, "", {"titles": form_editing.read_texts(form_editing.load(text), "titles")}
        )
        == text
    )


def test_a_changed_label_changes_one_line() -> None:
    told = form_editing.write_node(TEXT, "1.0", {"label": {"nl": "Nummer"}})
    [pair] = [pair for pair in zip(TEXT.splitlines(), told.splitlines(), strict=True) if pair[0] != pair[1]]
    assert (
        pair[1]
        == '        label: {fr: Numéro d’affilié, nl: "Nummer", de: Mitgliedsnummer, en: Affiliate reference}'
    )


def test_a_question_is_added_under_a_free_name_and_is_read_by_the_renderer() -> None:
    text, at = form_editing.act(TEXT, "add:0")
    assert at == "0.1"
    told = {"name": "twins", "type": "boolean", "label": FOUR, "show_if": 'language = "fr"'}
    text = form_editing.write_node(text, at, told)
    form = read_form(text, KEY, KNOWN)
    assert form is not None
    added = next(one for one in form.fields if one.name == "twins")
    assert (added.type, added.label["de"], added.show_if) == ("boolean", "Zwillinge?", 'language = "fr"')


def test_an_answer_called_yes_stays_a_text() -> None:
    text, at = form_editing.act(TEXT, "add:0")
    told = {"name": "twins", "type": "choice", "label": FOUR, "options": [("yes", FOUR), ("no", FOUR)]}
    form = read_form(form_editing.write_node(text, str(at), told), KEY, KNOWN)
    assert form is not None
    assert [one.value for one in list(form.fields)[1].options] == ["yes", "no"]


def test_what_is_no_longer_said_is_taken_out() -> None:
    text = form_editing.write_node(
        TEXT, "1.0", {"help": dict.fromkeys(FOUR, ""), "prefill": "", "required": False}
    )
    node = form_editing.read_node(text, "1.0")
    assert list(node) == ["name", "type", "max_length", "label"]


@pytest.mark.parametrize(
    ("asked", "names", "at"),
    [
        ("up:1.1", [["birth_date"], ["contact", "party_ref"]], "1.0"),
        ("down:0.0", [[], ["birth_date", "party_ref", "contact"]], "1.0"),
        ("up:1.0", [["birth_date", "party_ref"], ["contact"]], "0.1"),
        ("up:0.0", [["birth_date"], ["party_ref", "contact"]], "0.0"),
        ("move:0.0:1.2", [[], ["party_ref", "contact", "birth_date"]], "1.2"),
        ("move:1:0", [["party_ref", "contact"], ["birth_date"]], "0"),
        ("double:1.0", [["birth_date"], ["party_ref", "party_ref_2", "contact"]], "1.1"),
        ("remove:1.1", [["birth_date"], ["party_ref"]], "1.0"),
        ("remove:0", [["party_ref", "contact"]], "0"),
        ("section", [["birth_date"], ["party_ref", "contact"], ["question"]], "2"),
    ],
)
def test_a_question_is_put_elsewhere(asked: str, names: list[list[str]], at: str) -> None:
    text, place = form_editing.act(TEXT, asked)
    assert (list_names(text), place) == (names, at)


@pytest.mark.parametrize("asked", ["up:9.9", "remove:5", "move:0.0:x", "move:0.0:1", "add:7", "up:-1"])
def test_a_place_that_is_none_is_refused(asked: str) -> None:
    with pytest.raises(FileRefused):
        form_editing.act(TEXT, asked)


def test_a_form_from_nothing_names_what_it_lacks_in_each_language() -> None:
    problems = list_problems(
        form_editing.make_form("maternity_vouchers", "twins"), "maternity_vouchers/twins", KNOWN
    )
    assert {(one.at, one.name) for one in problems} == {
        *(("", f"titles_{language}") for language in FOUR),
        *(("0.0", f"label_{language}") for language in FOUR),
    }


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"name": "Two words"}, "name"),
        ({"name": "party_name"}, "name"),
        ({"show_if": "language ="}, "show_if"),
        ({"prefill": "partyref"}, "prefill"),
        ({"type": "choice"}, "options"),
        ({"type": "integer", "min": "ten"}, "min"),
        ({"type": "integer", "min": 5, "max": 3}, "max"),
        ({"label": {"de": ""}}, "label_de"),
    ],
)
def test_what_does_not_hold_stands_at_its_entry(told: dict[str, object], name: str) -> None:
    problems = list_problems(form_editing.write_node(TEXT, "1.0", told), KEY, KNOWN)
    assert name in {one.name for one in problems if one.at in ("1.0", "1.1")}


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_no_form_of_the_fund_has_a_problem(path: Path) -> None:
    blocks = {one.stem: one.read_text(encoding="utf-8") for one in Path("forms/blocks").glob("*.yaml")}
    key = f"{path.parent.name}/{path.stem}"
    problems = list_problems(path.read_text(encoding="utf-8"), key, Known({}, blocks))
    assert [one for one in problems if not one.warning] == []


@pytest.mark.parametrize(
    "text", ["", "sections: 3", "[1, 2]", "a: b: c", "sections: [{title: {fr: x}}]", "sections: [1]"]
)
def test_what_is_no_form_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        form_editing.load(text)


def test_every_type_of_the_renderer_has_a_name_in_the_editor() -> None:
    assert set(TYPES) == set(BUILDERS)
