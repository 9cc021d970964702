"""Opening a case: the only door of the domain to the start of a process."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from app.accounts.hiding import as_asked
from app.cases.errors import ProcessNotDeployed
from app.cases.models import Case
from app.cases.references import choose_prefix, take_reference
from app.cases.searching import build_search_text
from app.cases.subjects import describe_subject, tell_all, tell_subject
from app.people.models import Party
from app.people.queries import find_party
from workflows import api, clock
from workflows.actors import Actor
from workflows.models import DefinitionVersion, ProcessDefinition

# What a start form calls the facts a case shows in lists; the first one given is taken.
PARTY_KEYS = ("party_name", "person_name", "full_name", "name", "company_name")
CONTACT_KEYS = ("party_contact", "party_email", "party_phone", "party_address", "contact", "email", "phone")
LONGEST = 200


@transaction.atomic
def open_case(
    process: str,
    data: Mapping[str, Any],
    *,
    by: Actor,
    language: str = "",
    key: UUID | None = None,
    party: Party | None = None,
) -> Case:
    """Create a case with its reference and start the current version of `process` with `data`.

    `key` is the form's own: the same person sending it again gets the case it has opened.
    Whose case it is: `party`, else that of `data["party_ref"]`; a process that declares party_ref is told.
    What it is about is read from `data` as process.yaml says (`subject`); name, contact and language under their
    usual names, else from the party. Raises
    ProcessNotDeployed, PartyUnknown, and whatever workflows.api.start refuses; then nothing remains of the case.
    """
    opened = find_opened(key, by)
    if opened is not None:
        return opened
    version = find_current_version(process)
    now = clock.now()
    reference = take_reference(choose_prefix(process, version.manifest), clock.today().year)
    party = party or find_named(data)
    parts = describe_subject(version.manifest, version.files, data)
    chosen = choose_language(data, party.language if party else language)
    name = pick(data, PARTY_KEYS) or (party.name if party else "")
    case = Case.objects.create(
        reference=reference,
        process=process,
        subject=tell_subject(parts, chosen),
        subject_parts=parts,
        party=party,
        party_name=name,
        party_contact=pick(data, CONTACT_KEYS),
        language=chosen,
        search_text=build_search_text(reference, *tell_all(parts), name, party.reference if party else ""),
        opened_at=now,
        opened_by=str(by),
        opening_key=key,
    )
    declared = version.manifest.get("variables", {})
    facts = {"case_ref": reference, **({"party_ref": party.reference} if party else {})}
    own = {fact: value for fact, value in facts.items() if fact in declared}
    api.start(process, {**data, **own}, by=by, business_key=reference, case_ref=reference)
    case.refresh_from_db()
    return case


def find_named(data: Mapping[str, Any]) -> Party | None:
    """The party a form has chosen by its reference. Raises PartyUnknown."""
    reference = data.get("party_ref")
    if not isinstance(reference, str) or not reference.strip():
        return None
    with as_asked():
        return find_party(reference)


def find_opened(key: UUID | None, by: Actor) -> Case | None:
    """The case this form has opened already; a second request at the same time waits here for the first."""
    if key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"case:{by}:{key}"])
    return Case.objects.filter(opened_by=str(by), opening_key=key).first()


def find_current_version(process: str) -> DefinitionVersion:
    """The published version new cases use. Raises ProcessNotDeployed."""
    version = DefinitionVersion.objects.filter(definition=process, definition__current=F("id")).first()
    if version is None:
        raise ProcessNotDeployed(f"The process {process} is not deployed.")
    return version


def list_published(processes: Collection[str]) -> set[str]:
    """Those of the processes that have a published version."""
    rows = ProcessDefinition.objects.filter(pk__in=processes, current__isnull=False)
    return set(rows.values_list("pk", flat=True))


def pick(data: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The first of `keys` that `data` answers with text, on one line."""
    for key in keys:
        value = data.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[:LONGEST]
    return ""


def choose_language(data: Mapping[str, Any], language: str) -> str:
    known = dict(settings.LANGUAGES)
    for wish in (data.get("language"), language):
        if isinstance(wish, str) and wish in known:
            return wish
    return settings.LANGUAGE_CODE
