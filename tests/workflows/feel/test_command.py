"""`manage.py feel`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("feel", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue().strip()


def test_the_value_is_printed_as_feel() -> None:
    assert run("amount * 2", "--context", '{"amount": 1.25}') == "2.50"


def test_typed_variables_are_read() -> None:
    assert run("due.month", "--context", '{"due": {"$date": "2026-05-12"}}') == "5"


def test_json_holds_value_and_warnings() -> None:
    assert json.loads(run("[1, 1/0]", "--json")) == {
        "value": [{"$decimal": "1"}, None],
        "warnings": ["division by zero"],
    }


def test_a_syntax_error_shows_a_caret(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Line 1, column 5"):
        run("1 + ")
    assert capsys.readouterr().err == "1 + \n    ^\n"


def test_a_context_that_is_no_object_is_refused() -> None:
    with pytest.raises(CommandError, match="JSON object"):
        run("1", "--context", "[]")
