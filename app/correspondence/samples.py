"""Sample data of a folder's letters, for looking at them and for the tests: `letters/sample.yaml`, or one word each.

content: {lines: [{label: Trimestre 1, amount: "1025.00"}]}
payment: {reference: "090933755493", amount: "1025.00", due_on: 2026-03-31}
"""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from app.correspondence.letter_data import FRAME, build_data

SAMPLE = "sample.yaml"
WORD = "un mot"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RECIPIENT = {"name": "Anne Lefèvre", "address": "Rue Haute 1\n1000 Bruxelles", "email": "anne@example.org"}
PAYMENT = {"reference": "090933755493", "amount": "1025.00", "due_on": date(2026, 3, 31)}
TRACE = [{"kind": "result", "text": "Cotisation", "result": "1.025,00 €", "sources": ["AR 38 art. 12"]}]
_NAMED = re.compile(r"\bdata\.(\w+)")


def build_sample(folder: Path, source: str, language: str) -> dict[str, Any]:
    """Data for a letter's text: the folder's sample, and a word for what it does not name."""
    path = folder / "letters" / SAMPLE
    return fill_sample(path.read_text(encoding="utf-8") if path.exists() else "", source, language)


def fill_sample(text: str, source: str, language: str) -> dict[str, Any]:
    """The same from the text of a sample. Raises yaml.YAMLError, and TypeError for a text that is no sample."""
    sample = yaml.safe_load(text) or {}
    if not isinstance(sample, dict) or not isinstance(sample.get("content", {}), dict):
        raise TypeError(f"{SAMPLE} is a mapping with content and payment")
    named = {name: WORD for name in _NAMED.findall(source) if name not in FRAME}
    content = {**named, **({"trace": TRACE} if "trace" in named else {}), **sample.get("content", {})}
    return build_data(
        reference="Q-2026-000001",
        now=NOW,
        language=language,
        recipient=RECIPIENT,
        content=content,
        payment=sample.get("payment", PAYMENT),
    )
