"""A decision that processes share begins in the studio, is published by two people and asked by a task of a drawing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.utils import translation

from app.accounts.models import User
from app.studio import drafts, publishing, shared_editions
from app.studio.checking import check_draft
from app.studio.decision_starting import make_decision
from app.studio.drawing_catalogue import list_decisions
from app.studio.errors import DraftFaulty, FileRefused
from app.studio.exporting import write_edition
from app.studio.finding_words import tell
from app.studio.models import Draft, DraftState
from app.studio.shared_checking import check_shared
from app.studio.shared_places import Place, Shared
from app.studio.shared_starting import NewDecision, Value, start_shared
from app.studio.shared_users import find_processes
from tests.app.studio.conftest import NOW
from tests.app.studio.test_shared_publishing import _offered  # noqa: F401
from tests.app.studio.test_starting import start
from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, flows, node, started, user
from workflows import api, catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PLACE = Place(Shared.DECISION, "visit_fee")
NEW = NewDecision(
    "visit_fee", "What a visit costs", "FIRST", [Value("zone", "string")], [Value("fee", "number")]
)
CASES = '- name: Anywhere\n  inputs: {zone: "north"}\n  outputs: 0\n'


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def publish(draft: Draft, owner: User, colleague: User) -> Draft:
    drafts.submit(draft.pk, rev=draft.rev, note="New", effective_on=None, by=owner, now=NOW)
    with transaction.atomic():
        done = publishing.approve(draft.pk, rev=draft.rev, by=colleague, today=NOW.date(), now=NOW)
    shared_editions.forget()
    return done


def write(draft: Draft, path: str, text: str, owner: User) -> Draft:
    return drafts.save_file(draft.pk, path, text, rev=draft.rev, by=owner, now=NOW)


def publish_fee(owner: User, colleague: User, fee: str = "0") -> Draft:
    """The decision in force, answering so much."""
    is_there = Draft.objects.filter(process=PLACE.key).exists()
    draft = (
        drafts.open_draft(PLACE.key, by=owner, now=NOW) if is_there else start_shared(NEW, by=owner, now=NOW)
    )
    text = re.sub(r"<text>\d+</text>", f"<text>{fee}</text>", draft.files[PLACE.path])
    draft = write(draft, PLACE.path, text, owner)
    return publish(write(draft, PLACE.paths[1], CASES.replace("0", fee), owner), owner, colleague)


def deploy_visit() -> None:
    """Somebody does something, then a task asks what the visit costs."""
    asked = (
        '<vigie:decision ref="visit_fee" result="fee"/><vigie:input target="zone" value="&quot;north&quot;"/>'
    )
    deploy(
        started(),
        user("visit"),
        node("businessRuleTask", "price_visit", extension=asked, name="Price the visit"),
        user("bill"),
        ended(),
        flows("started > visit > price_visit > bill > ended"),
        key="visited",
    )


def test_the_first_table_is_read_and_decides(owner: User) -> None:
    draft = start_shared(NEW, by=owner, now=NOW)
    assert (draft.process, draft.state, list(draft.files)) == (PLACE.key, DraftState.EDITING, [PLACE.path])
    assert 'hitPolicy="FIRST"' in draft.files[PLACE.path]
    assert 'name="What a visit costs"' in draft.files[PLACE.path]


@pytest.mark.parametrize("name", ["", "Fee", "1st", "visit fee", "../fee", "bridging_right", "fee-"])
def test_a_name_that_is_none_or_taken_is_refused(owner: User, name: str) -> None:
    with pytest.raises(FileRefused):
        start_shared(replace(NEW, name=name), by=owner, now=NOW)


def test_a_name_that_a_process_has_for_its_own_is_refused(owner: User) -> None:
    catalogue.deploy(["question"], by=api.system("tests"), now=NOW)
    with pytest.raises(FileRefused, match="question"):
        start_shared(replace(NEW, name="classify_question"), by=owner, now=NOW)


def test_one_that_is_begun_is_not_begun_again(owner: User, colleague: User) -> None:
    start_shared(NEW, by=owner, now=NOW)
    with pytest.raises(FileRefused, match="already"):
        start_shared(NEW, by=colleague, now=NOW)


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ([], NEW.outputs),
        (NEW.inputs, []),
        ([Value("a b")], NEW.outputs),
        ([Value("zone"), Value("zone")], NEW.outputs),
        ([Value("if")], NEW.outputs),
    ],
)
def test_values_that_cannot_be_asked_are_refused(
    owner: User, inputs: list[Value], outputs: list[Value]
) -> None:
    with pytest.raises(FileRefused):
        start_shared(replace(NEW, inputs=inputs, outputs=outputs), by=owner, now=NOW)


def test_a_process_begins_no_decision_of_its_own_under_a_shared_name(owner: User, colleague: User) -> None:
    publish_fee(owner, colleague)
    with pytest.raises(FileRefused, match="shared decision"):
        make_decision("visited", "visit_fee", {})


def test_it_is_not_published_without_a_case(owner: User, colleague: User) -> None:
    draft = start_shared(NEW, by=owner, now=NOW)
    assert [one.message for one in check_shared(PLACE, draft.files).problems] == [
        "No case says what it must answer: try it and keep the answer as a case."
    ]
    with pytest.raises(DraftFaulty):
        publish(draft, owner, colleague)


def test_its_first_edition_is_what_was_drafted(owner: User, colleague: User) -> None:
    done = publish_fee(owner, colleague)
    assert done.edition is not None
    assert (done.edition.number, done.edition.files) == (1, done.files)


def test_the_zip_of_an_edition_laid_into_the_folder_is_the_same_text(
    owner: User, colleague: User, tmp_path: Path, settings: Any
) -> None:
    done = publish_fee(owner, colleague)
    assert done.edition is not None
    ZipFile(BytesIO(write_edition(done.edition))).extractall(tmp_path)
    settings.PROCESSES_DIR = tmp_path / "processes"
    assert PLACE.read_shipped() == done.files
    assert sorted(PLACE.read_shipped()) == ["decisions/visit_fee.cases.yaml", "decisions/visit_fee.dmn"]


def test_a_task_of_any_process_asks_it(owner: User, colleague: User) -> None:
    publish_fee(owner, colleague, "25")
    deploy_visit()
    visited = launch("visited")
    api.complete(task_at(visited, "visit").pk, {}, by=person())
    assert api.read_variables(visited.id)["fee"] == 25


def test_a_running_case_is_asked_by_the_edition_of_then(owner: User, colleague: User) -> None:
    publish_fee(owner, colleague, "25")
    deploy_visit()
    visited = launch("visited")
    publish_fee(owner, colleague, "30")
    api.complete(task_at(visited, "visit").pk, {}, by=person())
    assert api.read_variables(visited.id)["fee"] == 30


def test_a_task_that_asks_one_nobody_published_is_told(owner: User) -> None:
    start_shared(NEW, by=owner, now=NOW)
    draft = draft_with_task(owner)
    told = [tell(one.message) for one in check_draft(draft.process, draft.files).errors]
    assert told == ["The decision visit_fee does not exist"]


def test_the_panel_offers_it_beside_the_process_s_own(owner: User, colleague: User) -> None:
    publish_fee(owner, colleague)
    names = {one["name"] for one in list_decisions(start(owner))}
    assert {"visit_fee", "bridging_right"} <= names


def test_its_page_names_the_task_that_asks_it(owner: User, colleague: User) -> None:
    publish_fee(owner, colleague)
    publish(draft_with_task(owner), owner, colleague)
    assert [(one.process, one.tasks) for one in find_processes(PLACE)] == [("visit", ("Price the visit",))]


#: What a task more is in the drawing a process begins with.
DRAWN = (
    ("<bpmn:flowNodeRef>done<", "<bpmn:flowNodeRef>price_visit</bpmn:flowNodeRef><bpmn:flowNodeRef>done<"),
    ("<bpmn:incoming>begun_to_done<", "<bpmn:incoming>priced<"),
    (
        'targetRef="done"/>',
        'targetRef="price_visit"/><bpmn:businessRuleTask id="price_visit" name="Price the visit">'
        '<bpmn:extensionElements><vigie:decision ref="visit_fee" result="fee"/>'
        '<vigie:input target="zone" value="&quot;north&quot;"/></bpmn:extensionElements>'
        "<bpmn:incoming>begun_to_done</bpmn:incoming><bpmn:outgoing>priced</bpmn:outgoing>"
        '</bpmn:businessRuleTask><bpmn:sequenceFlow id="priced" sourceRef="price_visit" targetRef="done"/>',
    ),
    (
        '<di:waypoint x="842" y="170"/>',
        '<di:waypoint x="400" y="170"/></bpmndi:BPMNEdge><bpmndi:BPMNEdge id="priced_edge" bpmnElement="priced">'
        '<di:waypoint x="500" y="170"/><di:waypoint x="842" y="170"/>',
    ),
    (
        "</bpmndi:BPMNPlane>",
        '<bpmndi:BPMNShape id="price_visit_shape" bpmnElement="price_visit">'
        '<dc:Bounds x="400" y="130" width="100" height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane>',
    ),
)
SETTINGS = (
    ("  done: ", "  price_visit: {fr: Tarifer, nl: Tarief, de: Tarif, en: Price the visit}\n  done: "),
)


def draft_with_task(owner: User) -> Draft:
    """A process drawn in the studio whose task asks the decision."""
    draft = start(owner)
    for path, changes in (("process.bpmn", DRAWN), ("process.yaml", SETTINGS)):
        text = draft.files[path]
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        text += "variables:\n  fee: {type: number}\n" if path == "process.yaml" else ""
        draft = write(draft, path, text, owner)
    return draft
