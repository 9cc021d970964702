"""The words of a published version: process titles and node labels in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from workflows import level_sources, xml
from workflows.models import DefinitionVersion, HumanTask, ProcessDefinition

#: The process behind tasks that colleagues add; each run of it is one task.
ADDED_BY_HAND = "ad_hoc_task"
JOINED = ("nodes", "levels", "letters", "reasons", "called", "messages")


@dataclass(frozen=True)
class Wording:
    """Titles and labels of one immutable version, by language."""

    version_id: int
    key: str
    titles: Mapping[str, str]
    nodes: Mapping[str, Mapping[str, str]]
    levels: Mapping[str, Mapping[str, str]]
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Where the clock of each level stops, by the names of `levels`.
    stops: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Whether colleagues may add tasks of their own to its cases.
    takes_tasks: bool = True

    def title(self, language: str) -> str:
        return choose(self.titles, language) or tell_apart(self.key)

    def node(self, node_id: str, language: str, name: str = "") -> str:
        """The label of a node; the model's own name, else its id in words, when none is translated."""
        return choose(self.nodes.get(node_id, {}), language) or name or tell_apart(node_id)

    def letter(self, name: str, language: str) -> str:
        return choose(self.letters.get(name, {}), language) or tell_apart(name)

    def message(self, name: str, language: str) -> str:
        """The title of a message or signal; its last word when none is declared: `ledger.plan_kept` → `Plan kept`."""
        return choose(self.messages.get(name, {}), language) or tell_apart(name.rpartition(".")[2])

    def reason(self, text: str, language: str) -> str:
        """Why a clock stands still; a person's own words as they are."""
        return choose(self.reasons.get(text, {}) or level_sources.tell_reason(text), language) or text

    def level(self, level_id: str, language: str, process: str = "") -> str:
        """The name of a promise; of one that a called process made, with the name of that process."""
        if level_sources.is_offered(level_id):
            return self.offered_level(level_id, language)
        name = f"{process}/{level_id}" if process else level_id
        title = choose(self.levels.get(name, {}), language) or tell_apart(level_id)
        colon = "\xa0: " if language == "fr" else ": "
        return f"{self.part(process, language)}{colon}{title}" if process else title

    def offered_level(self, level_id: str, language: str) -> str:
        """The title of a policy; of its promise for one step, with the step."""
        policy, _mark, rest = level_id.partition(level_sources.MARK)
        title = choose(level_sources.tell_level(level_id), language) or tell_apart(policy)
        node = rest.partition(level_sources.MARK)[2]
        return f"{title} · {self.node(node, language)}" if node else title

    def part(self, process: str, language: str) -> str:
        """The name of a called process."""
        return choose(self.called.get(process, {}), language) or tell_apart(process)


def name_task(task: HumanTask, wording: Wording, language: str) -> str:
    """What a task is called: the words of whoever added it by hand, else the label of its place in the drawing."""
    own = task.name if task.definition_key == ADDED_BY_HAND else ""
    return own or wording.node(task.node_id, language, task.name)


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
    called: Mapping[str, Mapping[str, Any]] = manifest.get("called", {})
    promises = [
        (f"{process}/{level['id']}" if process else level["id"], level)
        for process, one in {"": manifest, **called}.items()
        for level in one.get("service_levels", [])
    ]
    pauses = [pause for _, level in promises for pause in level.get("pause", [])]
    levels = {name: level.get("titles", {}) for name, level in promises}
    letters = {name: about.get("titles", {}) for name, about in manifest.get("letters", {}).items()}
    stops = {name: tuple(level.get("stop", ())) for name, level in promises}
    return Wording(
        version_id=version_id,
        key=version.definition_id,
        titles=manifest.get("titles", {}),
        nodes=manifest.get("nodes", {}),
        levels=levels,
        stops=stops,
        takes_tasks=manifest.get("added_tasks", True),
        letters=letters,
        reasons={pause["reason"]: pause.get("titles", {}) for pause in pauses},
        called={process: one.get("titles", {}) for process, one in called.items()},
        messages={name: about.get("titles", {}) for name, about in manifest.get("messages", {}).items()},
    )


def join_wordings(wordings: Sequence[Wording]) -> Wording:
    """The words of several runs of one case; where two processes have the same id, the earlier run's words."""
    joined = wordings[0]
    for other in wordings[1:]:
        both: dict[str, Any] = {name: {**getattr(other, name), **getattr(joined, name)} for name in JOINED}
        joined = replace(joined, **both)
    return joined


@lru_cache(maxsize=256)
def find_rules(version_id: int, language: str) -> Mapping[str, str]:
    """What the author wrote about the rules of a version's decisions: rule id → words in the reader's language."""
    files: Mapping[str, str] = DefinitionVersion.objects.values_list("files", flat=True).get(pk=version_id)
    texts: dict[str, str] = {}
    for path, text in sorted(files.items()):
        if path.endswith(".dmn"):
            texts |= read_rules(text, language)
    return texts


def read_rules(text: str, language: str) -> dict[str, str]:
    """Rule id → its annotation in the column named for the language, else its description (English)."""
    described: dict[str, str] = {}
    for table in xml.parse(text.encode()).iter("{*}decisionTable"):
        columns = [column.get("name", "") for column in table.iterfind("{*}annotation")]
        for rule in table.iterfind("{*}rule[@id]"):
            entries = (entry.findtext("{*}text") or "" for entry in rule.iterfind("{*}annotationEntry"))
            words = dict(zip(columns, entries, strict=False))
            said = words.get(language) or rule.findtext("{*}description") or ""
            if said.strip():
                described[rule.get("id", "")] = " ".join(said.split())
    return described


def list_process_titles(language: str) -> dict[str, str]:
    """Every known process: key → title, in the order of the titles."""
    rows = ProcessDefinition.objects.values_list("key", "titles")
    titles = {key: choose(titles, language) or tell_apart(key) for key, titles in rows}
    return dict(sorted(titles.items(), key=lambda item: item[1].casefold()))
