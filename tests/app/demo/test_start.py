"""What a start does for the demo fund: who is made with which id, what is loaded and when, what is not done twice."""

from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group

from app.accounts.demo_progress import read_demo_progress
from app.accounts.models import User
from app.demo import people, start
from app.demo.dump_loading import check_schema
from app.demo.errors import DumpRefused
from app.demo.people import make_people
from app.demo.progress import Progress
from tests.app.demo.test_dump_file import MANIFEST_OF_NOTHING
from workflows import clock
from workflows.clock import BRUSSELS

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 4, 9, 0, tzinfo=BRUSSELS)


@pytest.fixture(autouse=True)
def _demo(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.DEMO, settings.VIRTUAL_CLOCK = tmp_path, True, True


def test_everybody_gets_the_id_that_the_dump_names_them_by() -> None:
    make_people(with_users({"rita": 901, "claire": 902}))
    assert User.objects.get(username="rita").pk == 901
    assert User.objects.get(username="claire").pk == 902
    assert User.objects.exclude(username__in=["rita", "claire"]).order_by("pk")[0].pk > 902


def test_a_second_start_hashes_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_people(None)
    monkeypatch.setattr(people, "make_person", lambda *_: pytest.fail("hashed again"))
    assert make_people(None) == first


def test_a_password_changed_meanwhile_is_put_back() -> None:
    make_people(None)
    User.objects.filter(username="rita").update(password="!")
    made = {one.username: one.password for one in make_people(None)}
    assert User.objects.get(username="rita").check_password(made["rita"])


def test_somebody_without_their_role_gets_it_back() -> None:
    make_people(None)
    Group.objects.get(name="director").user_set.clear()
    make_people(None)
    assert User.objects.filter(username="doris", groups__name="director").exists()


def test_a_fund_that_has_begun_is_not_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fund.tar.xz").touch()
    monkeypatch.setattr(start, "SHIPPED", tmp_path / "fund.tar.xz")
    assert start.will_load()
    clock.begin(MAY)
    assert not start.will_load()


def test_no_fund_is_loaded_where_no_year_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DEMO_YEAR", "false")
    assert not start.will_load()


def test_a_dump_of_a_later_schema_is_refused_by_what_is_missing() -> None:
    dump = FakeDump({"people": ["9999_tomorrow"]}, {"people_party": ["id", "shoe_size"]})
    with pytest.raises(DumpRefused, match="people_party.shoe_size"):
        check_schema(dump)  # type: ignore[arg-type]


def test_the_migrations_after_which_none_comes_are_the_goal() -> None:
    one, two, three = Node(("a", "0001")), Node(("a", "0002")), Node(("b", "0001"))
    one.children = [two, three]
    nodes: dict[tuple[str, str], object] = {node.key: node for node in (one, two, three)}
    assert start.find_leaves([("a", "0001"), ("a", "0002")], nodes) == [("a", "0002")]
    assert start.find_leaves([("a", "0001"), ("b", "0001")], nodes) == [("a", "0001"), ("b", "0001")]


def test_the_sign_in_page_knows_how_far_the_fund_is() -> None:
    before = read_demo_progress()
    assert before is not None
    assert before.day is None
    clock.begin(MAY)
    during = read_demo_progress()
    assert during is not None
    assert during.day == MAY.date()
    clock.release()
    assert read_demo_progress() is None


def test_progress_is_a_line_for_each_step_where_there_is_no_terminal() -> None:
    said = StringIO()
    progress = Progress(said, "Typesetting")
    for done in range(4):
        progress.show(done / 4, f"{done} of 4", step=str(done // 2))
    lines = said.getvalue().splitlines()
    assert len(lines) == 2
    assert "0 of 4" in lines[0]
    assert "2 of 4" in lines[1]


def with_users(users: dict[str, int]) -> Any:
    return replace(MANIFEST_OF_NOTHING, users=users)


class FakeDump:
    def __init__(self, migrations: dict[str, list[str]], columns: dict[str, list[str]]) -> None:
        self.manifest = replace(MANIFEST_OF_NOTHING, migrations=migrations, columns=columns)


class Node:
    def __init__(self, key: tuple[str, str]) -> None:
        self.key = key
        self.children: list[Node] = []
