import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def run(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("deadline", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_tells_counted_and_skipped_days():
    found = run("--from", "2026-05-13", "--add", "2 working days")
    assert found["date"] == "2026-05-18"
    assert found["counted"] == ["2026-05-15", "2026-05-18"]
    assert {"date": "2026-05-14", "reason": "Ascension Day"} in found["skipped"]


def test_the_command_knows_rules_and_pauses():
    found = run(
        "--from", "2025-01-31", "--add", "4 months", "--rule", "fund", "--paused", "2025-03-01/2025-03-15"
    )
    assert (found["date"], found["internal_target"]) == ("2025-06-15", "2025-06-13")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "2026-02-30", "--add", "1 day"], "--from must be a date"),
        (["--from", "2026-05-13", "--add", "soon"], "a number and a unit"),
        (["--from", "2026-05-13", "--add", "1 day", "--calendar", "atlantis"], "atlantis"),
        (["--from", "9999-12-31", "--add", "1 day"], "out of range"),
    ],
)
def test_the_command_says_what_it_cannot_read(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)
