"""A form's questions as paper asks them: words, help, choices, and the room an answer needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from forms.definition import Field, FormDefinition

#: type of a field → the room it needs: a line, boxes for a date, ticks, several lines.
ROOMS = {"long_text": "lines", "date": "date", "boolean": "tick", "choice": "choice", "choices": "choices"}


@dataclass(frozen=True)
class Question:
    """`optional` when it need not be answered, `sometimes` when it is asked of some people only."""

    label: str
    help: str
    room: str
    kind: str
    options: list[str]
    optional: bool
    sometimes: bool


@dataclass(frozen=True)
class QuestionSection:
    title: str
    questions: list[Question]


def list_questions(definition: FormDefinition, language: str) -> Iterator[QuestionSection]:
    for section in definition.sections:
        questions = [
            write_question(entry, language, sometimes=bool(entry.show_if or section.show_if))
            for entry in section.fields
        ]
        yield QuestionSection(section.title.get(language, ""), questions)


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
