"""`translate`, `url` and `date` answer as Django's do, in every language, for every key and day."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.template import Context, Template
from django.template.defaultfilters import date as write_date
from django.template.defaulttags import URLNode
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils import translation
from django.utils.timezone import localtime

from app.addresses import find_address
from app.quick_tags import KeptAddress, KeptTranslation

TASK = UUID("0b5c2f6e-7f0e-4a53-9c7e-2a1d6f3b8c90")


def render(text: str, **values: object) -> str:
    return str(Template(text).render(Context(values)))


def test_a_kept_text_follows_the_reader_from_language_to_language() -> None:
    page = Template('{% translate "Late" %}')
    read = []
    for language in ("fr", "nl", "fr"):
        with translation.override(language):
            read.append(page.render(Context()))
    assert read == ["En retard", "Te laat", "En retard"]


@pytest.mark.parametrize(
    "words", ["{% translate word %}", '{% translate "Late" as x %}{{ x }}', '{% translate "Late"|upper %}']
)
def test_words_that_depend_on_the_page_are_translated_by_django(words: str) -> None:
    node = Template(words).nodelist[0]
    assert isinstance(node, TranslateNode)
    assert not isinstance(node, KeptTranslation)
    with translation.override("fr"):
        assert render(words, word="Late").casefold() == "en retard"


def test_the_same_page_with_another_key_is_at_its_own_address() -> None:
    for number in (1, 2):
        task = UUID(int=TASK.int + number)
        assert render("{% url 'inbox:task' task %}", task=task) == f"/inbox/{task}/"


@pytest.mark.parametrize("key", ["Q-2026-1", "letters", "Q 1", "Q/1", "a+b", "é", ""])
def test_a_key_of_any_kind_has_the_address_django_gives_it(key: str) -> None:
    find_address("cases:case", "Q-2026-1")
    try:
        expected = reverse("cases:case", args=[key])
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            find_address("cases:case", key)
    else:
        assert find_address("cases:case", key) == expected


def test_a_key_that_also_stands_in_the_path_does_not_lead_the_next_one_astray() -> None:
    assert find_address("cases:start", "new") == "/cases/new/new/"
    assert find_address("cases:start", "question") == "/cases/new/question/"


def test_a_key_of_the_wrong_kind_is_refused() -> None:
    find_address("inbox:task", TASK)
    with pytest.raises(NoReverseMatch):
        find_address("inbox:task", "not-a-task")


def test_addresses_follow_the_path_the_site_is_mounted_at() -> None:
    find_address("inbox:task", TASK)
    set_script_prefix("/fund/")
    try:
        assert find_address("inbox:task", TASK) == f"/fund/inbox/{TASK}/"
        assert find_address("inbox:list") == "/fund/inbox/"
    finally:
        set_script_prefix("/")


def test_named_keys_and_kept_variables_are_left_to_django() -> None:
    for text in ("{% url 'inbox:task' task_id=task %}", "{% url 'inbox:task' task as x %}{{ x }}"):
        node = Template(text).nodelist[0]
        assert isinstance(node, URLNode)
        assert not isinstance(node, KeptAddress)
        assert render(text, task=TASK) == f"/inbox/{TASK}/"


DAY, INSTANT = date(2026, 6, 1), datetime(2026, 6, 1, 22, 30, tzinfo=UTC)


DAY_FORMS = ["F Y", "l", "c", "Y-m-d", "jS"]
TIME_FORMS = ["H:i", "l d/m, H:i", "P", "r"]  # a mere day has no time of day to tell


@pytest.mark.parametrize(
    ("value", "form"),
    [
        *((value, form) for value in (DAY, INSTANT, None, "", "2026-06-01") for form in DAY_FORMS),
        *((INSTANT, form) for form in TIME_FORMS),
    ],
)
def test_a_date_reads_as_django_writes_it(value: object, form: str) -> None:
    with translation.override("fr"):
        expected = write_date(localtime(value) if isinstance(value, datetime) else value, form)
        assert render(f'{{{{ value|date:"{form}" }}}}', value=value) == expected


def test_a_day_is_written_in_the_language_of_each_reader() -> None:
    read = []
    for language in ("fr", "de", "fr"):
        with translation.override(language):
            read.append(render('{{ value|date:"j F" }}', value=DAY))
    assert read == ["1er juin", "1. Juni", "1er juin"]
