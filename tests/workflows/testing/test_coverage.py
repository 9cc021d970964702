import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.workflows.testing.conftest import CASES, SCENARIOS


def test_a_process_whose_flows_and_rules_are_all_taken_passes(report):
    found = report()
    assert found.problems == ()
    assert (found.missing_flows, found.missing_rules, found.passed) == ((), (), True)


def test_a_flow_no_scenario_takes_is_named(report):
    found = report(scenarios=SCENARIOS[: SCENARIOS.index("- name: Who does not")])
    assert found.missing_flows == ("gave_up_to_lapsed",)
    assert not found.passed


def test_a_rule_neither_case_nor_scenario_fires_is_named(report):
    only_member = SCENARIOS[: SCENARIOS.index("- name: A guest")]
    found = report(scenarios=only_member, cases=CASES[: CASES.index("- name: A guest")])
    assert found.missing_rules == ("terms.dmn: rule 2 (guests)",)


def test_a_rule_fired_by_a_scenario_alone_is_covered(report):
    assert report(cases=CASES[: CASES.index("- name: A guest")]).missing_rules == ()


def test_a_failing_case_is_a_problem_with_its_place(report):
    found = report(cases=CASES.replace("outputs: 21", "outputs: 14"))
    assert len(found.problems) == 1
    assert "expected 14, got 21" in found.problems[0]


def run_command(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("scenarios", *arguments, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_tells_coverage(report):
    report()
    code, told = run_command("library_loan")
    assert code == 0
    assert "library_loan: 3/3 scenarios, 2/2 cases\n  flows taken 8/8, rules fired 2/2" in told


def test_the_command_fails_and_names_what_is_not_taken(report):
    report(scenarios="[]")
    code, told = run_command("library_loan")
    assert code == 1
    assert "not taken: gave_up_to_lapsed" in told


def test_the_command_answers_in_json(report):
    report()
    told = json.loads(run_command("library_loan", "--json")[1])
    assert (told[0]["process"], told[0]["passed"], told[0]["flows"]["missing"]) == ("library_loan", True, [])


@pytest.mark.usefixtures("folder")
def test_without_any_process_the_command_has_nothing_to_say(settings, tmp_path):
    settings.PROCESSES_DIR = tmp_path / "nothing"
    assert run_command() == (0, "No process.\n")
