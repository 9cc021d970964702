"""The words of a published version: process titles and node labels in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workflows.models import DefinitionVersion, ProcessDefinition


@dataclass(frozen=True)
class Wording:
    """Titles and labels of one immutable version, by language."""

    key: str
    titles: Mapping[str, str]
    nodes: Mapping[str, Mapping[str, str]]
    levels: Mapping[str, Mapping[str, str]]

    def title(self, language: str) -> str:
        return choose(self.titles, language) or tell_apart(self.key)

    def node(self, node_id: str, language: str, name: str = "") -> str:
        """The label of a node; the model's own name, else its id in words, when none is translated."""
        return choose(self.nodes.get(node_id, {}), language) or name or tell_apart(node_id)

    def level(self, level_id: str, language: str) -> str:
        return choose(self.levels.get(level_id, {}), language) or tell_apart(level_id)


def choose(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, else French, else any."""
    return texts.get(language) or texts.get("fr") or next(iter(texts.values()), "")


def tell_apart(identifier: str) -> str:
    """`check_declaration` → `Check declaration`: ids are words."""
    return identifier.replace("_", " ").capitalize()


@lru_cache(maxsize=256)
def find_wording(version_id: int) -> Wording:
    """Published versions never change, so a process keeps their words."""
    version = DefinitionVersion.objects.only("manifest", "definition_id").get(pk=version_id)
    manifest: dict[str, Any] = version.manifest
    levels = {level["id"]: level.get("titles", {}) for level in manifest.get("service_levels", [])}
    return Wording(version.definition_id, manifest.get("titles", {}), manifest.get("nodes", {}), levels)


def list_process_titles(language: str) -> dict[str, str]:
    """Every known process: key → title, in the order of the titles."""
    rows = ProcessDefinition.objects.values_list("key", "titles")
    titles = {key: choose(titles, language) or tell_apart(key) for key, titles in rows}
    return dict(sorted(titles.items(), key=lambda item: item[1].casefold()))
