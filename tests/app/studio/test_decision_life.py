"""A decision in real cases: hits by rule, rules never hit, and whose outcome the draft would change."""

import pytest
from django.db import connection
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.cases.opening import open_case
from app.studio import drafts
from app.studio.decision_history import Asked
from app.studio.decision_replaying import replay
from app.studio.decision_writing import write_fields
from app.studio.models import Draft
from tests.app.studio.decisions import NOW, PATH, TEXT, address, open_question
from tests.factories.cases import make_user
from workflows import api
from workflows.catalogue import Edition, publish_edition
from workflows.dmn import read

TOLD = {
    "subject": "Devenir conjoint aidant",
    "question": "Que devons-nous faire ?",
    "channel": "letter",
    "received_on": "2026-05-04",
    "other_institution": False,
    "party_name": "Emile Renard",
    "party_address": "Place Verte 3, 4800 Verviers",
    "language": "fr",
}


@pytest.fixture
def question(owner: User) -> Draft:
    draft = open_question(owner)
    for topic in ("amount", "amount", "general"):
        open_case("question", {**TOLD, "topic": topic}, by=api.system("tests"))
    return draft


def look(draft: Draft, user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"{address(draft)}cases/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_each_rule_says_how_often_it_answered(question: Draft, owner: User) -> None:
    page = look(question, owner)
    assert "3 decisions in the period." in page
    assert '<td class="number">2</td><td>4 May 2026</td>' in page
    # Nine rules, of which the amount and the general information answered.
    assert page.count(">never<") == 7


def test_another_period_or_version_counts_for_itself(question: Draft, owner: User) -> None:
    assert "0 decisions" in look(question, owner, "?first=2026-01-01&last=2026-05-03")
    assert "3 decisions" in look(question, owner, "?first=2026-01-01&last=2026-05-04&version=1")
    assert "The last day lies before the first." in look(question, owner, "?first=2026-05-04&last=2026-05-03")


def test_a_case_that_was_moved_counts_for_the_version_it_decided_under(question: Draft, owner: User) -> None:
    """The table of version 2 is another one: what fired under version 1 says nothing of it."""
    publish_another(question, owner)
    move_all(to=2)
    since = "?first=2026-01-01&last=2026-05-04&version="
    assert "3 decisions" in look(question, owner, f"{since}1")
    assert "0 decisions" in look(question, owner, f"{since}2")


def test_a_move_that_was_taken_back_leaves_the_count_where_it_was(question: Draft, owner: User) -> None:
    publish_another(question, owner)
    batch = move_all(to=2)
    api.undo_migration(batch, by=api.system("tests"), reason="the wrong ones")
    since = "?first=2026-01-01&last=2026-05-04&version="
    assert "3 decisions" in look(question, owner, f"{since}1")
    assert "0 decisions" in look(question, owner, f"{since}2")


def publish_another(question: Draft, owner: User) -> None:
    """Version 2 answers amounts within seven days."""
    text = write_fields(question.files[PATH], 0, {"r5o2": "7"})
    edition = Edition("question", {**question.files, PATH: text}, "another table")
    publish_edition(edition, by=api.system("tests"), now=NOW)


def move_all(*, to: int) -> int:
    """All running questions, under a plan that renames nothing; the batch."""
    plan = api.suggest_migration("question", 1, to)
    batch = api.migrate("question", 1, to, plan, reason="the new table", by=api.system("tests"))
    return int(batch.pk)


def test_the_draft_says_how_many_outcomes_would_change_and_how(question: Draft, owner: User) -> None:
    assert "0 of 3 decisions would be others." in look(question, owner)
    text = write_fields(question.files[PATH], 0, {"r5o2": "7"})
    drafts.save_file(question.pk, PATH, text, rev=0, by=owner, now=NOW)
    page = look(question, owner)
    assert "2 of 3 decisions would be others." in page
    assert "answer_days: 7" in page


def test_the_cases_are_listed_to_who_may_read_them_alone(question: Draft, owner: User) -> None:
    drafts.save_file(
        question.pk, PATH, write_fields(question.files[PATH], 0, {"r5o2": "7"}), rev=0, by=owner, now=NOW
    )
    reference = Case.objects.order_by("id").values_list("reference", flat=True)[0]
    assert reference in look(question, make_user("lea", "team_lead"))
    stranger = make_user("otto", "operator")
    assert reference not in look(question, stranger)
    assert "2 of 3 decisions would be others." in look(question, stranger)


def test_a_case_whose_content_is_gone_is_not_asked_again() -> None:
    model = read(TEXT.encode())
    gone = Asked(NOW, {"decision": "classification", "rules": ["amount"]}, "Q-1")
    found = replay(model, next(iter(model.decisions.values())), [gone], {})
    assert (found.played, found.skipped, found.turns) == (0, 1, ())


def test_the_index_finds_a_decision_by_its_name_and_time(question: Draft) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM workflows_historyevent WHERE kind = 'decision_made' "
            "AND data->>'decision' = 'classification' AND at >= '2026-05-01' AND at < '2026-06-01'"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "data ->> 'decision'" in plan
    assert "Index" in plan
