"""Names a process and those it calls share in one version: lanes and decisions are found by id alone.

Two meanings of one id would not fail: a task would go to the caller's role, a decision be taken by the caller's table.
"""

from collections.abc import Iterator, Mapping

from workflows import xml
from workflows.words import say
from workflows.xml import XmlRefused
from workflows.yaml_source import Problem

Names = dict[tuple[str, str], tuple[str, str]]


def find_conflicts(
    key: str, roles: Mapping[str, Mapping[str, str]], files: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    """What two of these processes (key → lane → role, key → path → text) define differently under one id."""
    known: Names = {}
    for owner in roles:
        for name, meaning in list_names(roles[owner], files[owner]):
            other, earlier = known.setdefault(name, (owner, meaning))
            if earlier != meaning:
                kind, word = name
                message = say(
                    "the {kind} {word} of {owner} means something else in {other}; rename one",
                    kind=kind,
                    word=repr(word),
                    owner=owner,
                    other=other,
                )
                yield Problem(f"processes/{key}/process.yaml", 1, "", message)


def list_names(roles: Mapping[str, str], files: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], str]]:
    for lane, role in roles.items():
        yield ("lane", lane), role
    for path, text in files.items():
        if path.endswith(".dmn"):
            for decision in list_decisions(text):
                yield ("decision", decision), text


def list_decisions(text: str) -> list[str]:
    """Empty for a file that is no XML: the linter reports that."""
    try:
        root = xml.parse(text.encode())
    except XmlRefused:
        return []
    return [str(node.get("id")) for node in root.iter("{*}decision") if node.get("id")]
