"""A form's questions as paper asks them: words, help, choices, and the room an answer needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from forms.definition import Field, FormDefinition

#: type of a field → the room it needs: a line, boxes for a date, ticks, several lines.
ROOMS = {"long_text": "lines", "date": "date", "boolean": "tick", "choice": "choice", "choices": "choices"}


@dataclass(frozen=True)
class Question:
    """`optional` when it need not be answered, `sometimes` when it is asked of some people only; `answer` and, of
    `options`, `chosen` are what the fund has filled in."""

    label: str
    help: str
    room: str
    kind: str
    options: list[str]
    optional: bool
    sometimes: bool
    answer: str = ""
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionSection:
    title: str
    questions: list[Question]


def list_questions(
    definition: FormDefinition, language: str, known: Mapping[str, Any] | None = None
) -> Iterator[QuestionSection]:
    """`known`: what the fund holds, by field."""
    held = known or {}
    for section in definition.sections:
        questions = [
            fill_in(
                write_question(entry, language, sometimes=bool(entry.show_if or section.show_if)),
                entry,
                held.get(entry.name),
                language,
            )
            for entry in section.fields
        ]
        yield QuestionSection(section.title.get(language, ""), questions)


def fill_in(question: Question, entry: Field, value: Any, language: str) -> Question:
    """The question with what is known: a day and a number as their digits, a choice as its words."""
    if value in (None, ""):
        return question
    if entry.options:
        words = tuple(option.label[language] for option in entry.options if option.value == value)
        return replace(question, chosen=words)
    if isinstance(value, date):
        return replace(question, answer=f"{value:%d%m%Y}")
    return replace(question, answer=str(value))


def write_question(entry: Field, language: str, *, sometimes: bool) -> Question:
    return Question(
        label=entry.label[language],
        help=entry.help.get(language, ""),
        room=ROOMS.get(entry.type, "line"),
        kind=entry.type,
        options=[option.label[language] for option in entry.options],
        optional=not entry.required and not entry.required_if and entry.type != "boolean",
        sometimes=sometimes,
    )
