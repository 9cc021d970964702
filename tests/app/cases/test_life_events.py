"""The processes that can be opened stand under the events of a life, each once, and are found by their words."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.test import Client

from app.cases.life_events import group_starts, read_events
from app.cases.starting import Start
from tests.factories.cases import deploy_question
from workflows.models import DefinitionVersion
from workflows.process_folders import Library

STARTS = [
    Start("illness", "Maladie", "Qui tombe malade sait quoi faire", "arrêté royal"),
    Start("exemption", "Dispense", "Trimestres impayés", ""),
    Start("unheard_of", "Nouveau", "", ""),
]


def tell(text: str = "") -> list[tuple[str, list[str]]]:
    return [(group.key, [start.key for start in group.starts]) for group in group_starts(STARTS, "fr", text)]


def test_each_process_stands_under_its_event_and_the_rest_at_the_end() -> None:
    assert tell() == [("illness", ["illness"]), ("contributions", ["exemption"]), ("other", ["unheard_of"])]


def test_a_search_minds_neither_accents_nor_capitals() -> None:
    assert tell("IMPAYES trimestres") == [("contributions", ["exemption"])]
    assert tell("arrete") == [("illness", ["illness"])]
    assert tell("nobody") == []


def test_every_shipped_process_with_a_start_form_is_named_once() -> None:
    shipped = Library(Path(settings.PROCESSES_DIR))
    offered = {key for key in shipped.list_keys() if shipped.read_manifest(key).get("start_form")}
    named = Counter(key for event in read_events(Path(settings.PROCESSES_DIR)) for key in event["processes"])
    assert [key for key, times in named.items() if times > 1] == []
    assert set(named) == offered


def test_the_page_is_narrowed_by_the_server_too(browser: Client, question: DefinitionVersion) -> None:
    deploy_question("other_question")
    page = browser.get("/cases/new/?q=zzz").content.decode()
    assert "Nothing fits these words" in page
    assert 'value="zzz"' in page
    assert "/cases/new/question/" not in page
