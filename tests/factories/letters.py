"""Letters of a small published version, for tests of the correspondence."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.correspondence.letters import Order, write_letter
from app.correspondence.models import Letter
from app.people.models import Party
from app.people.parties import register_person
from workflows import actors
from workflows.models import DefinitionVersion, ProcessDefinition

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RECIPIENT = {"name": "Anne Lefèvre", "address": "Rue Haute 1\n1000 Bruxelles", "email": "anne@example.org"}
HEAD = '#import "layout.typ": *\n'
PLAIN = HEAD + '#letter("fr", "Essai")[Bonjour, #data.recipient.name.]'
EDITABLE = HEAD + '#letter("fr", "Essai")[#editable("intro")[Voici _votre_ dû.] La loi le dit.]'
MENTIONED = "\n".join(
    f'#mention("{name}")[Un mot.]'
    for name in ("facts", "legal_provisions", "calculation", "effective_date_and_amount")
)
REFUSAL = HEAD + f'#letter("fr", "Refus", decision: "refusal")[{MENTIONED}\n#mentions()]'
INCOMPLETE = HEAD + '#letter("fr", "Refus", decision: "refusal")[#mention("facts")[Un fait.] #mentions()]'


def make_version(process: str = "letters_only", /, **texts: str) -> DefinitionVersion:
    """A version whose French letters have these texts."""
    definition, _ = ProcessDefinition.objects.get_or_create(key=process)
    files = {f"letters/{name}.fr.typ": text for name, text in texts.items()}
    number = definition.versions.count() + 1
    titles = {name: {"titles": {"fr": f"Titre de {name}"}} for name in texts}
    return DefinitionVersion.objects.create(
        definition=definition,
        number=number,
        sha256=sha256(f"{process}{number}".encode()).hexdigest(),
        files=files,
        manifest={"letters": titles},
    )


def make_letter(text: str = PLAIN, key: str = "letter-1", **changes: Any) -> Letter:
    """A letter made of a text on 2 March 2026 for Anne Lefèvre in Brussels, by post unless said."""
    values: dict[str, Any] = {
        "key": key,
        "reference": "Q-2026-000001",
        "name": "essay",
        "language": "fr",
        "now": NOW,
        "recipient": RECIPIENT,
        **changes,
    }
    return write_letter(Order(**values), make_version(essay=text))


def make_party(name: str = "Anne Lefèvre") -> Party:
    first, _, last = name.partition(" ")
    return register_person(first_name=first, last_name=last, language="fr", by=actors.system("test"))
