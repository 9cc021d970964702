"""Which ways no scenario takes stands in a list and on the drawing of a draft."""

from app.accounts.models import User
from app.studio.models import Draft
from tests.app.studio.test_pages import Open, open_client

__all__ = ["open_client"]


def test_a_way_that_no_scenario_takes_is_named_and_marked(
    draft: Draft, owner: User, open_client: Open
) -> None:
    """Without its only scenario file no way of the drawing is taken by any."""
    Draft.objects.filter(pk=draft.pk).update(
        files={path: text for path, text in draft.files.items() if not path.startswith("scenarios/")}
    )
    client = open_client(owner)
    page = client.get(f"/studio/drafts/{draft.pk}/coverage/").content.decode()
    assert 'data-show-element="which_step_to_give_notice"' in page
    told = client.get(f"/studio/drafts/{draft.pk}/coverage/position/").json()
    assert "which_step_to_give_notice" in told["marks"]["missed"]
    assert told["walked"] == []


def test_what_its_scenarios_take_is_marked_as_taken(draft: Draft, owner: User, open_client: Open) -> None:
    told = open_client(owner).get(f"/studio/drafts/{draft.pk}/coverage/position/").json()
    assert "which_step_to_give_notice" in told["walked"]
    assert told["marks"]["missed"] == []
