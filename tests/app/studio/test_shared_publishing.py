"""Calendars and shared decisions: drafted, approved by a second person, published as editions that move no past day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import inf
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from app.accounts.models import User
from app.registers import rulebook
from app.studio import calendar_editing, drafts, publishing, shared_editions, user_trials
from app.studio.clock_impact import find_impact, lay_over
from app.studio.errors import DraftChanged, DraftFaulty, FileRefused, SecondPersonNeeded
from app.studio.models import Draft, DraftState, SharedEdition
from app.studio.shared_checking import check_shared
from app.studio.shared_places import Place, Shared
from app.studio.shared_users import UserResult, find_processes
from app.studio.user_trials import play_more, read_trials
from tests.factories.cases import deploy_question, make_user, open_question
from workflows import api, clock, service_level_clocks, shared_texts
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.models.history import HistoryEvent
from workflows.models.instance import ProcessInstance
from workflows.models.service_level import ServiceLevelClock
from workflows.shared_texts import SharedText

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=BRUSSELS)
TODAY = NOW.date()
BELGIUM = Place(Shared.CALENDAR, "belgium")


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    clock.begin(NOW)
    shared_editions.offer()
    shared_editions.forget()
    yield
    shared_texts.offer(None)
    shared_editions.forget()


def close(draft: Draft, day: date, by: User) -> Draft:
    rows = [{"from": day, "reason": "Bridge day"}]
    text = calendar_editing.add_rows(draft.files[BELGIUM.path], "closures", rows)
    return drafts.save_file(draft.pk, BELGIUM.path, text, rev=draft.rev, by=by, now=NOW)


def publish(draft: Draft, owner: User, colleague: User, effective_on: date | None = None) -> Draft:
    drafts.submit(draft.pk, rev=draft.rev, note="Bridge", effective_on=effective_on, by=owner, now=NOW)
    with transaction.atomic():
        done = publishing.approve(draft.pk, rev=draft.rev, by=colleague, today=TODAY, now=NOW)
    shared_editions.forget()
    return done


def open_belgium(owner: User) -> Draft:
    return drafts.open_draft(BELGIUM.key, by=owner, now=NOW)


def test_a_published_closure_counts(owner: User, colleague: User):
    day = date(2026, 5, 15)
    done = publish(close(open_belgium(owner), day, owner), owner, colleague)
    assert done.state == DraftState.PUBLISHED
    assert load_calendar().explain_closed(day) == "Bridge day"


def test_an_edition_moves_no_day_before_it(owner: User, colleague: User):
    past = date(2026, 4, 30)
    publish(close(open_belgium(owner), past, owner), owner, colleague, effective_on=date(2026, 1, 1))
    assert load_calendar().is_working_day(past)


def test_an_edition_for_later_days_is_known_at_once(owner: User, colleague: User):
    draft = close(open_belgium(owner), date(2026, 6, 5), owner)
    publish(close(draft, date(2026, 5, 29), owner), owner, colleague, effective_on=date(2026, 6, 1))
    assert load_calendar().is_working_day(date(2026, 5, 29))
    assert not load_calendar().is_working_day(date(2026, 6, 5))


def test_the_shipped_text_is_the_first_edition(owner: User, colleague: User):
    shipped = BELGIUM.read_shipped()
    publish(close(open_belgium(owner), date(2026, 5, 15), owner), owner, colleague)
    assert [one.number for one in shared_editions.list_editions(BELGIUM)] == [2, 1]
    assert shared_editions.list_editions(BELGIUM)[1].files == shipped


def test_who_wrote_on_a_calendar_does_not_approve_it(owner: User):
    draft = close(open_belgium(owner), date(2026, 5, 15), owner)
    with pytest.raises(SecondPersonNeeded):
        publish(draft, owner, owner)


def test_a_calendar_on_which_nobody_works_is_not_published(owner: User, colleague: User):
    draft = open_belgium(owner)
    text = draft.files[BELGIUM.path]
    week = dict.fromkeys(calendar_editing.read_week(calendar_editing.load(text)), "")
    text = calendar_editing.write(text, title="x", week=week, parts={})
    draft = drafts.save_file(draft.pk, BELGIUM.path, text, rev=draft.rev, by=owner, now=NOW)
    with pytest.raises(DraftFaulty):
        publish(draft, owner, colleague)


def test_a_draft_that_was_overtaken_is_refused(owner: User, colleague: User):
    draft = close(open_belgium(owner), date(2026, 5, 15), owner)
    shared_editions.publish(BELGIUM, {BELGIUM.path: "x"}, starts_on=TODAY, note="", now=NOW)
    with pytest.raises(DraftChanged):
        publish(draft, owner, colleague)


def test_an_edition_never_changes(owner: User, colleague: User):
    publish(close(open_belgium(owner), date(2026, 5, 15), owner), owner, colleague)
    with pytest.raises(DatabaseError):
        SharedEdition.objects.update(note="other")


def test_a_calendar_draft_holds_no_other_file(owner: User):
    draft = open_belgium(owner)
    with pytest.raises(FileRefused):
        drafts.save_file(draft.pk, "process.yaml", "x", rev=draft.rev, by=owner, now=NOW)


LEVEL = {"id": "answer", "kind": "service", "calendar": "belgium", "titles": {"en": "Answer"}}


@pytest.fixture
def clock_running() -> ServiceLevelClock:
    """Five working days after Monday 4 May 2026: until Monday 11 May."""
    deploy_question()
    open_question(make_user("ann", "caseworker"))
    instance = ProcessInstance.objects.get()
    target = {"span": {"value": 5, "unit": "working_days"}}
    return service_level_clocks.start(service_level_clocks.Place(instance.id), LEVEL, target, now=NOW)


def impact_of(day: date) -> Any:
    text = calendar_editing.add_rows(
        BELGIUM.read_shipped()[BELGIUM.path], "closures", [{"from": day, "reason": "x"}]
    )
    return find_impact("belgium", lay_over(BELGIUM, text, TODAY), TODAY)


def test_a_running_promise_that_would_end_later_is_told(clock_running: ServiceLevelClock):
    [moved] = impact_of(date(2026, 5, 11)).moved
    assert moved.clock == clock_running.pk
    assert moved.days == 1  # Tuesday 12 in place of Monday 11


def test_a_closure_after_every_target_moves_nothing(clock_running: ServiceLevelClock):
    assert impact_of(clock_running.target_at.date() + timedelta(days=200)).moved == ()


def test_publishing_moves_no_promise_and_a_person_may(
    clock_running: ServiceLevelClock, owner: User, colleague: User
):
    day = clock_running.target_at.astimezone(BRUSSELS).date()
    publish(close(open_belgium(owner), day, owner), owner, colleague)
    before = clock_running.target_at
    clock_running.refresh_from_db()
    assert clock_running.target_at == before
    api.set_clock_anew(clock_running.pk, "The office is closed", now=NOW, by=api.user(owner.pk))
    clock_running.refresh_from_db()
    assert clock_running.target_at > before


def test_counting_anew_is_told_in_the_history(clock_running: ServiceLevelClock, owner: User, colleague: User):
    day = clock_running.target_at.astimezone(BRUSSELS).date()
    publish(close(open_belgium(owner), day, owner), owner, colleague)
    api.set_clock_anew(clock_running.pk, "The office is closed", now=NOW, by=api.user(owner.pk))
    told = HistoryEvent.objects.get(kind="service_level_set_anew")
    assert told.data["reason"] == "The office is closed"


BONUS = Place(Shared.DECISION, "pension_bonus")


def test_a_shared_decision_is_published_and_asked(owner: User, colleague: User):
    draft = drafts.open_draft(BONUS.key, by=owner, now=NOW)
    before = rulebook.find_table(BONUS.name).sha256
    text = draft.files[BONUS.path].replace("<definitions", "<!-- reviewed --><definitions", 1)
    draft = drafts.save_file(draft.pk, BONUS.path, text, rev=0, by=owner, now=NOW)
    publish(draft, owner, colleague)
    assert rulebook.find_table(BONUS.name).sha256 != before


def test_a_shared_decision_with_a_failing_case_is_not_published(owner: User, colleague: User):
    draft = drafts.open_draft(BONUS.key, by=owner, now=NOW)
    cases = draft.files[BONUS.paths[1]].replace('outputs: "none"', 'outputs: "surely"', 1)
    draft = drafts.save_file(draft.pk, BONUS.paths[1], cases, rev=0, by=owner, now=NOW)
    with pytest.raises(DraftFaulty):
        publish(draft, owner, colleague)


def test_the_scenarios_of_every_process_that_asks_it_are_played(owner: User):
    files = BONUS.read_shipped()
    trials = play_more(BONUS, files, now=NOW, seconds=inf)
    users = {one.process: one for one in check_shared(BONUS, files, lambda: trials).users}
    assert not any(one.problems for one in users.values())
    assert users["pension"].scenarios


def test_what_was_played_is_kept_and_not_played_again(monkeypatch: pytest.MonkeyPatch):
    played = play_as(monkeypatch, ())
    files = BONUS.read_shipped()
    first = play_more(BONUS, files, now=NOW, seconds=-1)
    assert (len(first.results), len(first.waiting)) == (1, len(played_by(BONUS)) - 1)
    assert play_more(BONUS, files, now=NOW, seconds=inf).waiting == ()
    assert sorted(played) == sorted(played_by(BONUS))


def test_another_text_is_played_anew(monkeypatch: pytest.MonkeyPatch):
    play_as(monkeypatch, ())
    files = BONUS.read_shipped()
    play_more(BONUS, files, now=NOW, seconds=inf)
    changed = {**files, BONUS.path: files[BONUS.path] + "\n"}
    assert len(read_trials(BONUS, changed).waiting) == len(played_by(BONUS))


def test_what_is_published_meanwhile_has_them_played_anew(monkeypatch: pytest.MonkeyPatch):
    play_as(monkeypatch, ())
    files = BONUS.read_shipped()
    play_more(BONUS, files, now=NOW, seconds=inf)
    later = NOW + timedelta(minutes=1)
    shared_editions.publish(BELGIUM, {BELGIUM.path: "x"}, starts_on=TODAY, note="", now=later)
    assert len(read_trials(BONUS, files).waiting) == len(played_by(BONUS))


def test_while_some_are_still_to_be_played_nothing_is_approved(
    owner: User, colleague: User, monkeypatch: pytest.MonkeyPatch
):
    play_as(monkeypatch, ())
    monkeypatch.setattr(user_trials.play_more, "__kwdefaults__", {"seconds": -1})
    draft = drafts.open_draft(BONUS.key, by=owner, now=NOW)
    with translation.override("en"), pytest.raises(DraftFaulty, match="still to be played"):
        publish(draft, owner, colleague)


def played_by(place: Place) -> list[str]:
    return [one.process for one in find_processes(place)]


def play_as(monkeypatch: pytest.MonkeyPatch, problems: tuple[str, ...]) -> list[str]:
    """Every process answers so; which were played, in their order."""
    played: list[str] = []

    def play(_shelf: object, process: str) -> UserResult:
        played.append(process)
        return UserResult(process, 1, problems)

    monkeypatch.setattr(user_trials, "play_user", play)
    return played


def test_a_draft_is_asked_only_while_it_is_tried():
    text = BONUS.read_shipped()[BONUS.path]
    before = rulebook.find_table(BONUS.name)
    with shared_texts.lay(SharedText("decisions", BONUS.name, 0, None, f"{text}\n")):
        assert rulebook.find_table(BONUS.name).sha256 != before.sha256
    assert rulebook.find_table(BONUS.name).sha256 == before.sha256
