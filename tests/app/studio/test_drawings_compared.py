"""The drawings of two versions, and of a draft and its version, with what differs marked on each."""

from app.accounts.models import User
from app.studio.models import Draft
from tests.app.studio.test_pages import Open, open_client

__all__ = ["open_client"]
OLD, NEW = 'operation name="recovery.send_reminder"', 'operation name="recovery.send_statement"'


def change(draft: Draft, owner: User, open_client: Open) -> str:
    client, source = open_client(owner), f"/studio/drafts/{draft.pk}/source/process.bpmn"
    client.post(source, {"rev": "0", "text": draft.files["process.bpmn"].replace(OLD, NEW)})
    return client.get(f"/studio/drafts/{draft.pk}/").content.decode()


def test_the_page_of_a_draft_says_in_words_what_runs_differently(
    draft: Draft, owner: User, open_client: Open
) -> None:
    page = change(draft, owner, open_client)
    assert "Operation: recovery.send_statement instead of recovery.send_reminder" in page
    assert 'data-show-element="send_reminder"' in page


def test_each_drawing_marks_what_differs(draft: Draft, owner: User, open_client: Open) -> None:
    change(draft, owner, open_client)
    client = open_client(owner)
    sides = [client.get(f"/studio/drafts/{draft.pk}/compared/{side}/").json() for side in ("before", "after")]
    assert [one["marks"]["changed"] for one in sides] == [["send_reminder"], ["send_reminder"]]
    assert [OLD in one["xml"] for one in sides] == [True, False]
    assert sides[0]["labels"]["send_reminder"]


def test_there_are_two_sides_and_no_third(draft: Draft, owner: User, open_client: Open) -> None:
    client = open_client(owner)
    assert client.get(f"/studio/drafts/{draft.pk}/compared/between/").status_code == 404
    assert client.get("/studio/recovery/compared/1/1/after/").json()["marks"]["changed"] == []
    assert client.get("/studio/recovery/compared/1/9/after/").status_code == 404
