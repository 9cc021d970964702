"""Cases of the trial fund, opened through the same door as any other."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from app.cases.models import Case
from app.cases.opening import open_case
from workflows import api, clock

FILE = Path(__file__).parent / "demo_questions.yaml"


def open_demo_cases() -> int:
    """Open the trial fund's questions once; the number opened."""
    if Case.objects.exists():
        return 0
    today = clock.today()
    entries: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for entry in entries:
        open_case("question", build_data(entry, today), by=api.system("trial"))
    return len(entries)


def build_data(entry: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The start form's answers, with the day of receipt counted back from `today`."""
    data = {name: value for name, value in entry.items() if name != "days_ago"}
    data["party_phone"] = str(data.get("party_phone") or "")
    return {**data, "received_on": today - timedelta(days=entry["days_ago"])}
