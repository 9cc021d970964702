"""The shipped articles: `processes/information/articles.yaml`, and a text a language of each edition beside it.

`articles/<article>/<edition>.<language>.md` holds the text in the markup of `markup.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from app.correspondence.information import find_shared_days
from app.knowledge.errors import MarkupRefused
from app.knowledge.markup import list_codes, parse
from app.knowledge.shown_values import find_unknown
from workflows.yaml_source import Problem, Source, SourceRefused, read_file

NAME = "articles.yaml"
LANGUAGES = ("fr", "nl", "de")
SCHEMA_FOLDER = Path(__file__).parent / "schema"


@dataclass(frozen=True)
class Topic:
    """A life event: what it is called and its opening line, by language."""

    key: str
    titles: Mapping[str, str]
    leads: Mapping[str, str]


@dataclass(frozen=True)
class ShippedEdition:
    """One edition as it is shipped; `bodies` by language. Reviewed on a day by a name, or not yet."""

    name: str
    valid_from: date
    valid_until: date | None
    review_on: date
    reviewed_on: date | None
    reviewed_by: str
    bodies: Mapping[str, str]


@dataclass(frozen=True)
class ShippedArticle:
    key: str
    topic: str
    owner: str
    pack: str
    forms: tuple[str, ...]
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    legal_basis: Mapping[str, str]
    editions: tuple[ShippedEdition, ...]


@dataclass(frozen=True)
class Shelf:
    """All that is shipped, in the order of the file."""

    topics: Mapping[str, Topic]
    articles: Mapping[str, ShippedArticle]


def shelf() -> Shelf:
    """The shipped articles, read again when a file changes. Raises SourceRefused."""
    folder = Path(settings.PROCESSES_DIR) / "information"
    newest = max(path.stat().st_mtime_ns for path in [folder / NAME, *(folder / "articles").rglob("*.md")])
    return read_cached(folder, newest)


@lru_cache(maxsize=2)
def read_cached(folder: Path, _newest: int) -> Shelf:
    return read_shelf(folder)


def read_shelf(folder: Path) -> Shelf:
    """Read `folder`. Raises SourceRefused with every fault and its place: nothing is half read."""
    source = read_file(folder / NAME, file=f"processes/information/{NAME}")
    source.check("articles", SCHEMA_FOLDER)
    problems = [problem for key in source.data["articles"] for problem in find_problems(source, folder, key)]
    if problems:
        raise SourceRefused(problems)
    topics = {
        key: Topic(key, about["titles"], about["leads"]) for key, about in source.data["topics"].items()
    }
    articles = {key: read_article(folder, key, about) for key, about in source.data["articles"].items()}
    return Shelf(topics, articles)


def find_problems(source: Source, folder: Path, key: str) -> Iterator[Problem]:
    about = source.data["articles"][key]
    place = ("articles", key)
    if about["topic"] not in source.data["topics"]:
        yield source.problem((*place, "topic"), f"there is no topic {about['topic']}")
    yield from find_shared_days(source, (*place, "editions"), about["editions"])
    for index, edition in enumerate(about["editions"]):
        for language in LANGUAGES:
            message = find_text_problem(folder, key, edition["name"], language)
            if message:
                yield source.problem((*place, "editions", index), message)


def find_text_problem(folder: Path, key: str, edition: str, language: str) -> str:
    """Why the text of an edition cannot be shown; empty when it can."""
    path = path_of(folder, key, edition, language)
    name = path.relative_to(folder)
    if not path.is_file():
        return f"the file {name} is missing"
    try:
        unknown = find_unknown(list_codes(parse(path.read_text(encoding="utf-8"))))
    except MarkupRefused as refused:
        return f"{name}: {refused}"
    return f"{name}: there is no legal value {', '.join(unknown)}" if unknown else ""


def read_article(folder: Path, key: str, about: Mapping[str, Any]) -> ShippedArticle:
    return ShippedArticle(
        key=key,
        topic=about["topic"],
        owner=about["owner"],
        pack=about.get("pack", ""),
        forms=tuple(about.get("forms", ())),
        titles=about["titles"],
        summaries=about["summaries"],
        legal_basis=about["legal_basis"],
        editions=tuple(read_edition(folder, key, one) for one in about["editions"]),
    )


def read_edition(folder: Path, key: str, about: Mapping[str, Any]) -> ShippedEdition:
    review = about["legal_review"]
    bodies = {
        language: path_of(folder, key, about["name"], language).read_text(encoding="utf-8").strip()
        for language in LANGUAGES
    }
    return ShippedEdition(
        name=about["name"],
        valid_from=about["from"],
        valid_until=about.get("until"),
        review_on=about["review_on"],
        reviewed_on=review.get("on"),
        reviewed_by=review.get("by", ""),
        bodies=bodies,
    )


def path_of(folder: Path, key: str, edition: str, language: str) -> Path:
    return folder / "articles" / key / f"{edition}.{language}.md"
