"""A process that is called brings its letters along; where its caller has one of the same name, that one is sent."""

from pathlib import Path

import pytest

from app.correspondence.letters import find_source, read_title
from workflows.models.definition import DefinitionVersion
from workflows.process_folders import Library

CALLERS = ["bankruptcy", "bridging_payment", "maternity_vouchers", "paternity_allowance"]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("letter", ["decision_delayed", "payment_delayed"])
def test_whoever_calls_the_delay_can_send_its_letters(caller: str, letter: str) -> None:
    folder = Library().read(caller)
    version = DefinitionVersion(
        definition_id=caller, files=dict(folder.files), manifest=dict(folder.manifest)
    )
    own = Path(f"processes/benefit_delay/letters/{letter}.de.typ").read_text(encoding="utf-8")
    assert find_source(version, letter, "de") == own
    assert read_title(version.manifest, letter, "de") != letter


def test_the_letter_of_the_caller_wins() -> None:
    files = {"letters/refusal.fr.typ": "caller", "called/refusal/letters/refusal.fr.typ": "called"}
    version = DefinitionVersion(files=files, manifest={})
    assert find_source(version, "refusal", "fr") == "caller"


def test_a_letter_that_neither_has_is_none() -> None:
    version = DefinitionVersion(files={"called/a/letters/other.fr.typ": "x"}, manifest={})
    assert find_source(version, "refusal", "fr") is None
