"""Values of a real case as values of nobody: what the process itself says stays, everything else becomes an example.

A text is kept only when the process's own files write it, as a literal of a drawing or decision or as an answer a form
offers: then it is a word of the process and no word about a person. Any other text, and any number as long as an
identifier, gives way to an example; the same value always to the same one, so that what was equal stays equal.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflows.feel.values import normalise

LANGUAGES = frozenset({"fr", "nl", "de", "en"})
#: `2026Q1`, `P30D`: periods, which name nobody.
PERIOD = re.compile(r"\d{4}(Q[1-4]|-\d{2}(-\d{2})?)?|P[0-9YMWDTHS]{1,12}")
QUOTED = re.compile(r'"([^"\n]{1,80})"')
#: As an attribute between double quotes has them.
ESCAPED = re.compile(r"&quot;([^&\"\n]{1,80})&quot;")
VALUE = re.compile(r"value:\s*[\"']?([\w.-]{1,80})")
KEY = re.compile(r"[a-z][a-z0-9_]{0,60}")
#: National, enterprise and account numbers have ten digits or more.
LONGEST_NUMBER = Decimal(10) ** 9


def read_words(files: Mapping[str, str]) -> frozenset[str]:
    """What the process's files write as values: literals of FEEL, and answers of forms."""
    found = set(LANGUAGES)
    for path, text in files.items():
        if path.startswith(("letters/", "scenarios/")) or path.endswith(".cases.yaml"):
            continue  # sentences to people, and invented people
        is_model = path.endswith((".bpmn", ".dmn"))
        found.update([*QUOTED.findall(text), *ESCAPED.findall(text)] if is_model else VALUE.findall(text))
    return frozenset(found)


class Pseudonyms:
    """The examples of one case; `words` are kept. `sensitive` names variables of which no value is kept."""

    def __init__(self, words: frozenset[str], sensitive: frozenset[str] = frozenset()) -> None:
        self.words, self.sensitive = words, sensitive
        self.known: dict[str, str] = {}

    def hide_all(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Variables, or the fields of an answer, by name."""
        return {self.hide_key(name): self.hide(value, name) for name, value in data.items()}

    def hide(self, value: Any, name: str = "") -> Any:
        value = normalise(value)
        if isinstance(value, Mapping):
            return {self.hide_key(str(key)): self.hide(one, name) for key, one in value.items()}
        if isinstance(value, list):
            return [self.hide(one, name) for one in value]
        if isinstance(value, str):
            return self.hide_text(value, name)
        if isinstance(value, Decimal):
            return value if abs(value) < LONGEST_NUMBER else Decimal(1)
        if isinstance(value, date) and not isinstance(value, datetime) and name in self.sensitive:
            return date(value.year, 1, 1)  # a day of birth, of which the year may decide
        return value

    def hide_key(self, key: str) -> str:
        return key if KEY.fullmatch(key) and key not in self.known else self.name_example(key)

    def hide_text(self, text: str, name: str) -> str:
        if not text or (name not in self.sensitive and (text in self.words or PERIOD.fullmatch(text))):
            return text
        return self.name_example(text)

    def name_example(self, text: str) -> str:
        """The same text is always the same example."""
        if text not in self.known:
            number = len(self.known) + 1
            is_mail = "@" in text and " " not in text
            self.known[text] = f"person{number}@example.org" if is_mail else f"Example {number}"
        return self.known[text]
