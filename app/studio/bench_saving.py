"""A run written into its draft as a scenario: below those of a file, which keep their words and their comments."""

from collections.abc import Mapping
from datetime import datetime
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from app.accounts.models import User
from app.studio import bench_runs, drafts
from app.studio.bench_models import BenchRun
from app.studio.bench_runs import BenchRefused
from app.studio.errors import FileRefused
from app.studio.ladder_editing import open_yaml
from app.studio.models import Draft
from workflows.testing.reports import ScenarioResult, run_scenario
from workflows.testing.scenarios import Scenario, read_scenarios_text
from workflows.testing.writing import describe_scenario
from workflows.yaml_source import SourceRefused

#: Lists and mappings of this depth stand on one line each.
FLOW_DEPTH = 3


def save_scenario(
    run: BenchRun, name: str, file: str, *, rev: int, by: User, now: datetime
) -> ScenarioResult:
    """Write the run into `scenarios/<file>.yaml` of its draft, and play what was written.

    Raises BenchRefused for a run whose operations wait, DraftChanged, DraftClosed, FileRefused.
    """
    draft = run.draft
    if draft is None:
        raise BenchRefused(_("A published version does not change: open a draft and play there."))
    play = bench_runs.play(run)
    if play.outcome.jobs:
        raise BenchRefused(_("An operation waits for its answer: say first what it answers."))
    told = describe_scenario(name, bench_runs.read_setting(run), bench_runs.read_journal(run), play)
    path = f"scenarios/{file}.yaml"
    text = append(draft.files.get(path, ""), told)
    scenario = find_written(text, path, name)
    drafts.save_file(draft.pk, path, text, rev=rev, by=by, now=now)
    return run_scenario(bench_runs.make_playable(run), scenario)


def append(text: str, told: Mapping[str, Any]) -> str:
    """The file with one scenario more. Raises FileRefused for a file that holds no list of scenarios."""
    yaml = open_yaml()
    yaml.indent(mapping=2, sequence=2, offset=0)
    try:
        known = yaml.load(text) if text.strip() else CommentedSeq()
    except YAMLError as error:
        raise FileRefused(_("The file cannot be read as scenarios.")) from error
    if not isinstance(known, list):
        raise FileRefused(_("The file cannot be read as scenarios."))
    out = StringIO()
    yaml.dump(CommentedSeq([lay_out(dict(told))]), out)
    return f"{text.rstrip()}\n\n{out.getvalue()}" if text.strip() else out.getvalue()


def lay_out(value: Any, depth: int = 0) -> Any:
    """Blocks outside, one line each inside, as people write scenarios."""
    if isinstance(value, Mapping):
        found = CommentedMap({name: lay_out(one, depth + 1) for name, one in value.items()})
        if depth >= FLOW_DEPTH or (
            found and depth and not any(isinstance(one, list | dict) for one in value.values()) and depth > 1
        ):
            found.fa.set_flow_style()
        return found
    if isinstance(value, list):
        items = CommentedSeq([lay_out(one, depth + 1) for one in value])
        if not any(isinstance(one, list | dict) for one in value):
            items.fa.set_flow_style()
        return items
    return value


def find_written(text: str, path: str, name: str) -> Scenario:
    """The scenario as the file now has it. Raises FileRefused for a name the file has already."""
    try:
        return next(one for one in reversed(read_scenarios_text(text, file=path)) if one.name == name)
    except SourceRefused as refused:
        raise FileRefused(str(refused)) from refused


def suggest_file(draft: Draft) -> str:
    """Of the draft's scenario files the first; `bench` where it has none."""
    known = sorted(path for path in draft.files if path.startswith("scenarios/"))
    return known[0].removeprefix("scenarios/").removesuffix(".yaml") if known else "bench"
