"""From a draft to the version in force: two persons, nothing that fails, its own day."""

from datetime import date, datetime, timedelta

import pytest

from app.accounts.models import User
from app.studio import drafts, publishing
from app.studio.checking import check_draft
from app.studio.errors import DraftChanged, DraftFaulty, SecondPersonNeeded
from app.studio.ladder_editing import read_steps, write_steps
from app.studio.models import Draft
from tests.app.studio.conftest import NOW
from tests.factories.cases import make_user
from workflows import catalogue, definitions
from workflows.actors import system
from workflows.shelves import open_shelf

LADDER = "ladders/amicable.yaml"
TODAY = NOW.date()


def soften(draft: Draft, by: User) -> Draft:
    """A change that no scenario notices."""
    path = "letters/reminder.fr.typ"
    return drafts.save_file(draft.pk, path, draft.files[path] + "\n", rev=draft.rev, by=by, now=NOW)


def submit(draft: Draft, by: User, effective_on: date | None = None) -> Draft:
    return drafts.submit(draft.pk, rev=draft.rev, note="Kinder", effective_on=effective_on, by=by, now=NOW)


def approve(draft: Draft, by: User) -> Draft:
    return publishing.approve(draft.pk, rev=draft.rev, by=by, today=TODAY, now=NOW)


def test_an_approved_draft_is_the_version_in_force(draft: Draft, owner: User, colleague: User) -> None:
    done = approve(submit(soften(draft, owner), owner), colleague)
    assert done.state == "published"
    found = definitions.find("recovery")
    assert done.version is not None
    assert (found.number, done.version.note, done.version.origin) == (2, "Kinder", "studio")


def test_nobody_approves_what_they_wrote_on(draft: Draft, owner: User) -> None:
    other = make_user("otto", "process_owner")
    handed = submit(soften(draft, other), owner)
    for person in (owner, other):
        with pytest.raises(SecondPersonNeeded):
            approve(handed, person)


def test_a_scenario_that_fails_is_not_published(draft: Draft, owner: User, colleague: User) -> None:
    text = draft.files[LADDER].replace("delay: 35", "delay: 60")
    changed = drafts.save_file(draft.pk, LADDER, text, rev=0, by=owner, now=NOW)
    with pytest.raises(DraftFaulty):
        approve(submit(changed, owner), colleague)
    assert definitions.find("recovery").number == 1
    draft.refresh_from_db()
    assert draft.state == "review"


def test_a_ladder_without_the_personal_contact_is_named(draft: Draft, owner: User) -> None:
    steps = [step for step in read_steps(draft.files[LADDER]) if step.id != "R5"]
    files = {**draft.files, LADDER: write_steps(draft.files[LADDER], steps)}
    check = check_draft("recovery", files)
    assert any("has one step of kind contact, not 0" in one.message for one in check.problems)


def test_a_draft_for_a_later_day_is_published_on_it(draft: Draft, owner: User, colleague: User) -> None:
    day = TODAY + timedelta(days=7)
    done = approve(submit(soften(draft, owner), owner, day), colleague)
    assert done.state == "approved"
    assert publishing.publish_due(today=day - timedelta(days=1), now=NOW) == 0
    assert publishing.publish_due(today=day, now=NOW) == 1
    assert definitions.find("recovery").number == 2


def test_what_was_overtaken_is_not_published(draft: Draft, owner: User, colleague: User) -> None:
    handed = submit(soften(draft, owner), owner)
    files = {**draft.files, "letters/reminder.fr.typ": "Bonjour"}
    edition = catalogue.Edition("recovery", files, "Meanwhile")
    catalogue.publish_edition(edition, by=system("tests"), now=datetime.now(NOW.tzinfo))
    with pytest.raises(DraftChanged):
        approve(handed, colleague)


def test_what_was_changed_since_it_was_read_is_not_approved(
    draft: Draft, owner: User, colleague: User
) -> None:
    read = submit(soften(draft, owner), owner)
    back = drafts.send_back(draft.pk, comment="", by=owner, now=NOW)
    submit(soften(back, owner), owner)
    with pytest.raises(DraftChanged, match="Olga"):
        approve(read, colleague)
    assert definitions.find("recovery").number == 1


def test_a_new_version_of_what_it_calls_does_not_overtake_a_draft(
    draft: Draft, owner: User, colleague: User
) -> None:
    handed = submit(soften(draft, owner), owner)
    files = open_shelf().read_files("recovery_wait")
    manifest = files["process.yaml"].replace("owner: recovery_officer", "owner: team_lead", 1)
    edition = catalogue.Edition("recovery_wait", {**files, "process.yaml": manifest}, "Meanwhile")
    done = catalogue.publish_edition(edition, by=system("tests"), now=NOW)
    assert ("recovery", 2) in [(one.key, one.number) for one in done]
    assert approve(handed, colleague).state == "published"
    assert definitions.find("recovery").number == 3
