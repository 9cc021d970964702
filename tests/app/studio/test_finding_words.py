"""What the linter and the guards say is told in the reader's language; codes, names and ids stay as they are."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from app.studio.finding_words import CONTEXT, tell, tell_error
from tests.workflows.lint.faults import Fault
from tests.workflows.lint.said import list_guard_texts, list_patterns, list_refusals
from tests.workflows.lint.test_faults import FAULTS, run
from workflows import xml, yaml_source
from workflows.bpmn.names import DeclarationKind, EventKind, NodeKind, TimerKind
from workflows.feel import parse
from workflows.feel.errors import FeelSyntaxError
from workflows.lint import schema
from workflows.words import list_out, say

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
def test_each_refusal_of_a_file_or_an_expression_is_told_in_each_language(language: str):
    told = read(language)
    assert sorted(one for one in list_refusals() if not told.get(one)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mistake_of_a_foreign_parser_is_told_in_each_language(language: str):
    told = read(language)
    mistakes = {
        *xml._MISTAKES.values(),
        *schema._BREACHES.values(),
        schema._OTHER,
        *(words for _kind, words in yaml_source.MISTAKES),
    }
    assert sorted(one for one in mistakes if not told.get(one)) == []


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


EXPRESSIONS = ("if a then", "1 +", "(1", "[1, 2", "{a 1}", "\"open", "a ~ b", "for x in", "1..2", "@x", "some x in [1]",
               "1 2", "/* open", "function(a", "a between 1", "null.")  # fmt: skip
FILES = ("<a>", "<a></b>", "<a", "", "<a b></a>", "<a b='1' b='2'/>", "<x:a/>", "<a>&nbsp;</a>", "<a/><b/>",
         "<!DOCTYPE a><a/>", "<?go now?><a/>", "text")  # fmt: skip
SOURCES = ("a: b: c", "a: [1", "- a\nb: 1", "a: 1\na: 2", "a: *b", "a: !x 1", "a:\n\t- 1", "a: 'open")


#: Words of English sentences that neither the three languages nor names in the samples have.
ENGLISH = frozenset({
    "the", "and", "not", "has", "have", "with", "must", "are", "this", "that", "allowed", "expected", "missing",
    "found",    "cannot", "does", "nothing", "only", "where", "from", "before", "after", "should", "given", "known",
})  # fmt: skip


def find_english(told: str) -> list[str]:
    """Outside quotation marks: what somebody typed is shown as it is."""
    plain = re.sub(r"""['"«„][^'"»“]*['"»“]""", " ", told)
    return sorted(ENGLISH & set(re.findall(r"(?<![\w.])[a-z]+(?![\w.(])", plain.lower())))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", EXPRESSIONS)
def test_what_is_no_feel_is_told_without_an_english_sentence(text: str, language: str):
    with pytest.raises(FeelSyntaxError) as refused:
        parse(text)
    with translation.override(language):
        assert find_english(tell_error(refused.value)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", FILES)
def test_what_is_no_xml_is_told_without_an_english_sentence(text: str, language: str):
    with pytest.raises(xml.XmlRefused) as refused:
        xml.parse(text.encode())
    with translation.override(language):
        assert find_english(tell_error(refused.value)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", SOURCES)
def test_what_is_no_yaml_is_told_without_an_english_sentence(text: str, language: str):
    with pytest.raises(yaml_source.SourceRefused) as refused:
        yaml_source.read_text(text, file="process.yaml")
    with translation.override(language):
        assert find_english(tell_error(refused.value)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", FAULTS, ids=[f"{n}-{fault.label}" for n, fault in enumerate(FAULTS)])
def test_no_english_sentence_leaks_from_a_seeded_fault(fault: Fault, language: str):
    [finding, *_others] = [one for one in run(fault) if one.code is fault.code]
    with translation.override(language):
        assert find_english(tell(finding.message)) == []
        assert find_english(tell(finding.way_out)) == []


def test_where_and_what_stood_there_is_kept():
    with pytest.raises(FeelSyntaxError) as refused:
        parse("if a then 1")
    with translation.override("nl"):
        assert (
            tell_error(refused.value) == "Regel 1, kolom 12: Het woord 'else' ontbreekt na het deel 'then'; "
            "er staat het einde van de uitdrukking."
        )
