"""A selector reads known facts, compares like with like, and can be no burden."""

import pytest

from app.policies.content import check_content, list_levels
from app.policies.errors import PolicyRefused
from app.policies.selectors import check_selector
from app.policies.shipped import list_shipped
from tests.factories.policies import write

TOTAL, STEP = {"total"}, {"step"}


@pytest.mark.parametrize(
    "text",
    [
        "true",
        'process = "question" and language in ("nl", "de")',
        "not(opened_by_person) or has_party",
        'opened_on >= date("2026-01-01")',
        'party_kind != "company"',
        'starts with(process, "quest")',
    ],
)
def test_a_selector_compares_facts_of_a_case(text: str) -> None:
    check_selector(text, TOTAL)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "true stands for all"),
        ("proces = 1", "There is no fact “proces”"),
        ("process = ", "not FEEL"),
        ('process = "qestion"', "No case has the process “qestion”"),
        ('language = "xx"', "No case has the language “xx”"),
        ("language = 3", "different kinds (language)"),
        ('opened_on > "2026-01-01"', "different kinds (opened_on)"),
        ('language + 3 = "x"', "different kinds (language)"),
        ("language", "must answer yes or no"),
        ("opened_on < today()", "not the clock"),
        ('task_role = "caseworker"', "A case has no task_role"),
        ('parameter("CONTRIB.FLOOR", opened_on) > 1', "no function “parameter”"),
        ("process = ".ljust(501, "1"), "at most 500"),
    ],
)
def test_a_selector_that_could_not_count_is_refused_with_why(text: str, message: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        check_selector(text, TOTAL)
    assert message in refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        "every x in 1..100000 satisfies x > 0",
        "count(for x in 1..1000, y in 1..1000 return x * y) > 3",
        "count([1, 2, 3][item > 1]) > 1",
        "(function(f) f(f))(function(f) f(f))",
        '{a: process}.a = "question"',
        "((((((((((((((((((((true))))))))))))))))))))" * 9,
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")',
    ],
)
def test_a_hostile_selector_is_refused(text: str) -> None:
    with pytest.raises(PolicyRefused):
        check_selector(text, TOTAL)


def test_a_policy_of_steps_may_ask_about_tasks() -> None:
    check_selector('task_role = "caseworker" and task_priority >= 50', STEP)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"titles": {"fr": "Vite", "nl": "", "de": "Bald", "en": "Soon"}}, "title_nl"),
        ({"targets": {}}, "total_value"),
        ({"targets": {"total": {"value": 0, "unit": "working_days"}}}, "total_value"),
        ({"warnings": [{"percent": 80}, {"percent": 50}]}, "warning_1_percent"),
        ({"owner": "nobody"}, "owner"),
        ({"calendar": "moon"}, "calendar"),
        ({"pauses": [{"reason": {"fr": "x"}, "planned_days": 3, "nodes": []}]}, "pause_1_nl"),
    ],
)
def test_what_is_missing_is_said_at_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        check_content(write(**changes))
    assert refused.value.field in (field, "pause_1_fr")


def test_the_shipped_proposals_can_be_taken_up_once_their_processes_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    from app.policies import facts, selectors

    processes = replace(facts.FACTS["process"], choices=None)
    monkeypatch.setattr(selectors, "FACTS", {**facts.FACTS, "process": processes})
    for policy, shipped in list_shipped().items():
        check_content(shipped["content"])
        assert list_levels(policy, 1, shipped["content"])
