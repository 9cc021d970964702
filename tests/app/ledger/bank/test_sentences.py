"""What the bank's code refuses or warns about is told in the reader's language, whatever figures stand in it."""

import ast
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from app.ledger.bank import sentences
from app.ledger.bank.return_reasons import REASONS, tell_reason
from app.ledger.bank_models import BankFile
from app.settings.environment import BASE_DIR
from tests.factories.cases import make_user

REFUSALS = {
    "StatementRefused", "ForeignAccount", "FormatUnknown", "BatchRefused", "MandateRefused", "SplitRefused",
    "AlreadyDecided", "PaymentFileRefused",
}  # fmt: skip


#: What stands in a sentence and is neither a number nor a name.
EXAMPLES = {"LENGTH": "128", "EURO": "EUR", "name": "credit", "before": "at the start"}


def list_raised() -> Iterator[str]:
    """Each sentence of the bank's code, with an example in place of its figures."""
    for path in sorted((BASE_DIR / "app/ledger/bank").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS and node.args:
                yield from write_out(node.args[0])


def write_out(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(map(write_part, node.values))


def write_part(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return EXAMPLES.get(getattr(getattr(node, "value", None), "id", ""), "7")


@pytest.mark.parametrize("text", sorted(set(list_raised())))
def test_every_refusal_of_the_bank_is_told_in_french(text: str) -> None:
    with translation.override("fr"):
        assert sentences.tell(text) != text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "jour.cod, line 9: the trailer says 6 records, there are 5",
            "jour.cod, ligne 9 : la fin de l’extrait annonce 6 enregistrements, il y en a 5",
        ),
        (
            "a record '2' cannot stand after a record 0",
            "un enregistrement '2' ne peut pas suivre un enregistrement 0",
        ),
        (
            "line 4: this record cannot be read (it contradicts the records before it: a sum, a number of records or "
            "a repeated field)",
            "ligne 4 : cet enregistrement est illisible (il contredit les enregistrements précédents : une somme, un "
            "nombre d’enregistrements ou un champ répété)",
        ),
        ("statement 2 is missing: after 1 comes 3", "il manque l’extrait 2 : après 1 vient 3"),
        ("a sentence nobody knows: 12.00", "a sentence nobody knows: 12.00"),
    ],
)
def test_it_is_told_in_french(text: str, told: str) -> None:
    with translation.override("fr"):
        assert sentences.tell(text) == told


def test_amounts_in_it_are_written_as_the_language_writes_them() -> None:
    text = "the statement before (1) ended at 1234.50, this one begins at -7.00"
    with translation.override("de"):
        assert sentences.tell(text) == "der vorige Auszug (1) endete bei 1.234,50, dieser beginnt bei -7,00"


def test_a_reason_of_the_bank_is_told_with_its_code() -> None:
    with translation.override("fr"):
        assert [tell_reason(one) for one in ("AM04", "?", "XX99")] == [
            "provision insuffisante (AM04)",
            "la banque ne donne pas de motif",
            "XX99",
        ]
        assert all(str(one) for one in REASONS.values())


@pytest.mark.django_db
def test_a_refused_file_says_why_in_the_language_of_the_page(client: Client) -> None:
    fay = make_user("fay", "finance_officer")
    fay.language = "fr"
    fay.save()
    client.force_login(fay)
    BankFile.objects.create(
        sha256="0" * 64, name="x.cod", format="", size=1, movements=0, state="refused", imported_by="user:1",
        received_at="2026-03-04T10:00Z", reason="x.cod, line 1: the file is empty",
    )  # fmt: skip
    assert "ligne 1 : le fichier est vide" in client.get("/bank/files/").content.decode().replace(
        "\u202f", " "
    ).replace("\xa0", " ")
