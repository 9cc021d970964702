"""A small published process and the people who work it, for tests of the screens."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import Group

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.cases.opening import open_case
from forms.definition import DEFINITIONS, read_shipped_blocks
from tests.workflows.bpmn_models import boundary, draw, timer, user
from workflows.models import DefinitionVersion, HumanTask, ProcessDefinition

PASSWORD = "lookout"
TITLES = {"fr": "Question", "nl": "Vraag", "de": "Frage", "en": "Question"}
NODES = {
    "start": {
        "fr": "Question reçue",
        "nl": "Vraag ontvangen",
        "de": "Frage erhalten",
        "en": "Question received",
    },
    "answer": {
        "fr": "Répondre à la question",
        "nl": "De vraag beantwoorden",
        "de": "Die Frage beantworten",
        "en": "Answer the question",
    },
    "overdue": {
        "fr": "Dix jours passés",
        "nl": "Tien dagen voorbij",
        "de": "Zehn Tage vorbei",
        "en": "Ten days passed",
    },
    "remind_lead": {
        "fr": "Relancer le collègue",
        "nl": "De collega herinneren",
        "de": "Den Kollegen erinnern",
        "en": "Remind the colleague",
    },
    "check": {
        "fr": "Relire la réponse",
        "nl": "Het antwoord nalezen",
        "de": "Die Antwort prüfen",
        "en": "Check the answer",
    },
    "end": {
        "fr": "Réponse envoyée",
        "nl": "Antwoord verstuurd",
        "de": "Antwort verschickt",
        "en": "Answer sent",
    },
}
QUESTION: dict[str, Any] = {
    "subject": "Régularisation 2023",
    "question": "Pourquoi dois-je payer un supplément ?",
    "party_name": "Joke Vermeulen",
    "party_email": "joke@example.org",
    "language": "nl",
}


def make_user(username: str, *roles: str, name: str = "", language: str = "en") -> User:
    """A user with these roles, who reads English unless said."""
    first, _, last = (name or username.capitalize()).partition(" ")
    made = User.objects.create_user(
        username, password=PASSWORD, first_name=first, last_name=last, language=language
    )
    for role in roles:
        made.groups.add(Group.objects.get_or_create(name=role)[0])
    return made


def deploy_question(key: str = "question", **changes: Any) -> DefinitionVersion:
    """start → answer (caseworker) → check (team lead) → end; ten days after the start the lead is reminded."""
    bpmn = draw(
        key,
        user(
            "answer", form="question/answer", lane="caseworker", due='date and time("2026-05-20T16:00:00Z")'
        ),
        boundary("overdue", "answer", timer("P10D"), interrupting=False),
        user("remind_lead", form=None, lane="team_lead"),
        user("check", form=None, lane="team_lead"),
        flows=["start > answer > check > end", "overdue > remind_lead > end"],
    )
    manifest = {
        "process": key,
        "titles": TITLES,
        "nodes": NODES,
        "start_form": "question/register",
        "roles": {"caseworker": "caseworker", "team_lead": "team_lead"},
        **changes,
    }
    files = {"process.bpmn": bpmn.decode()}
    for form in ("answer", "register"):
        files[f"forms/question/{form}.yaml"] = (DEFINITIONS / f"question/{form}.yaml").read_text(
            encoding="utf-8"
        )
    files |= {f"forms/blocks/{name}.yaml": text for name, text in read_shipped_blocks().items()}
    return publish(key, files, manifest)


def publish(key: str, files: dict[str, str], manifest: dict[str, Any]) -> DefinitionVersion:
    definition, _ = ProcessDefinition.objects.get_or_create(key=key, defaults={"titles": manifest["titles"]})
    version = DefinitionVersion.objects.create(
        definition=definition,
        number=definition.versions.count() + 1,
        sha256=sha256(repr((key, sorted(files.items()), manifest)).encode()).hexdigest(),
        files=files,
        manifest=manifest,
        state="published",
        published_at=datetime(2026, 1, 5, tzinfo=UTC),
    )
    definition.current = version
    definition.save(update_fields=["current"])
    return version


def open_question(by: User, **data: Any) -> Case:
    """A case of the question process, opened by this person."""
    return open_case("question", {**QUESTION, **data}, by=as_actor(by))


def task_of(case: Case, node_id: str = "answer") -> HumanTask:
    """The open task of a case at a node."""
    return HumanTask.objects.get(case_ref=case.reference, node_id=node_id, closed_at=None)
