"""The sentences of traces, by step key; an app adds its own by `add_sentences` when it is ready."""

from collections.abc import Mapping

from app.registers.errors import RegisterError

SENTENCES: dict[str, str] = {}
#: Legal values by the name a reader knows them by.
PARAMETER_NAMES: dict[str, str] = {}
#: Words a decision answers with.
WORDS: dict[str, str] = {}


class SentenceTaken(RegisterError):
    """Another sentence is already written for this key."""


def add_sentences(sentences: Mapping[str, str]) -> None:
    """Sentences of another app's steps, translated in its own locale. Raises SentenceTaken."""
    for key, sentence in sentences.items():
        if SENTENCES.setdefault(key, sentence) != sentence:
            raise SentenceTaken(key=key)
