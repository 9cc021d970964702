import pytest

from workflows.manifest import read_manifest_text
from workflows.yaml_source import SourceRefused

HEAD = """process: library_loan
titles: {fr: Prêt, nl: Uitlening, de: Ausleihe, en: Loan}
owner: librarians
"""
LEVEL = (
    "service_levels:\n"
    "  - {id: answer, titles: {en: Answer}, kind: service, start: started, stop: ended, target: %s}\n"
)


def test_defaults_are_filled_in():
    manifest = read_manifest_text(HEAD + LEVEL % "{value: 2, unit: working_days}")
    level = manifest["service_levels"][0]
    assert (manifest["calendar"], manifest["variables"], level["selector"]) == ("belgium", {}, "true")
    assert (level["calendar"], level["stop"], level["escalation"]) == ("belgium", ["ended"], [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "varables: {}", "process.yaml:4: varables: unknown key; did you mean 'variables'?"),
        (HEAD.replace(", en: Loan", ""), "process.yaml:2: titles: 'en' is missing"),
        (
            HEAD + "variables:\n  book: {type: text}",
            "process.yaml:5: variables.book.type: 'text' is not known",
        ),
        (HEAD + "roles: {desk: Front Desk}", "roles.desk: 'Front Desk' must be a role in small letters"),
        (HEAD + "start_form: check", "start_form: 'check' must be process/form"),
        (HEAD + "commitments: [12]", "commitments[0]"),
        (
            HEAD + LEVEL % "{value: 2, unit: moons}",
            "process.yaml:5: service_levels[0].target: must be FEEL text",
        ),
        (HEAD + LEVEL % "working days after(today(", "process.yaml:5: service_levels[0].target: is not FEEL"),
        (HEAD + LEVEL % "x" + LEVEL.removeprefix("service_levels:\n") % "x", "'answer' is given twice"),
        (
            HEAD + (LEVEL % "x").replace("target", "escalation: [{after: soon}], target"),
            "must be a span such as",
        ),
        (
            HEAD + (LEVEL % "x").replace("target", "escalation: [{notify: desk}], target"),
            "one of before, after or at",
        ),
        (
            HEAD + (LEVEL % "x").replace("target", "escalation: [{at: warning}], target"),
            "the level has no warning",
        ),
        ("- a list", "process.yaml:1: "),
        ("", "process.yaml:1: "),
    ],
)
def test_a_wrong_manifest_is_refused_with_file_line_and_key(text, message):
    with pytest.raises(SourceRefused) as refusal:
        read_manifest_text(text)
    assert message in str(refusal.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(SourceRefused) as refusal:
        read_manifest_text(HEAD + "varables: {}\nnods: {}")
    assert [problem.line for problem in refusal.value.problems] == [4, 5]
