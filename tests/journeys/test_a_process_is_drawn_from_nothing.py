"""A process owner draws a process from an empty canvas; a colleague publishes it; a caseworker works its first task."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from app.correspondence.models import Letter
from app.studio.models import Draft
from tests.factories.cases import make_user
from tests.journeys.drawing_page import ask, take_out, wait_saved
from tests.journeys.fund import Fund
from workflows import definitions

pytestmark = pytest.mark.browser
LONG = 120_000
LANGUAGES = ("fr", "nl", "de", "en")
TITLES = {
    "fr": "Visite au guichet",
    "nl": "Bezoek aan het loket",
    "de": "Besuch am Schalter",
    "en": "Desk visit",
}
QUESTION = {"fr": "Sujet", "nl": "Onderwerp", "de": "Thema", "en": "Topic of the visit"}
NAME = {"fr": "Nom", "nl": "Naam", "de": "Vor- und Nachname", "en": "Whose visit"}
NOTE = {"fr": "Ce qui fut dit", "nl": "Wat gezegd werd", "de": "Was gesagt wurde", "en": "What was said"}
WORDS = {
    "receive": {"fr": "Recevoir", "nl": "Ontvangen", "de": "Empfangen", "en": "Receive the person"},
    "choose_desk": {"fr": "Choisir le guichet", "nl": "Loket kiezen", "de": "Schalter wählen", "en": "Choose the desk"},
    "confirm_visit": {"fr": "Confirmer", "nl": "Bevestigen", "de": "Bestätigen", "en": "Confirm the visit"},
}  # fmt: skip
VARIABLES = {
    "question": "string",
    "note": "string",
    "desk": "string",
    "language": "string",
    "party_name": "string",
}
APPEND = """(modeler, [before, type]) => {
  const shape = modeler.get("elementFactory").createShape({ type });
  return modeler.get("autoPlace").append(modeler.get("elementRegistry").get(before), shape).id;
}"""
JOIN = """(modeler, [from, to]) => {
  const registry = modeler.get("elementRegistry");
  modeler.get("modeling").connect(registry.get(from), registry.get(to));
}"""
KNOWN = """([id, words]) => {
  const { modeler, panel } = document.querySelector("[data-drawing]");
  return modeler.get("elementRegistry").get(id) && panel.catalogue.nodes[id]?.en === words;
}"""
WRITTEN = """() => {
  const { modeler } = document.querySelector("[data-drawing]");
  const { values } = modeler.get("elementRegistry").get("confirm_visit").businessObject.extensionElements;
  return values.some(({ target, value }) => target === "content" && value === "{desk: desk}");
}"""
CHOOSE = "(modeler, id) => modeler.get('selection').select(modeler.get('elementRegistry').get(id))"


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_user("olga", "process_owner", name="Olga Jacobs")


@pytest.mark.timeout(900)
def test_a_process_is_drawn_from_nothing_published_and_worked(
    open_context: Callable[..., BrowserContext], owner: User
) -> None:
    fund = Fund(open_context, [], month=5, day=4)
    page = open_context(owner).new_page()
    page.set_default_timeout(LONG)
    begin(page)
    add_forms(page)
    add_decision(page)
    add_letter(page)
    draw(page)
    name_what_a_case_knows(page)
    say_what_it_does(page)
    play_and_save(page)
    hand_over(page)
    approve(fund)
    assert definitions.find("desk_visit").number == 1
    work_the_first_task(fund)


def begin(page: Page) -> None:
    page.goto("/studio/")
    page.get_by_role("link", name="New process").click()
    page.get_by_label("Name of its folder").fill("desk_visit")
    for language, called in zip(LANGUAGES, ("French", "Dutch", "German", "English"), strict=True):
        page.get_by_label(f"Title in {called}").fill(TITLES[language])
    page.get_by_label("Who answers for it").select_option("team_lead")
    page.get_by_label("Who works in it").select_option("caseworker")
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.locator("[data-drawing][data-drawn]")).to_be_attached(timeout=LONG)


def open_draft(page: Page) -> None:
    page.get_by_role("link", name="Draft", exact=True).click()
    expect(page.get_by_role("heading", name="Draft", exact=True)).to_be_visible()


def add_file(page: Page, button: str, place: str, name: str, titles: Mapping[str, str] | None = None) -> None:
    page.locator("summary", has_text=button).click()
    page.locator(f"#{place}").fill(name)
    for language, title in (titles or {}).items():
        page.locator(f"#{place}-{language}").fill(title)
    page.locator("form", has=page.locator(f"#{place}")).get_by_role("button", name="Add").click()
    expect(page).to_have_url(re.compile(f"/{name}/"))
    page.wait_for_load_state()


def add_forms(page: Page) -> None:
    """What opens a case asks the topic and the name, the first task what was said."""
    ask_in(page, "register", TITLES, {"question": QUESTION, "party_name": NAME})
    ask_in(page, "receive", WORDS["receive"], {"note": NOTE})


def ask_in(
    page: Page, form: str, title: Mapping[str, str], questions: Mapping[str, Mapping[str, str]]
) -> None:
    open_draft(page)
    add_file(page, "Add a form", "new-form", form)
    fill_texts(page, "Title", title)
    save(page)
    for place, (field, label) in enumerate(questions.items()):
        if place:
            page.get_by_role("button", name="Question", exact=True).click()
        else:
            page.locator("nav.outline li a").first.click()
        page.get_by_label("Name", exact=True).fill(field)
        fill_texts(page, "Question", label)
        save(page)
    expect(page.locator(".outline .faulty")).to_have_count(0)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_load_state()


def fill_texts(page: Page, label: str, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        page.get_by_label(f"{label} ({language})").fill(text)


def add_decision(page: Page) -> None:
    """Who asks about money goes to the desk of contributions, everybody else to the first desk."""
    open_draft(page)
    add_file(page, "Add a decision", "new-decision", "choose_desk")
    page.locator("#r1o1").fill('"first desk"')
    page.locator("#r1o1").blur()
    expect(page.locator("#decision-answer").get_by_text("Saved.")).to_be_visible()


def add_letter(page: Page) -> None:
    open_draft(page)
    add_file(page, "Add a letter", "new-letter", "confirmation", WORDS["confirm_visit"])
    for language in ("fr", "nl", "de"):
        page.get_by_role("link", name=language, exact=True).first.click()
        text = page.get_by_label(f"Text {language}")
        text.fill(
            text.input_value()
            .replace("Écrivez ici.", "#data.desk")
            .replace("Schrijf hier.", "#data.desk")
            .replace("Schreiben Sie hier.", "#data.desk")
        )
        text.blur()
        expect(page.get_by_text("Saved.")).to_be_visible()


def draw(page: Page) -> None:
    open_draft(page)
    page.get_by_role("link", name="Drawing", exact=True).click()
    expect(page.locator("[data-drawing][data-drawn]")).to_be_attached(timeout=LONG)
    take_out(page, "begun_to_done")
    before = "begun"
    for name, type_ in (
        ("receive", "UserTask"),
        ("choose_desk", "BusinessRuleTask"),
        ("confirm_visit", "ServiceTask"),
    ):
        made = ask(page, APPEND, [before, f"bpmn:{type_}"])
        before = name_it(page, made, name)
    ask(page, JOIN, [before, "done"])
    wait_saved(page)


def name_it(page: Page, made: str, name: str) -> str:
    """Its id, its name on the drawing and for the reader, through the panel as people do."""
    panel = choose(page, made)
    panel.get_by_label("Name on the drawing").fill(WORDS[name]["en"])
    panel.get_by_label("Id", exact=True).fill(name)
    panel.get_by_text("Names for the reader").click()
    for language in LANGUAGES:
        panel.get_by_label(language, exact=True).fill(WORDS[name][language])
    page.wait_for_function(KNOWN, arg=[name, WORDS[name]["en"]])
    wait_saved(page)
    return name


def choose(page: Page, element: str) -> Locator:
    ask(page, CHOOSE, element)
    return page.locator("[data-panel]")


def name_what_a_case_knows(page: Page) -> None:
    """Its variables, and the form that opens a case."""
    open_draft(page)
    page.get_by_role("link", name="Settings and service levels").click()
    page.get_by_label("Form that opens a case").select_option("desk_visit/register")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("link", name="What a case knows").click()
    for index, (name, type_) in enumerate(VARIABLES.items()):
        page.get_by_label(f"{index + 1}: Name").fill(name)
        page.get_by_label(f"{index + 1}: Type").select_option(type_)
        page.get_by_role("button", name="Save", exact=True).last.click()


def say_what_it_does(page: Page) -> None:
    open_draft(page)
    page.get_by_role("link", name="Drawing", exact=True).click()
    expect(page.locator("[data-drawing][data-drawn]")).to_be_attached(timeout=LONG)
    panel = choose(page, "receive")
    panel.get_by_label("Form", exact=True).select_option("desk_visit/receive")
    panel.get_by_text("Add a service level").click()
    panel.get_by_role("button", name="Add", exact=True).last.click()
    panel = choose(page, "choose_desk")
    panel.get_by_label("Decision", exact=True).select_option("choose_desk")
    panel.get_by_label("Its result goes into").fill("desk")
    wait_saved(page)
    panel = choose(page, "confirm_visit")
    panel.get_by_label("Operation").select_option("correspondence.send_letter")
    panel.get_by_label("Letter", exact=True).select_option("confirmation")
    for name, value in (
        ("language", '"fr"'),
        ("recipient", "{name: party_name}"),
        ("content", "{desk: desk}"),
    ):
        panel.get_by_role("textbox", name=name).click()
        page.keyboard.type(value)
    page.wait_for_function(WRITTEN)
    wait_saved(page)
    expect(page.locator("[data-findings] .notice.late")).to_have_count(0, timeout=LONG)


def play_and_save(page: Page) -> None:
    """Once on the bench; what came of it is the first scenario."""
    open_draft(page)
    page.get_by_role("link", name="Test bench").click()
    page.get_by_label("question").fill("A contribution")
    page.get_by_label("party_name").or_(page.get_by_label("party name")).fill("Emile Renard")
    page.locator("[data-main]").click()
    page.get_by_role("link", name="Do the task").click()
    page.get_by_label(NOTE["en"]).fill("It was explained")
    page.locator("[data-main]").click()
    page.get_by_role("link", name="Answer for correspondence.send_letter").click()
    page.get_by_label("letter").fill("made")
    page.locator("[data-main]").click()
    expect(page.get_by_text("Nothing: the run has ended.")).to_be_visible()
    page.get_by_role("link", name="Save as a scenario").click()
    page.get_by_label("What the scenario says").fill("A visit is received and confirmed by letter")
    page.locator("[data-main]").click()
    expect(page.get_by_text("Played again, it holds.")).to_be_visible()


def hand_over(page: Page) -> None:
    page.goto(f"/studio/drafts/{Draft.objects.get().pk}/")
    expect(page.get_by_text("1 scenario holds").or_(page.get_by_text("scenarios hold"))).to_be_visible(
        timeout=LONG
    )
    page.get_by_label("What changes, and why").fill("Visits are received in one way")
    page.get_by_role("button", name="Hand over for review").click()
    expect(page.get_by_text("a colleague approves it")).to_be_visible()


def approve(fund: Fund) -> None:
    page = fund.page("legal_officer")
    page.goto(f"/studio/drafts/{Draft.objects.get().pk}/")
    page.get_by_role("button", name="Approve and publish").click(timeout=LONG)
    expect(page.get_by_text("Published as version 1")).to_be_visible(timeout=LONG)


def work_the_first_task(fund: Fund) -> None:
    page = fund.page("caseworker")
    page.goto("/cases/new/desk_visit/")
    page.get_by_label(QUESTION["en"]).fill("A contribution")
    page.get_by_label(NAME["en"]).fill("Emile Renard")
    page.locator("main [data-main]").click()
    expect(page.get_by_text("is open.")).to_be_visible()
    page = fund.open_task("caseworker", Case.objects.get(), WORDS["receive"]["en"])
    page.get_by_label(NOTE["en"]).fill("It was explained")
    page.locator("[data-main]").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Done:")
    fund.live()
    assert Letter.objects.get().name == "confirmation"
    page.goto("/notices/")
