"""The bench in the studio: a run is played, taken back and saved; nothing of it reaches the fund."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from app.accounts.models import User
from app.studio import bench_runs
from app.studio.bench_models import BenchRun
from app.studio.models import Draft
from tests.app.studio.conftest import NOW
from tests.app.studio.test_pages import Open, open_client
from tests.factories.cases import make_user

__all__ = ["open_client"]
SCENARIO = "handed over after the month"


@pytest.fixture
def client(owner: User, open_client: Open) -> Client:
    return open_client(owner)


def read_fields(page: str) -> dict[str, str]:
    """What the form of a page holds."""
    found = dict(re.findall(r'<input type="[^"]+" name="([^"]+)" value="([^"]*)"', page))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.S):
        found[name] = text
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return {name: text.replace("&#x27;", "'").replace("&quot;", '"') for name, text in found.items()}


def begin(client: Client, draft: Draft) -> BenchRun:
    address = f"/studio/drafts/{draft.pk}/bench/"
    page = client.get(address).content.decode()
    place = next(
        value for value, name in re.findall(r'<option value="([^"]+)">([^<]*)<', page) if SCENARIO in name
    )
    filled = client.get(address, {"scenario": place}).content.decode()
    answer = client.post(f"{address}?scenario={place}", read_fields(filled))
    assert answer.status_code == 302, answer.content.decode()
    return BenchRun.objects.get()


def send(client: Client, run: BenchRun, what: str, **data: Any) -> BenchRun:
    run.refresh_from_db()
    client.post(f"/studio/bench/{run.pk}/{what}/", {"rev": run.rev, **data})
    run.refresh_from_db()
    return run


def play(client: Client, run: BenchRun, people: str = "answered") -> BenchRun:
    run = send(client, run, "play", people=people)
    while run.playing:
        run = send(client, run, "play")
    return run


def count_rows() -> dict[str, int]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(tables & set(connection.introspection.table_names(cursor))):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def test_a_ladder_of_ninety_days_plays_to_its_end(client: Client, draft: Draft) -> None:
    run = play(client, begin(client, draft))
    page = client.get(f"/studio/bench/{run.pk}/").content.decode()
    assert "In judicial recovery" in page
    assert "Formal notice" in page


def test_nothing_of_a_run_reaches_the_fund(client: Client, draft: Draft) -> None:
    before = count_rows()
    run = play(client, begin(client, draft))
    assert client.get(f"/studio/bench/{run.pk}/letters/1/").status_code == 200
    send(client, run, "back")
    after = count_rows()
    assert after.pop("studio_benchrun") == before.pop("studio_benchrun") + 1
    assert after == before


def test_each_letter_is_a_pdf_of_the_draft(client: Client, draft: Draft) -> None:
    run = send(client, begin(client, draft), "time", by="next")
    answer = client.get(f"/studio/bench/{run.pk}/letters/1/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_step_is_taken_back(client: Client, draft: Draft) -> None:
    run = send(client, begin(client, draft), "time", by="P30D")
    assert [list(one) for one in run.journal] == [["advance_to"]]
    assert send(client, run, "back").journal == []


def test_a_page_that_is_too_old_changes_nothing(client: Client, draft: Draft) -> None:
    run = send(client, begin(client, draft), "time", by="P30D")
    client.post(f"/studio/bench/{run.pk}/time/", {"rev": run.rev - 1, "by": "P30D"})
    run.refresh_from_db()
    assert len(run.journal) == 1


def test_a_task_is_done_with_its_real_form(client: Client, draft: Draft) -> None:
    run = play(client, begin(client, draft), people="stop")
    address = f"/studio/bench/{run.pk}/task/contact_person/"
    assert client.post(address, {"rev": run.rev, "channel": "phone"}).status_code == 422
    typed = {
        "channel": "phone",
        "made_on": "2025-07-04",
        "outcome": "reached",
        "summary": "None",
        "proposed": "plan",
    }
    answer = client.post(address, {"rev": run.rev, **typed})
    assert answer.status_code == 302, answer.content.decode()
    run.refresh_from_db()
    assert run.journal[-1]["complete"] == "contact_person"


def test_an_operation_fails_as_chosen(client: Client, draft: Draft) -> None:
    run = begin(client, draft)
    address = f"/studio/bench/{run.pk}/answer/recovery.transfer_to_court/"
    assert "value-file" in client.get(address).content.decode()
    client.post(address, {"rev": run.rev, "outcome": "fail", "code": "contestation"})
    run = play(client, run)
    assert bench_runs.play(run).read_variables()["refusal"] == "contestation"


def test_a_message_arrives(client: Client, draft: Draft) -> None:
    run = begin(client, draft)
    play = bench_runs.play(run)
    found = next(one for one in play.outcome.subscriptions if one.name == "recovery.stop")
    address = f"/studio/bench/{run.pk}/message/{found.id}/"
    assert client.post(address, {"rev": run.rev, "value-reason": "bankruptcy"}).status_code == 302
    run.refresh_from_db()
    assert "stopped" in bench_runs.play(run).outcome.ended_in


def test_a_run_is_saved_as_a_scenario_that_holds(client: Client, draft: Draft) -> None:
    run = play(client, begin(client, draft))
    data = {"name": "A debtor who pays nothing comes to court", "file": "ladder"}
    answer = client.post(f"/studio/bench/{run.pk}/save/", {"rev": run.rev, **data}, follow=True)
    assert "Played again, it holds" in answer.content.decode()
    before, draft_after = draft.files["scenarios/ladder.yaml"], Draft.objects.get(pk=draft.pk)
    assert draft_after.files["scenarios/ladder.yaml"].startswith(before.rstrip())
    check = client.get(f"/studio/drafts/{draft.pk}/check/").content.decode()
    assert "all 10 scenarios hold" in check


def test_a_saved_name_is_saved_once(client: Client, draft: Draft) -> None:
    run = play(client, begin(client, draft))
    data = {"name": "Once", "file": "bench"}
    client.post(f"/studio/bench/{run.pk}/save/", {"rev": run.rev, **data})
    assert client.post(f"/studio/bench/{run.pk}/save/", {"rev": run.rev, **data}).status_code == 422


def test_a_run_is_its_owners(client: Client, draft: Draft, open_client: Open) -> None:
    run = begin(client, draft)
    other = open_client(make_user("lea", "team_lead"))
    assert other.get(f"/studio/bench/{run.pk}/").status_code == 404
    assert other.post(f"/studio/bench/{run.pk}/back/", {"rev": run.rev}).status_code == 404


def test_a_run_nobody_uses_is_removed(client: Client, draft: Draft) -> None:
    begin(client, draft)
    assert bench_runs.remove_old(NOW + timedelta(days=13)) == 0
    assert bench_runs.remove_old(NOW + timedelta(days=15)) == 1


def test_the_same_steps_are_played_on_the_changed_draft(client: Client, draft: Draft, owner: User) -> None:
    run = send(client, begin(client, draft), "time", by="P30D")
    source = f"/studio/drafts/{draft.pk}/source/ladders/amicable.yaml"
    client.post(source, {"rev": "0", "text": draft.files["ladders/amicable.yaml"] + "# changed\n"})
    assert "The draft has changed" in client.get(f"/studio/bench/{run.pk}/").content.decode()
    run = send(client, run, "renew")
    assert run.draft_rev == 1
    assert len(run.journal) == 1


def test_a_published_version_is_played_too(client: Client, recovery: str) -> None:
    page = client.get("/studio/recovery/bench/1/").content.decode()
    assert "Begin as in the scenario" in page
    assert client.get("/studio/recovery/bench/7/").status_code == 404
