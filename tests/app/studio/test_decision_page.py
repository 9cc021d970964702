"""The decision editor's page: fields are saved and judged, a late writer is told, a try is answered and kept."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio import drafts
from app.studio.decision_spans import Document
from app.studio.decision_tables import Table, read_tables
from app.studio.models import Draft
from tests.app.studio.decisions import CASES, NOW, PATH, address, open_question
from tests.factories.cases import make_user

HTMX = {"HX-Request": "true"}


@pytest.fixture
def question(owner: User) -> Draft:
    return open_question(owner)


@pytest.fixture
def client(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def read_table(draft: Draft) -> Table:
    draft.refresh_from_db()
    return read_tables(Document(draft.files[PATH]))[0]


def test_a_changed_cell_is_saved_and_the_cases_are_played(question: Draft, client: Client) -> None:
    answer = client.post(address(question), {"rev": "0", "r1o2": "3"}, headers=HTMX).content.decode()
    assert read_table(question).rows[0].outputs[1].text == "3"
    assert "Saved." in answer
    assert 'name="rev" value="1"' in answer
    # The shipped case says 2 days for what belongs elsewhere.
    assert 'data-failing="0"' not in answer


def test_typing_is_judged_and_not_saved(question: Draft, client: Client) -> None:
    answer = client.post(address(question), {"rev": "0", "r1i1": "foo(", "act": "check"}, headers=HTMX)
    assert 'data-field="r1i1"' in answer.content.decode()
    question.refresh_from_db()
    assert question.rev == 0


def test_what_is_no_feel_is_named_at_its_cell_and_kept(question: Draft, client: Client) -> None:
    client.post(address(question), {"rev": "0", "r2o1": '"open'})
    page = client.get(address(question)).content.decode()
    assert 'id="bad-r2o1"' in page
    assert 'aria-describedby="bad-r2o1"' in page


def test_who_comes_late_hears_who_was_first(question: Draft, client: Client, owner: User) -> None:
    other = make_user("otto", "process_owner", name="Otto Peeters")
    drafts.save_file(question.pk, CASES, "- name: x\n  refused: no rule\n", rev=0, by=other, now=NOW)
    answer = client.post(address(question), {"rev": "0", "r1o2": "3"}, headers=HTMX).content.decode()
    assert "Otto Peeters" in answer
    assert read_table(question).rows[0].outputs[1].text == "2"


def test_buttons_add_copy_move_take_out_and_take_back(question: Draft, client: Client) -> None:
    before = [row.id for row in read_table(question).rows]
    for rev, act in enumerate(["add:1", "copy:1", "down:1", "remove:2"]):
        answer = client.post(address(question), {"rev": str(rev), "act": act})
        assert answer.status_code == 302, act
    assert len(read_table(question).rows) == len(before) + 1
    for rev in range(4, 8):
        client.post(address(question), {"rev": str(rev), "act": "undo"})
    assert [row.id for row in read_table(question).rows] == before


def test_a_block_pasted_over_the_end_makes_rules(question: Draft, client: Client) -> None:
    at = len(read_table(question).rows) + 1
    client.post(address(question), {"rev": "0", "act": "grow:2", f"r{at}i1": "true", f"r{at + 1}i1": "false"})
    assert [row.inputs[0].text for row in read_table(question).rows[-2:]] == ["true", "false"]


def test_readers_try_and_do_not_write(question: Draft) -> None:
    client = Client()
    client.force_login(make_user("lea", "team_lead"))
    assert "Add a rule" not in client.get(address(question)).content.decode()
    assert client.post(address(question), {"rev": "0", "r1o2": "3"}).status_code == 403
    assert client.post(f"{address(question)}keep/", {"in0": "true", "name": "x"}).status_code == 403
    assert client.post(f"{address(question)}try/", {"in0": "true"}, headers=HTMX).status_code == 200


def test_a_try_says_the_answer_the_rule_and_why(question: Draft, client: Client) -> None:
    told = client.post(
        f"{address(question)}try/", {"in0": "true", "in1": "complaint"}, headers=HTMX
    ).content.decode()
    assert 'data-fired="1"' in told
    assert "misdirected" in told
    assert "Rule 1 answers" in told


def test_a_case_fills_the_fields_with_one_click(question: Draft, client: Client) -> None:
    told = client.get(f"{address(question)}try/?case=1", headers=HTMX).content.decode()
    assert '<option value="true" selected>' in told
    assert 'data-fired="1"' in told
    assert 'data-fired="1"' in client.get(f"{address(question)}?case=1").content.decode()


def test_what_was_tried_is_kept_as_a_case_at_the_end_of_the_file(question: Draft, client: Client) -> None:
    before = question.files[CASES]
    client.post(
        f"{address(question)}keep/", {"in0": "true", "in1": "fees", "in2": "false", "name": "Hé: elsewhere"}
    )
    question.refresh_from_db()
    added = question.files[CASES].removeprefix(before)
    assert added != question.files[CASES]
    assert "name: 'Hé: elsewhere'" in added
    assert "other_institution: true, topic: fees, can_answer_now: false" in added
    assert "category: misdirected" in added
    assert 'data-failing="0"' in client.get(address(question)).content.decode()


def test_nothing_is_kept_without_a_name_or_an_answer(question: Draft, client: Client) -> None:
    client.post(f"{address(question)}keep/", {"in0": "true", "name": " "})
    client.post(f"{address(question)}keep/", {"name": "nothing tried"})
    question.refresh_from_db()
    assert question.rev == 0


def test_a_gap_is_named_with_an_example_and_closed_by_a_rule(question: Draft, client: Client) -> None:
    last = len(read_table(question).rows)
    client.post(address(question), {"rev": "0", "act": f"remove:{last}"})
    page = client.get(address(question)).content.decode()
    assert "For example:" in page
    assert 'value="fill:1"' in page
    client.post(address(question), {"rev": "1", "act": "fill:1"})
    page = client.get(address(question)).content.decode()
    assert len(read_table(question).rows) == last
    assert [cell.text for cell in read_table(question).rows[-1].inputs] != ["-", "-", "-"]


def test_a_file_that_is_no_model_is_shown_with_the_way_out(
    question: Draft, client: Client, owner: User
) -> None:
    drafts.save_file(question.pk, PATH, "<definitions", rev=0, by=owner, now=NOW)
    page = client.get(address(question))
    assert page.status_code == 200
    assert "Mend it in the source" in page.content.decode()
    assert client.post(address(question), {"rev": "1", "r1o1": "1"}).status_code == 409
