"""Rewording a letter before it leaves: only the blocks its text declares, each change recorded word for word."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from app.correspondence.errors import BlockUnknown, LetterLocked, LetterUnknown
from app.correspondence.letter_life import Step
from app.correspondence.letter_models import Letter, LetterEvent, LetterState
from app.correspondence.letters import find_source
from app.correspondence.typesetting import Typeset, compile_letter


def reword_letter(letter_id: UUID, texts: Mapping[str, str], step: Step) -> Letter:
    """The letter with these blocks reworded and typeset again; unchanged blocks are left as they are.

    Raises LetterLocked once it was approved or sent, BlockUnknown, LetterRefused.
    """
    with transaction.atomic():
        letter = Letter.objects.select_for_update(of=("self",)).select_related("version").get(pk=letter_id)
        if letter.state != LetterState.MADE:
            raise LetterLocked(letter=str(letter_id))
        changes = find_changes(letter, texts)
        if changes:
            edits = {**letter.edits, **{name: after for name, (_before, after) in changes.items()}}
            keep_rewording(letter, edits, typeset_again(letter, edits))
            LetterEvent.objects.create(
                letter=letter, kind="edited", at=step.now, by=step.by, reason=step.reason, details=changes
            )
    return letter


def find_changes(letter: Letter, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Block → [text before, text after], of those that differ."""
    current = {**letter.blocks, **letter.edits}
    unknown = sorted(set(texts) - set(letter.blocks))
    if unknown:
        raise BlockUnknown(letter=str(letter.pk), block=unknown[0])
    written = {name: text.replace("\r\n", "\n").strip() for name, text in texts.items()}
    return {name: [current[name], text] for name, text in written.items() if text != current[name]}


def typeset_again(letter: Letter, edits: Mapping[str, str]) -> Typeset:
    source = find_source(letter.version, letter.name, letter.language) if letter.version else None
    if source is None:
        raise LetterUnknown(letter=letter.name, language=letter.language, process=letter.process)
    return compile_letter(source, {**letter.data, "edits": dict(edits)}, now=letter.made_at, name=letter.name)


def preview(letter: Letter, texts: Mapping[str, str]) -> bytes:
    """The PDF as it would be with these texts; nothing is kept."""
    changes = find_changes(letter, texts)
    return typeset_again(
        letter, {**letter.edits, **{name: after for name, (_b, after) in changes.items()}}
    ).pdf


def keep_rewording(letter: Letter, edits: Mapping[str, str], made: Typeset) -> None:
    letter.edits, letter.pdf, letter.mentions = dict(edits), made.pdf, sorted(made.mentions)
    letter.sha256 = hashlib.sha256(made.pdf).hexdigest()
    letter.save(update_fields=["edits", "pdf", "mentions", "sha256"])
