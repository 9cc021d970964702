"""A drawing of another tool is taken with a report by element, or refused with its reason; nothing goes unseen."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from lxml import etree

from app.accounts.models import User
from app.studio import drafts
from app.studio.drawing_importing import Line, Report, examine, read_root, write_settings
from app.studio.errors import FileRefused
from app.studio.models import Draft
from tests.app.studio.conftest import NOW
from tests.app.studio.test_starting import start
from workflows.bpmn.names import BPMN, BPMNDI, DC, DI

SAMPLES = Path(__file__).with_name("foreign")
NAMES = sorted(path.stem for path in SAMPLES.glob("*.bpmn"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def new(owner: User) -> Draft:
    return start(owner)


def look(draft: Draft, name: str, *, chosen: str = "") -> Report:
    return examine((SAMPLES / f"{name}.bpmn").read_bytes(), draft, chosen=chosen)


def tell(lines: list[Line]) -> set[tuple[str, str]]:
    return {(one.place.id, one.text) for one in lines}


def test_there_are_samples_of_each_dialect() -> None:
    assert NAMES == [
        "activiti",
        "bizagi",
        "bpmn_io",
        "camunda_7",
        "camunda_8",
        "flowable",
        "jbpm",
        "signavio",
        "spiffworkflow",
        "two_pools",
    ]


def test_what_does_not_run_and_what_is_unsaid_stand_at_their_elements(new: Draft) -> None:
    report = look(new, "camunda_7")
    assert ("note_the_refusal", "Scripts are not run") in tell(report.cannot_run)
    said = {one.place.name: one for one in report.to_say}
    assert {"Vérifier la créance", "Pay"} <= set(said)
    assert said["Pay"].way_out


def test_what_another_tool_added_is_told_one_by_one(new: Draft) -> None:
    told = {(one.place.id, one.words) for one in look(new, "camunda_7").adopted.additions}
    assert ("Activity_0k3x1ab", "candidateGroups = accounting") in told
    assert ("Activity_pay", "topic = pay-out") in told
    assert ("Activity_0k3x1ab", "taskListener: class = org.example.Notify, event = create") in told


def test_names_become_words_and_flows_say_what_they_connect(new: Draft) -> None:
    renamed = look(new, "two_pools").adopted.renamed
    assert (renamed["_l1"], renamed["_s2"], renamed["_s3"]) == ("buero", "pruefen", "pruefen_2")
    assert renamed["_f2"] == "pruefen_to_pruefen_2"
    assert renamed["_s0"] == new.process


def test_the_mark_of_feel_is_taken_off_a_condition(new: Draft) -> None:
    text = look(new, "camunda_8").adopted.text
    assert ">reached = true<" in text
    assert ">P5D<" in text


def test_other_pools_are_left_out_by_name_and_remarks_stay(new: Draft) -> None:
    report = look(new, "two_pools", chosen="_s0")
    left = {(one.kind, one.name) for one in report.adopted.left_out}
    assert left == {
        ("participant", "Customer"),
        ("participant", "Carrier"),
        ("process", "Carry"),
        ("messageFlow", "Order"),
    }
    assert "Immer zwei Personen" in report.adopted.text
    assert "Abgeholt" not in report.adopted.text


def test_another_process_of_the_file_can_be_chosen(new: Draft) -> None:
    report = look(new, "two_pools", chosen="_k0")
    assert [place.name for place, _nodes in report.processes] == ["Deliver", "Carry"]
    assert set(report.adopted.titles.values()) == {"Carrier", "Abgeholt", "Gebracht"}


@pytest.mark.parametrize("name", NAMES)
def test_every_element_is_taken_or_named(new: Draft, name: str) -> None:
    report = look(new, name)
    before = count_elements(read_root((SAMPLES / f"{name}.bpmn").read_text()))
    after = count_elements(etree.fromstring(report.adopted.text.encode()))
    named = {place.name or place.id for place in report.adopted.left_out}
    missing = {told for (_kind, told), _times in (before - after).items() if told}
    if name != "two_pools":
        assert before == after
    assert missing <= named | {"Abgeholt", "Gebracht"}  # of the process that is named as left out


@pytest.mark.parametrize("name", [name for name in NAMES if name != "two_pools"])
def test_saved_in_the_draft_everything_stands_where_it_was(new: Draft, name: str, owner: User) -> None:
    adopted = look(new, name).adopted
    saved = drafts.save_file(new.pk, "process.bpmn", adopted.text, rev=new.rev, by=owner, now=NOW)
    before = read_places((SAMPLES / f"{name}.bpmn").read_bytes())
    after = read_places(saved.files["process.bpmn"].encode())
    assert after == {adopted.renamed.get(element, element): place for element, place in before.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_drawing_taken_is_taken_again_as_it_is(new: Draft, name: str) -> None:
    once = look(new, name).adopted.text
    assert examine(once.encode(), new).adopted.text == once


def read_places(data: bytes) -> dict[str, list[tuple[str, ...]]]:
    """Element → its box, or the points its line goes through."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for shape in etree.fromstring(data).iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        points = shape.iterchildren(f"{{{DC}}}Bounds", f"{{{DI}}}waypoint")
        sides = ("x", "y", "width", "height")
        found[str(shape.get("bpmnElement"))] = [
            tuple(str(float(one.get(s, 0))) for s in sides) for one in points
        ]
    return found


def count_elements(root: object) -> Counter[tuple[str, str]]:
    nodes = [one for one in root.iter(f"{{{BPMN}}}*") if "xtension" not in one.tag]  # type: ignore[attr-defined]
    return Counter((etree.QName(one).localname, " ".join(one.get("name", "").split())) for one in nodes)


def test_names_become_titles_and_lanes_get_their_role(new: Draft) -> None:
    report = look(new, "two_pools")
    text = write_settings(new, report.adopted, {"buero": "caseworker"}, "de")
    assert 'pruefen: {de: "Prüfen"}' in text
    assert "buero: caseworker" in text
    assert "begun" not in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The drawing cannot be read: the document is empty"),
        ("<a", "The drawing cannot be read: not well-formed XML"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "The drawing cannot be read"),
        (
            "<Package xmlns='http://www.wfmc.org/2009/XPDL2.2'/>",
            "The file is no BPMN 2.0: it begins with “Package”",
        ),
        (
            "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'/>",
            "This is a decision, not a drawing: import it as a decision.",
        ),
        (f"<definitions xmlns='{BPMN}'/>", "There is no process with a step in the file."),
        (
            f"<definitions xmlns='{BPMN}'><process><startEvent id='a'/></process></definitions>",
            "A process of the file has no id",
        ),
        (
            f"<definitions xmlns='{BPMN}'><process id='p'><startEvent id='a'/></process></definitions>",
            "The file says what happens and not how it is drawn",
        ),
    ],
)
def test_what_is_no_drawing_is_refused_with_its_reason(new: Draft, text: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason.replace("(", r"\(")):
        examine(text.encode(), new)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
def test_a_file_in_another_encoding_is_read(new: Draft, encoding: str) -> None:
    text = (SAMPLES / "camunda_7.bpmn").read_text().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    assert "Vérifier" in examine(text.encode(encoding), new).adopted.titles["verifier_la_creance"]


def test_a_name_without_letters_of_ours_gets_the_word_of_its_kind(new: Draft) -> None:
    text = (SAMPLES / "camunda_8.bpmn").read_text().replace("Call the reader", "打电话")
    assert examine(text.encode(), new).adopted.renamed["Activity_call"] == "user_task"
