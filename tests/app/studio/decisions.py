"""What the tests of the decision editor share: the question process as a draft, and its editor's address."""

from datetime import datetime
from pathlib import Path

from app.accounts.models import User
from app.studio import drafts
from app.studio.models import Draft
from workflows import catalogue, clock
from workflows.actors import system
from workflows.clock import BRUSSELS

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=BRUSSELS)
PATH = "decisions/classify_question.dmn"
CASES = "decisions/classify_question.cases.yaml"
FILE = Path("processes/question") / PATH
TEXT = FILE.read_text(encoding="utf-8")
ALL = sorted(Path("processes").glob("**/decisions/*.dmn"))


def open_question(owner: User) -> Draft:
    clock.begin(NOW)
    catalogue.deploy(["question"], by=system("tests"), now=NOW)
    return drafts.open_draft("question", by=owner, now=NOW)


def address(draft: Draft) -> str:
    return f"/studio/drafts/{draft.pk}/decision/classify_question/"
