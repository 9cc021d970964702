"""The bench: the recovery ladder played by hand, taken back, and written down as a scenario that holds."""

from datetime import date, datetime
from typing import Any

import pytest

from workflows.clock import BRUSSELS
from workflows.engine import EventKind
from workflows.process_folders import Library
from workflows.testing.bench import (
    BenchPlay,
    Entry,
    People,
    Setting,
    Stop,
    choose_entry,
    replay,
    write_entry,
)
from workflows.testing.playing import Playable, PlayFailed
from workflows.testing.reports import list_scenarios, make_playable, run_scenario
from workflows.testing.scenarios import Scenario, build_scenarios
from workflows.testing.writing import describe_scenario
from workflows.yaml_source import Source

BEGINS = datetime(2025, 1, 15, 9, tzinfo=BRUSSELS)
CONTACT = {"channel": "phone", "made_on": date(2025, 7, 4), "outcome": "reached", "summary": "No money"}
KNOWN = {"contact_person": CONTACT, "approve_transfer": {"verdict": "transfer", "note": "Nothing came"}}


@pytest.fixture(scope="module")
def playable() -> Playable:
    return make_playable(Library().read("recovery"))


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    return next(
        one for one in list_scenarios("recovery", Library().read_trials("recovery")) if "reached" in one.name
    )


def make_setting(shipped: Scenario, **operations: Any) -> Setting:
    return Setting(BEGINS, None, shipped.data, {**shipped.operations, **operations})


def play_to_end(playable: Playable, setting: Setting, people: People) -> tuple[BenchPlay, list[Entry], Stop]:
    play, journal = replay(playable, setting, []), list[Entry]()
    while True:
        following = choose_entry(play, people, KNOWN)
        if isinstance(following, Stop):
            return play, journal, following
        play.enter(following)
        journal = write_entry(journal, following, since=0)


def test_the_ladder_plays_to_its_end_by_itself(playable: Playable, shipped: Scenario) -> None:
    play, _journal, stop = play_to_end(playable, make_setting(shipped), People.ANSWERED)
    assert stop is Stop.ENDED
    assert "transferred" in play.outcome.ended_in


def test_it_stands_still_where_a_person_is_needed(playable: Playable, shipped: Scenario) -> None:
    play, _journal, stop = play_to_end(playable, make_setting(shipped), People.STOP)
    assert stop is Stop.PERSON
    assert [task.node_id for task in play.outcome.tasks] == ["contact_person"]


def test_an_operation_nobody_answered_for_is_waited_for(playable: Playable, shipped: Scenario) -> None:
    setting = Setting(BEGINS, None, shipped.data, {})
    play, journal, stop = play_to_end(playable, setting, People.STOP)
    assert stop is Stop.OPERATION
    assert [job.operation for job in play.outcome.jobs] == ["recovery.read_step_facts"]
    answer = {
        "answer": "recovery.read_step_facts",
        "with": {"notice_left": True, "due_on": date(2025, 3, 31)},
    }
    assert replay(playable, setting, [*journal, answer]).outcome.jobs[0].operation == "recovery.send_reminder"


def test_an_operation_fails_as_chosen(playable: Playable, shipped: Scenario) -> None:
    failing: Entry = {"fail": "recovery.transfer_to_court", "code": "contestation", "message": "Contested"}
    play = replay(playable, make_setting(shipped), [failing])
    while not isinstance(following := choose_entry(play, People.ANSWERED, KNOWN), Stop):
        play.enter(following)
        if "refusal" in play.read_variables() and play.read_variables()["refusal"]:
            break
    assert play.read_variables()["refusal"] == "contestation"


def test_the_same_journal_gives_the_same_run(playable: Playable, shipped: Scenario) -> None:
    setting = make_setting(shipped)
    play, journal, _stop = play_to_end(playable, setting, People.ANSWERED)
    again = replay(playable, setting, journal)
    assert again.outcome.state == play.outcome.state
    assert again.events == play.events


def test_taking_back_the_last_step_is_playing_all_but_it(playable: Playable, shipped: Scenario) -> None:
    setting = make_setting(shipped)
    _play, journal, _stop = play_to_end(playable, setting, People.ANSWERED)
    before = replay(playable, setting, journal[:-1])
    assert not before.ended
    assert [task.node_id for task in before.outcome.tasks] == ["approve_transfer"]


def test_a_run_written_down_holds_as_a_scenario(playable: Playable, shipped: Scenario) -> None:
    setting = make_setting(shipped)
    play, journal, _stop = play_to_end(playable, setting, People.ANSWERED)
    told = describe_scenario("Played", setting, journal, play)
    scenario = build_scenarios(Source("scenarios/played.yaml", [told], {}))[0]
    result = run_scenario(playable, scenario)
    assert result.problems == ()
    taken = {event.node_id for _at, event in play.events if event.kind is EventKind.FLOW_TAKEN}
    assert result.flows == taken


def test_a_letter_on_another_day_fails_the_scenario(playable: Playable, shipped: Scenario) -> None:
    setting = make_setting(shipped)
    play, journal, _stop = play_to_end(playable, setting, People.ANSWERED)
    told = describe_scenario("Played", setting, journal, play)
    first = next(call for call in told["expect"]["calls"] if call["operation"] == "recovery.send_reminder")
    assert first == {
        "operation": "recovery.send_reminder",
        "on": "2025-03-21",
        "with": {"letter": "due_soon"},
    }
    first["on"] = "2025-03-22"
    scenario = build_scenarios(Source("scenarios/played.yaml", [told], {}))[0]
    [problem] = run_scenario(playable, scenario).problems
    assert problem.endswith("recovery.send_reminder was called on 2025-03-21, expected 2025-03-22")


def test_no_run_goes_on_for_more_than_twenty_years(playable: Playable, shipped: Scenario) -> None:
    with pytest.raises(PlayFailed, match="twenty years"):
        replay(playable, make_setting(shipped), [{"advance_to": "2046-01-15T09:00:00+01:00"}])
