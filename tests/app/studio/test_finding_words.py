"""What the linter and the guards say is told in the reader's language; codes, names and ids stay as they are."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from app.studio.finding_words import CONTEXT, tell
from tests.workflows.lint.faults import Fault
from tests.workflows.lint.said import list_guard_texts, list_patterns
from tests.workflows.lint.test_faults import FAULTS, run
from workflows.bpmn.names import DeclarationKind, EventKind, NodeKind, TimerKind
from workflows.lint.words import list_out, say

LANGUAGES = ("fr", "nl", "de")
BRACES = re.compile(r"{(\w+)}")


def read(language: str) -> dict[str, str]:
    path = Path(settings.BASE_DIR) / "app" / "studio" / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    start = f"{CONTEXT}\x04"
    return {str(key).removeprefix(start): text for key, text in found.items() if str(key).startswith(start)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_of_the_linter_is_told_in_each_language(language: str):
    told = read(language)
    assert sorted(one for one in list_patterns() if not told.get(one)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_guard_has_its_title_its_law_and_its_way_out_in_each_language(language: str):
    told = read(language)
    assert sorted(one for one in list_guard_texts() if not told.get(one)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_element_and_event_is_told_in_each_language(language: str):
    told = read(language)
    kinds = {kind.words for kind in NodeKind} | {*EventKind, *TimerKind, *DeclarationKind}
    assert sorted(str(one) for one in kinds if not told.get(str(one))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_sentence(language: str):
    told = read(language)
    assert [one for one in told if set(BRACES.findall(one)) != set(BRACES.findall(told[one]))] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", FAULTS, ids=[f"{n}-{fault.label}" for n, fault in enumerate(FAULTS)])
def test_a_seeded_fault_is_told_otherwise_than_in_english(fault: Fault, language: str):
    [finding, *_others] = [one for one in run(fault) if one.code is fault.code]
    with translation.override(language):
        assert tell(finding.message) != finding.message
        assert tell(finding.way_out) != finding.way_out


def test_english_is_as_the_linter_says_it():
    said = say("The lane {lane} has no role", lane="office")
    with translation.override("en"):
        assert tell(said) == said == "The lane office has no role"


def test_a_name_of_the_drawing_is_not_translated():
    with translation.override("fr"):
        assert tell(say("The decision {ref} does not exist", ref="timer")) == "La décision timer n’existe pas"


def test_a_piece_is_told_inside_its_sentence():
    said = say("{role} reads {name}, which nothing gives a value", role="the condition", name="x")
    with translation.override("de"):
        assert tell(said) == "Die Bedingung liest x, dem nichts einen Wert gibt"


def test_the_laws_of_a_guard_are_told_one_by_one():
    with translation.override("nl"):
        assert (
            tell(list_out(["service charter", "law of nowhere"]))
            == "dienstverleningshandvest, law of nowhere"
        )
