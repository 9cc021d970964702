"""The names of what messages hold, in the four languages, as data (processes/exchanges/labels.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workflows.yaml_source import read_file

FILE = "labels.yaml"
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Labels:
    """`properties` by name, or by `T02.name` for one type; `values` by property and code; `alike` shares codes."""

    properties: Mapping[str, Texts]
    values: Mapping[str, Mapping[str, Texts]]
    alike: Mapping[str, str]

    def name_property(self, kind: str, name: str, language: str) -> str:
        """A property that has no words is told by its own name."""
        found = self.properties.get(f"{kind}.{name}") or self.properties.get(name)
        return choose(found, language) if found else name.replace("_", " ").capitalize()

    def name_value(self, name: str, code: str, language: str) -> str:
        """A code in words; any other text as it is."""
        found = self.values.get(self.alike.get(name, name), {}).get(code)
        return choose(found, language) if found else code


NONE = Labels({}, {}, {})


def choose(texts: Texts, language: str) -> str:
    return texts.get(language) or texts["en"]


def read_labels(root: Path) -> Labels:
    """Of a folder without the file there are none. Raises SourceRefused."""
    path = root / FILE
    return read_file_of_labels(path, path.stat().st_mtime_ns) if path.exists() else NONE


@lru_cache(maxsize=4)
def read_file_of_labels(path: Path, _changed: int) -> Labels:
    source = read_file(path, file=f"processes/exchanges/{FILE}")
    source.check("message_labels")
    return Labels(source.data["properties"], source.data["values"], source.data.get("alike", {}))
