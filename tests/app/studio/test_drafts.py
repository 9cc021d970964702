"""Drafts: one a process, each change by whoever saw the last one, every change taken back in turn."""

import pytest
from django.db import IntegrityError, transaction

from app.accounts.models import User
from app.studio import drafts
from app.studio.errors import DraftChanged, DraftClosed, FileRefused, StudioError
from app.studio.models import Draft
from tests.app.studio.conftest import NOW
from tests.factories.cases import make_user

LADDER = "ladders/amicable.yaml"


def save(draft: Draft, text: str | None, by: User, *, rev: int | None = None, path: str = LADDER) -> Draft:
    return drafts.save_file(draft.pk, path, text, rev=draft.rev if rev is None else rev, by=by, now=NOW)


def test_a_draft_begins_as_the_current_version_with_its_scenarios(draft: Draft) -> None:
    assert {"process.bpmn", "process.yaml", LADDER, "scenarios/ladder.yaml"} <= set(draft.files)
    assert not [path for path in draft.files if path.startswith("called/")]


def test_a_process_has_one_open_draft(draft: Draft, owner: User) -> None:
    assert drafts.open_draft("recovery", by=make_user("otto", "process_owner"), now=NOW).pk == draft.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(process="recovery", files={}, opened_by=owner, opened_at=NOW)


def test_the_second_writer_hears_who_was_first(draft: Draft, owner: User) -> None:
    otto = make_user("otto", "process_owner", name="Otto Maes")
    save(draft, draft.files[LADDER] + "# one\n", otto)
    with pytest.raises(DraftChanged, match="Otto Maes"):
        save(draft, draft.files[LADDER] + "# two\n", owner)
    draft.refresh_from_db()
    assert draft.files[LADDER].endswith("# one\n")


def test_what_stands_there_already_comes_never_late(draft: Draft, owner: User) -> None:
    """A page that saves by itself is told to save at the same moment, under the state it showed."""
    text = draft.files[LADDER] + "# one\n"
    save(draft, text, owner, rev=0)
    assert save(draft, text, owner, rev=0).rev == 1


def test_changes_are_taken_back_one_after_the_other(draft: Draft, owner: User) -> None:
    first = draft.files[LADDER]
    second = save(draft, first + "# a\n", owner)
    third = save(second, None, owner)
    back = drafts.undo(third.pk, rev=third.rev, by=owner, now=NOW)
    assert back.files[LADDER] == first + "# a\n"
    again = drafts.undo(back.pk, rev=back.rev, by=owner, now=NOW)
    assert again.files[LADDER] == first
    with pytest.raises(StudioError):
        drafts.undo(again.pk, rev=again.rev, by=owner, now=NOW)


def test_saving_the_same_text_changes_nothing(draft: Draft, owner: User) -> None:
    assert save(draft, draft.files[LADDER], owner).rev == 0


@pytest.mark.parametrize(
    "path",
    [
        "evil.py",
        "../process.yaml",
        "letters/x.typ",
        "forms/question/ask.yaml",
        "ladders/A.yaml",
        "/etc/passwd",
    ],
)
def test_only_files_of_a_process_folder_are_written(path: str, draft: Draft, owner: User) -> None:
    with pytest.raises(FileRefused):
        save(draft, "x", owner, path=path)


def test_what_is_being_reviewed_is_not_written(draft: Draft, owner: User) -> None:
    drafts.submit(draft.pk, rev=0, note="Kinder", effective_on=None, by=owner, now=NOW)
    with pytest.raises(DraftClosed):
        save(draft, "ladder: amicable\n", owner)


def test_a_draft_is_handed_over_with_words(draft: Draft, owner: User) -> None:
    with pytest.raises(StudioError):
        drafts.submit(draft.pk, rev=0, note="  ", effective_on=None, by=owner, now=NOW)
