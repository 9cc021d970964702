"""Writing runs on the bench: begun, one step more, one step less, removed. Nothing else of the fund is touched.

A run is played in memory from its journal; the row is the only thing written. It belongs to whoever began it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.studio.bench_models import BenchRun
from app.studio.errors import StudioError
from app.studio.models import Draft
from workflows import definitions
from workflows.bpmn import NodeKind, read_model
from workflows.engine import compile_definition
from workflows.errors import WorkflowError
from workflows.feel import codec
from workflows.feel.values import normalise
from workflows.models.definition import DefinitionVersion
from workflows.process_folders import MODEL
from workflows.shelves import open_shelf
from workflows.testing.bench import MOST_ENTRIES, BenchPlay, Entry, Setting, replay
from workflows.testing.playing import Playable
from workflows.xml import XmlRefused

MOST_RUNS = 20
MOST_BYTES = 2_000_000
KEPT = timedelta(days=14)


class BenchRefused(StudioError):
    """The bench cannot do this; the message says why in the process's own words."""


@dataclass(frozen=True)
class Source:
    """What is played: a draft as it is now, or a published version."""

    process: str
    draft: Draft | None = None
    version: DefinitionVersion | None = None


def begin(source: Source, setting: Setting, tasks: Mapping[str, Any], *, by: User, now: datetime) -> BenchRun:
    """Start a run; `tasks` are answers for when it plays by itself: node → one mapping after another.

    Raises BenchRefused for a process that cannot run, or data it does not start with.
    """
    run = BenchRun(by=by, process=source.process, created_at=now, used_at=now, begins=setting.begins)
    take_source(run, source)
    run.start, run.data = setting.start or "", write(setting.data)
    run.operations, run.tasks = write(setting.operations), write(tasks)
    play(run)
    refuse_large(run)
    run.save()
    keep_few(by)
    return run


def take_source(run: BenchRun, source: Source) -> None:
    if source.version is not None:
        run.version, run.sha256 = source.version, source.version.sha256
        return
    assert source.draft is not None
    try:
        folder = open_shelf({source.process: source.draft.files}).read(source.process)
    except (WorkflowError, XmlRefused) as refused:
        raise BenchRefused(str(refused)) from refused
    run.draft, run.draft_rev = source.draft, source.draft.rev
    run.files, run.manifest, run.sha256 = dict(folder.files), dict(folder.manifest), folder.sha256


def keep_few(by: User) -> None:
    """A person has so many runs; the one unused for longest goes first."""
    kept = BenchRun.objects.filter(by=by).order_by("-used_at", "-pk").values_list("pk", flat=True)[:MOST_RUNS]
    BenchRun.objects.filter(by=by).exclude(pk__in=list(kept)).delete()


def remove_old(now: datetime) -> int:
    """Runs nobody has used for fourteen days."""
    count, _each = BenchRun.objects.filter(used_at__lt=now - KEPT).delete()
    return count


def write(value: Any) -> Any:
    return codec.encode(normalise(value))


def read(value: Any) -> Any:
    return codec.decode(value)


def read_files(run: BenchRun) -> Mapping[str, str]:
    files: Mapping[str, str] = run.version.files if run.version else run.files
    return files


def read_manifest(run: BenchRun) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = run.version.manifest if run.version else run.manifest
    return manifest


def make_playable(run: BenchRun) -> Playable:
    """Raises BenchRefused for what the engine does not run."""
    version = DefinitionVersion(
        definition_id=run.process, sha256=run.sha256, files=read_files(run), manifest=read_manifest(run)
    )
    try:
        definition = compile_definition(definitions.read_bundle(version))
        model = read_model(version.files[MODEL].encode())
    except (WorkflowError, XmlRefused) as refused:
        raise BenchRefused(str(refused)) from refused
    nodes = (node for process in model.processes.values() for node in process.nodes.values())
    boundaries = frozenset(node.id for node in nodes if node.kind is NodeKind.BOUNDARY_EVENT)
    return Playable(definition, version.manifest, boundaries)


