"""Whom a task goes to, by the policy: pure, so every case is one line."""

from dataclasses import replace

from app.accounts.hiding import Hidden
from app.teams.choosing import Choice, NewTask, Worker, choose
from app.teams.models import Why
from app.teams.policies import Policy

OWNER_THEN_LOAD = Policy(owner=True, load=True)
TASK = NewTask(process="question", roles=frozenset({"caseworker"}), party=7, owner=1, language="nl")


def worker(user: int, held: int = 0, **more: object) -> Worker:
    known = {"roles": frozenset({"caseworker"}), "skills": frozenset({"nl"}), "capacity": 10, **more}
    return Worker(user=user, held=held, **known)  # type: ignore[arg-type]


def test_the_owner_of_the_file_comes_first() -> None:
    assert choose(OWNER_THEN_LOAD, TASK, [worker(1, held=9), worker(2)]) == Choice(Why.OWNER, 1)


def test_the_file_s_substitute_follows_an_owner_who_is_away() -> None:
    task = replace(TASK, substitute=3)
    assert choose(OWNER_THEN_LOAD, task, [worker(2), worker(3, held=5)]) == Choice(Why.SUBSTITUTE, 3)


def test_then_whoever_has_most_room_for_their_capacity() -> None:
    # 4 of 10 is fuller than 6 of 30
    people = [worker(2, held=4), worker(3, held=6, capacity=30)]
    assert choose(OWNER_THEN_LOAD, TASK, people) == Choice(Why.LOAD, 3)


def test_a_tie_goes_to_the_lower_key() -> None:
    assert choose(OWNER_THEN_LOAD, TASK, [worker(5), worker(4)]) == Choice(Why.LOAD, 4)


def test_a_full_owner_gets_no_more() -> None:
    assert choose(OWNER_THEN_LOAD, TASK, [worker(1, held=10), worker(2)]) == Choice(Why.LOAD, 2)


def test_without_load_only_the_owner_gets_it() -> None:
    assert choose(Policy(owner=True), TASK, [worker(2)]) == Choice(Why.NOBODY)


def test_skills_and_the_person_s_language_are_asked_for() -> None:
    policy = Policy(load=True, language=True, skills=frozenset({"complaints"}))
    people = [
        worker(2),
        worker(3, skills=frozenset({"complaints", "fr"})),
        worker(4, held=3, skills=frozenset({"complaints", "nl"})),
    ]
    assert choose(policy, TASK, people) == Choice(Why.LOAD, 4)


def test_another_role_another_team_s_process_and_a_closed_file_leave_out() -> None:
    people = [
        worker(2, roles=frozenset({"finance_officer"})),
        worker(3, processes=frozenset({"complaint"})),
        worker(4, hidden=Hidden(frozenset({7}))),
    ]
    assert choose(OWNER_THEN_LOAD, TASK, people) == Choice(Why.NOBODY)
