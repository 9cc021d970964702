"""Teams, notes, links, clocks, restricted files, the studio and one's own settings: no barrier in any language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from app.accounts.models import User
from tests.journeys.test_every_fund_page import look_at
from tests.journeys.workplace import make_people, make_places

pytestmark = pytest.mark.browser
#: By who reads it: the addresses.
AREAS: dict[str, tuple[str, ...]] = {
    "anna": (
        "/cases/{case}/",
        "/cases/{quiet}/",
        "/cases/{quiet}/clock/",
        "/cases/new/question/?from={quiet}",
        "/inbox/{asked}/",
        "/inbox/{free}/",
        "/inbox/?view=team",
        "/inbox/?view=later",
        "/restricted/",
        "/restricted/open/",
        "/teamwork/preferences/",
        "/notices/",
        "/account/security/",
        "/cases/export/?q=maes",
    ),
    "ben": ("/cases/{case}/", "/inbox/{asked}/", "/notices/", "/inbox/?view=mine"),
    "lea": (
        "/teams/",
        "/teams/new/",
        "/teams/{team}/",
        "/teams/people/{ben}/",
        "/teams/people/{leo}/",
        "/cases/{quiet}/clock/{clock}/more/",
        "/studio/",
        "/studio/question/",
        "/studio/question/figures/",
        "/studio/question/figures/cases/?what=waiting&node=answer",
    ),
    "dirk": (
        "/restricted/",
        "/restricted/files/{person}/",
        "/restricted/clearances/",
        "/restricted/staff/",
    ),
    "petra": ("/exports/", "/people/reads/"),
    "olga": (
        "/studio/",
        "/studio/recovery/",
        "/studio/drafts/{draft}/",
        "/studio/drafts/{draft}/check/",
        "/studio/drafts/{draft}/ladder/amicable/",
        "/studio/drafts/{draft}/source/process.bpmn",
        "/studio/drafts/{draft}/bench/",
        "/studio/drafts/{draft}/coverage/",
        "/studio/bench/{run}/",
        "/studio/bench/{run}/task/contact_person/",
        "/studio/bench/{run}/answer/recovery.send_reminder/",
        "/studio/bench/{run}/save/",
        "/studio/drafts/{draft}/form/personal_contact/",
        "/studio/drafts/{draft}/settings/",
        "/studio/drafts/{draft}/settings/?at=level:0",
        "/studio/drafts/{draft}/letter/formal_notice/",
        "/studio/drafts/{draft}/drawing/",
        "/studio/drafts/{draft}/import/",
        "/studio/drafts/{draft}/import-drawing/",
        "/studio/recovery/compare/",
        "/studio/drafts/{decided}/decision/{decision}/",
        "/studio/drafts/{decided}/decision/{decision}/cases/",
        "/studio/new/",
        "/studio/decisions/new/",
        "/studio/calendars/",
        "/studio/decisions/",
        "/studio/calendar-belgium/",
        "/studio/decision-bridging_right/",
        "/studio/drafts/{calendar}/",
        "/studio/drafts/{calendar}/calendar/",
        "/studio/drafts/{calendar}/calendar/import/",
    ),
}


@pytest.mark.timeout(900)
def test_no_page_of_the_workplace_has_a_barrier_in_any_language(
    transactional_db: None, open_context: Callable[..., BrowserContext]
) -> None:
    people = make_people()
    places, found = make_places(people), []
    for name, addresses in AREAS.items():
        person: User = people[name]
        page = open_context(person).new_page()
        page.set_default_timeout(30_000)
        for address in addresses:
            target = address.format(**places)
            found += [f"{name} {target} {problem}" for problem in look_at(page, target, person)]
    assert found == []