def read_setting(run: BenchRun) -> Setting:
    return Setting(run.begins, run.start or None, read(run.data), read(run.operations))


def read_journal(run: BenchRun) -> list[Entry]:
    return [read_entry(one) for one in run.journal]


def read_entry(entry: Mapping[str, Any]) -> Entry:
    return {**entry, "with": read(entry["with"])} if "with" in entry else entry


def write_entry(entry: Entry) -> dict[str, Any]:
    return {**entry, "with": write(entry["with"])} if "with" in entry else dict(entry)


def play(run: BenchRun) -> BenchPlay:
    """The run as its journal left it. Raises BenchRefused."""
    playable = make_playable(run)
    try:
        return replay(playable, read_setting(run), read_journal(run))
    except WorkflowError as refused:
        raise BenchRefused(str(refused)) from refused


@transaction.atomic
def add(run_id: int, entry: Entry, *, rev: int, by: User, now: datetime) -> tuple[BenchRun, BenchPlay]:
    """One step more. Raises BenchRefused when it cannot be done, is one too many, or the page was an older state."""
    run = lock(run_id, rev=rev, by=by)
    played = play(run)
    enter(played, entry)
    run.playing = None
    keep_journal(run, [*read_journal(run), entry], now=now)
    return run, played


def enter(played: BenchPlay, entry: Entry) -> None:
    try:
        played.enter(entry)
    except WorkflowError as refused:
        raise BenchRefused(str(refused)) from refused


def lock(run_id: int, *, rev: int, by: User) -> BenchRun:
    run = BenchRun.objects.select_for_update(of=("self",)).select_related("version").get(pk=run_id, by=by)
    if run.rev != rev:
        raise BenchRefused(_("This run has gone on meanwhile, in another window. Here is where it is now."))
    return run


def keep_journal(run: BenchRun, journal: Sequence[Entry], *, now: datetime) -> None:
    if len(journal) > MOST_ENTRIES:
        told = _("A run has at most %(most)d steps. Begin another one.")
        raise BenchRefused(told % {"most": MOST_ENTRIES})
    run.journal, run.rev, run.used_at = [write_entry(one) for one in journal], run.rev + 1, now
    refuse_large(run)
    run.save(update_fields=["journal", "rev", "used_at", "playing"])


def refuse_large(run: BenchRun) -> None:
    if len(str(run.data)) + len(str(run.operations)) + len(str(run.journal)) > MOST_BYTES:
        raise BenchRefused(_("The run has become larger than 2 MB."))


@transaction.atomic
def step_back(run_id: int, *, rev: int, by: User, now: datetime) -> BenchRun:
    """Take the last step back. Raises BenchRefused at the beginning."""
    run = lock(run_id, rev=rev, by=by)
    if not run.journal:
        raise BenchRefused(_("The run is at its beginning."))
    run.playing = None
    keep_journal(run, read_journal(run)[:-1], now=now)
    return run


@transaction.atomic
def renew(run_id: int, *, rev: int, by: User, now: datetime) -> BenchRun:
    """Play the same journal on the draft as it is now, as far as it goes. Raises BenchRefused."""
    run = lock(run_id, rev=rev, by=by)
    if run.draft is None:
        raise BenchRefused(_("A published version does not change."))
    take_source(run, Source(run.process, draft=run.draft))
    journal = list(read_journal(run))
    played = replay_far(run, journal)
    run.playing = None
    run.save(update_fields=["files", "manifest", "sha256", "draft_rev"])
    keep_journal(run, played, now=now)
    return run


def replay_far(run: BenchRun, journal: Sequence[Entry]) -> list[Entry]:
    """The steps that can still be done, up to the first that cannot."""
    run.journal = []
    played, done = play(run), list[Entry]()
    for entry in journal:
        try:
            played.enter(entry)
        except WorkflowError:
            break
        done.append(entry)
    return done


def remove(run_id: int, *, by: User) -> None:
    BenchRun.objects.filter(pk=run_id, by=by).delete()
