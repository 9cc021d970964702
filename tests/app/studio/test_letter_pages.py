"""The letter editor: typeset as it would leave, told at its line, held to the mentions by law, reaching nothing."""

import re

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio import letter_checks
from app.studio.checking import check_draft
from app.studio.letter_texts import list_differences, list_given, read_used
from app.studio.models import Draft
from tests.app.studio.conftest import NOW
from tests.factories.cases import make_user
from workflows import clock
from workflows.shelves import open_shelf

HEAD = '#import "layout.typ": *\n#letter("fr", "Essai")[\n'
REFUSAL = "letters/refusal.fr.typ"


@pytest.fixture
def question(owner: User) -> Draft:
    clock.begin(NOW)
    shelf = open_shelf()
    files = {**shelf.read_own("question"), **shelf.read_trials("question")}
    own = {path: text for path, text in files.items() if not path.startswith("forms/blocks/")}
    return Draft.objects.create(process="question", files=own, opened_by=owner, opened_at=NOW)


@pytest.fixture
def page(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def address(draft: Draft, more: str = "", name: str = "refusal") -> str:
    return f"/studio/drafts/{draft.pk}/letter/{name}/{more}"


def write(page: Client, draft: Draft, text: str, **told: str) -> str:
    """What the page says beside the text after it was typed."""
    data = {"rev": str(draft.rev), "language": "fr", "text": text, **told}
    return page.post(address(draft), data, headers={"HX-Request": "true"}).content.decode()


def test_the_pdf_stands_beside_the_text(page: Client, question: Draft) -> None:
    shown = page.get(address(question)).content.decode()
    source = re.search(r'iframe class="paper" src="([^"]+)"', shown)
    assert source
    pdf = page.get(source.group(1).replace("&amp;", "&"))
    assert pdf.content.startswith(b"%PDF-")
    assert "frame-ancestors 'self'" in pdf["Content-Security-Policy"]


def test_an_error_is_told_at_its_line_in_words(page: Client, question: Draft) -> None:
    said = write(page, question, HEAD + "Bonjour\n#nonsense\n]")
    assert "Line 4: There is nothing called “nonsense”" in said
    assert "iframe" not in said


def test_a_mention_that_is_removed_is_marked_and_keeps_the_draft_from_publication(
    page: Client, question: Draft
) -> None:
    without = re.sub(r'#mention\("legal_provisions".*', "", question.files[REFUSAL])
    said = write(page, question, without)
    assert re.search(r"the legal provisions <code>legal_provisions</code> – <strong>missing", said)
    question.refresh_from_db()
    check = check_draft("question", question.files, scenarios=True)
    assert [one.key for one in check.problems] == ["legal_provisions"]
    assert not check.may_publish


def test_all_mentions_of_the_shipped_refusal_are_there(question: Draft) -> None:
    made = letter_checks.make("question", question.files, "refusal", "fr")
    assert (len(made.wanted), made.missing) == (10, frozenset())


def test_a_scenario_fills_the_letter(page: Client, question: Draft) -> None:
    case = "A written question of general information is acknowledged and answered within the 45 days of the Charter"
    told = {"language": "fr", "case": case}
    assert page.get(address(question, "pdf/", "acknowledgement"), told).content.startswith(b"%PDF-")
    none = page.get(address(question, "pdf/"), told)
    assert (none.status_code, "does not send this letter" in none.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "attack",
    [
        '#read("/etc/passwd")',
        '#image("/etc/passwd")',
        '#read("../compiling.py")',
        '#include "/../../settings/base.py"',
        '#import "@preview/cetz:0.3.0": canvas',
        '#let where = "@pre" + "view/cetz:0.3.0"\n#import where: canvas',
        "#while true {}",
        "#let turn(x) = turn(x)\n#turn(1)",
        "#{ let x = 0\n while x < 1 { x = x * 1 } }",
        "#for x in range(100000000) [x]",
        "#for x in range(30000) [x #pagebreak()]",
        '#("a" * 900000000)',
        '#sys.inputs.at("HOME")',
    ],
)
def test_a_letter_reaches_nothing_and_ends(page: Client, question: Draft, attack: str) -> None:
    question.files[REFUSAL] = HEAD + attack + "\n]"
    question.save()
    answer = page.get(address(question, "pdf/"), {"language": "fr"})
    assert answer.status_code == 422
    assert "root:" not in answer.content.decode()
    assert "correspondence/layout" not in answer.content.decode()


def test_a_second_writer_hears_who_was_first_and_keeps_the_text(page: Client, question: Draft) -> None:
    write(page, question, HEAD + "Un]")
    late = page.post(address(question), {"rev": "0", "language": "fr", "text": "what I wrote"})
    assert late.status_code == 409
    assert "Olga Jacobs has changed this draft" in late.content.decode()
    assert "what I wrote" in late.content.decode()


def test_who_reads_does_not_write(question: Draft) -> None:
    client = Client()
    client.force_login(make_user("lea", "team_lead"))
    assert client.get(address(question)).status_code == 200
    assert client.post(address(question), {"rev": "0", "language": "fr", "text": "x"}).status_code == 403


def test_a_letter_is_added_from_nothing_with_its_entry_in_process_yaml(page: Client, question: Draft) -> None:
    titles = {"fr": 'Rappel "doux"', "nl": "Herinnering: #1", "de": "Erinnerung", "en": "Reminder"}
    page.post(f"/studio/drafts/{question.pk}/letters/add/", {"rev": "0", "name": "soft_reminder", **titles})
    question.refresh_from_db()
    assert question.rev == 4
    assert letter_checks.list_declared(question.files)["soft_reminder"] == ["fr", "nl", "de"]
    made = [
        letter_checks.make("question", question.files, "soft_reminder", one).fault
        for one in ("fr", "nl", "de")
    ]
    assert made == [None, None, None]


def test_a_letter_without_a_title_in_each_language_is_not_added(page: Client, question: Draft) -> None:
    page.post(
        f"/studio/drafts/{question.pk}/letters/add/", {"rev": "0", "name": "soft_reminder", "fr": "Rappel"}
    )
    question.refresh_from_db()
    assert question.rev == 0


def test_the_drawing_says_what_a_letter_gets(question: Draft) -> None:
    given = list_given(question.files["process.bpmn"], "forwarding")
    assert given == {"subject": "subject", "received_on": "received_on", "institution": "institution_name"}


def test_a_comment_uses_nothing() -> None:
    used = read_used(
        '// data.no\n/* #mention("facts") */ #data.yes #data.at("also", default: "") #mentions()'
    )
    assert used.data == {"yes", "also"}
    assert len(used.mentions) == 6


def test_what_one_language_says_and_another_does_not_is_told() -> None:
    sources = {"fr": '#data.amount #mention("facts")[x]', "nl": '#mention("facts")[y]', "de": "#data.amount"}
    found = {(one.kind, one.name, one.missing) for one in list_differences(sources)}
    assert found == {("data", "amount", ("nl",)), ("mentions", "facts", ("de",))}
