"""A draft made to harm: nothing of it runs, checking it takes bounded work, and it reaches nobody."""

from pathlib import Path
from time import process_time

from app.accounts.models import User
from app.studio.checking import check_draft
from tests.app.studio.test_starting import start
from tests.workflows.engine.drawing import draw, ended, flows, started, user
from tests.workflows.engine.play import Case
from tests.workflows.engine.test_loops import multi
from workflows import operations
from workflows.manifest import NAME
from workflows.process_folders import MODEL

MOST_SECONDS = 2.0


def write_hostile(owner: User, canary: Path) -> tuple[str, dict[str, str]]:
    """The smallest process with Python in each text it has."""
    draft, code = start(owner), f"__import__('pathlib').Path('{canary}').touch()"
    drawing = draft.files[MODEL].replace('name="Begun"', f'name="{code}"')
    drawing = drawing.replace(
        "<bpmn:outgoing>begun_to_done</bpmn:outgoing>",
        f"<bpmn:documentation>{code}</bpmn:documentation><bpmn:outgoing>begun_to_done</bpmn:outgoing>",
    )
    settings = draft.files[NAME].replace('en: "Begun"', f'en: "{code}"')
    form = (
        f'form: visit/ask\ntitles: {{fr: "{code}", nl: "{code}", de: "{code}", en: "{code}"}}\nsections:\n'
        f'  - fields:\n      - {{name: x, type: text, prefill: "{code}", '
        f'label: {{fr: "{code}", nl: a, de: a, en: a}}}}\n'
    )
    return draft.process, {**draft.files, MODEL: drawing, NAME: settings, "forms/visit/ask.yaml": form}


def test_code_written_anywhere_in_a_draft_is_text_and_never_runs(owner: User, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    process, files = write_hostile(owner, canary)
    check = check_draft(process, files, scenarios=True)
    assert not canary.exists()
    assert any(
        "ask" in str(one.file) for one in check.problems
    )  # the default is no FEEL, and is told as that


def test_a_hostile_draft_is_checked_in_two_seconds_of_work(owner: User, tmp_path: Path) -> None:
    process, files = write_hostile(owner, tmp_path / "canary")
    many = "".join(f'<bpmn:userTask id="n{number}" name="{"x" * 200}"/>' for number in range(3000))
    files[MODEL] = files[MODEL].replace("</bpmn:process>", f"{many}</bpmn:process>")
    check_draft(process, files)  # what is read once for all drafts
    begun = process_time()
    check = check_draft(process, files)
    assert process_time() - begun < MOST_SECONDS
    assert check.count_blocking > 0


def test_a_task_done_a_million_times_ends_as_a_fault_in_bounded_time() -> None:
    many = multi(collection="for i in 1..1000000 return i")
    drawn = draw(started(), user("x", many), ended(), flows("started > x > ended"))
    begun = process_time()
    case = Case(drawn)
    assert process_time() - begun < 3 * MOST_SECONDS
    assert case.faults


def test_no_operation_takes_an_address_to_call() -> None:
    """Partners are reached by their names in a file of the site; a process cannot say where."""
    operations.discover()
    asked = {given.name for one in operations.all_operations() for given in one.parameters}
    assert asked & {"url", "uri", "host", "address_to_call", "endpoint", "callback", "webhook"} == set()
