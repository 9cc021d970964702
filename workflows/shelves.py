"""The process folders as they count now: what was published from the studio, and drafts, lie over the folders on disk.

A folder on disk is how a process is shipped; a version published from the studio is newer than its folder until it is
exported into it. Both are the same set of files, so the same checks, scenarios and deployment work on either.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.models.states import VersionOrigin
from workflows.process_folders import CALLED, Library, is_form, is_trial

Files = Mapping[str, str]
OWN_FORMS = "forms/{key}/"


def own_files(version: DefinitionVersion) -> dict[str, str]:
    """The files of the process itself, without those of what it calls: what its folder holds."""
    own_forms = OWN_FORMS.format(key=version.definition_id)
    return {
        path: text
        for path, text in version.files.items()
        if not path.startswith(f"{CALLED}/") and (not is_form(path) or path.startswith(own_forms))
    }


def list_kept(*, without: Collection[str] = ()) -> dict[str, dict[str, str]]:
    """The processes whose current version came from the studio: their own files, by key."""
    kept = ProcessDefinition.objects.filter(current__origin=VersionOrigin.STUDIO).exclude(key__in=without)
    return {
        one.key: {**own_files(one.current), **one.current.trials}
        for one in kept.select_related("current")
        if one.current
    }


class Shelf(Library):
    """Folders on disk with `over` in their place: key → own files (process.yaml, drawing, …, `forms/<key>/…`).

    Scenarios and decision cases among them prove the process and are no part of what runs.
    """

    def __init__(
        self, over: Mapping[str, Files], processes: Path | None = None, forms: Path | None = None
    ) -> None:
        super().__init__(processes, forms)
        self.over: dict[str, Files] = dict(over)

    def list_keys(self) -> list[str]:
        return sorted({*super().list_keys(), *self.over})

    def load(self, key: str) -> dict[str, str]:
        if key not in self.over:
            return super().load(key)
        own = {path: text for path, text in self.over[key].items() if not is_trial(path)}
        blocks = self.read_blocks() if any(is_form(path) for path in own) else {}
        return {**blocks, **own}

    def read_trials(self, key: str) -> dict[str, str]:
        if key not in self.over:
            return super().read_trials(key)
        return {path: text for path, text in self.over[key].items() if is_trial(path)}

    def list_form_texts(self) -> dict[str, str]:
        """As on disk, but for the processes lain over it: theirs alone."""
        below = {
            name: text
            for name, text in super().list_form_texts().items()
            if name.partition("/")[0] not in self.over
        }
        return {**below, **self.list_laid_forms()}

    def list_laid_forms(self) -> dict[str, str]:
        """`process/form` and its text, of the processes lain over the folders."""
        return {
            f"{key}/{path.removeprefix(OWN_FORMS.format(key=key)).removesuffix('.yaml')}": text
            for key, files in self.over.items()
            for path, text in files.items()
            if path.startswith(OWN_FORMS.format(key=key))
        }


def open_shelf(over: Mapping[str, Files] | None = None, *, without: Collection[str] = ()) -> Shelf:
    """What counts now, and `over` above it; `without`: keys that are read from disk all the same."""
    laid: dict[str, Files] = {**list_kept(without=without), **(over or {})}
    return Shelf(laid)
