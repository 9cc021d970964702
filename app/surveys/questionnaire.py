"""What the survey asks and of whom: `processes/survey.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from workflows.yaml_source import SourceRefused, read_file

NAME = "survey.yaml"
SCHEMA_FOLDER = Path(__file__).parent / "schema"
#: The page speaks English besides the languages of the country.
LANGUAGES = ("fr", "nl", "de", "en")
LOWEST, HIGHEST = 1, 5
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Questionnaire:
    """`themes` are sentences to agree with, `short` their names in tables; `invitation` has a subject and a body."""

    themes: Mapping[str, Texts]
    short: Mapping[str, Texts]
    about: tuple[str, ...]
    spared_while_open: tuple[str, ...]
    invitation: Mapping[str, Texts]


def questionnaire() -> Questionnaire:
    """The fund's own, read again when the file changes. Raises SourceRefused."""
    path = Path(settings.PROCESSES_DIR) / NAME
    return read_cached(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def read_cached(path: Path, _changed: int) -> Questionnaire:
    return read_questionnaire(path)


def read_questionnaire(path: Path) -> Questionnaire:
    """Raises SourceRefused with every fault and its line."""
    source = read_file(path, file=f"processes/{NAME}")
    source.check("survey", SCHEMA_FOLDER)
    data = source.data
    if data["themes"].keys() != data["short"].keys():
        raise SourceRefused(
            [source.problem(("short",), "each theme has one short name, and nothing else has")]
        )
    return Questionnaire(
        themes=data["themes"],
        short=data["short"],
        about=tuple(data["about"]),
        spared_while_open=tuple(data["spared_while_open"]),
        invitation=data["invitation"],
    )
