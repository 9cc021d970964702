"""`manage.py check`: the survey can be read, and the processes it names exist."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from app.surveys.questionnaire import NAME, Questionnaire, questionnaire
from workflows.process_folders import Library
from workflows.yaml_source import SourceRefused


@register()
def check_survey(**_kwargs: Any) -> list[CheckMessage]:
    try:
        found = questionnaire()
    except SourceRefused as refused:
        return [Error(str(problem), id="surveys.E001") for problem in refused.problems]
    except OSError as error:
        return [Error(f"processes/{NAME} cannot be read: {error.strerror}", id="surveys.E001")]
    return [
        Error(
            f"processes/{NAME} names the process {process}, which does not exist",
            hint=f"correct processes/{NAME}",
            id="surveys.E002",
        )
        for process in find_unknown(found, frozenset(Library().list_keys()))
    ]


def find_unknown(survey: Questionnaire, known: frozenset[str]) -> Iterator[str]:
    return (one for one in (*survey.about, *survey.spared_while_open) if one not in known)
