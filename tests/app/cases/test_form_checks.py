"""A form that could not be shown is refused when its process is published."""

from pathlib import Path

import pytest
from django.conf import settings

from app.cases.form_checks import check_forms

GOOD = (Path(settings.FORMS_DIR) / "definitions/question/answer.yaml").read_text(encoding="utf-8")
SMALL = """
form: sample/ask
titles: {{fr: Q, nl: Q, de: Q, en: Q}}
sections:
  - fields:
      - name: a
        type: {type}
        label: {{fr: A, nl: A, de: A, en: A}}
{more}
"""


def find(text: str) -> list[str]:
    return [message for _file, message in check_forms({"forms/sample/ask.yaml": text})]


def test_a_good_form_passes() -> None:
    assert find(SMALL.format(type="text", more="")) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a form is a mapping"),
        ("- a", "a form is a mapping"),
        ("form: sample/ask", "titles"),
        (GOOD, "form must be 'sample/ask'"),
        (SMALL.format(type="nonesuch", more=""), "nonesuch"),
        (SMALL.format(type="date", more="        min: never"), "a: cannot be shown"),
        (SMALL.format(type="text", more="        show_if: 'a ='"), "show_if"),
    ],
    ids=["empty", "list", "titles", "name", "type", "bound", "expression"],
)
def test_a_form_that_cannot_be_shown_is_named(text: str, sentence: str) -> None:
    assert sentence in " ".join(find(text))
