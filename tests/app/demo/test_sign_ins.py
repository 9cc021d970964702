"""The sign-ins of a demo fund stand on its page, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from app.accounts.models import User
from app.accounts.roles import Role
from app.embedded.sign_ins import PEOPLE, list_people, make_sign_ins, read_sign_ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> Any:
    settings.VAR_DIR, settings.DEMO = tmp_path, True
    return settings


def test_every_role_has_one_sign_in() -> None:
    assert set(PEOPLE) == {role.value for role in Role}


@pytest.mark.parametrize("role", list(Role))
def test_somebody_of_the_same_role_stands_in(role: Role) -> None:
    names = [name for one, name, *_ in list_people() if one == role]
    assert len(names) == (3 if role == Role.CASEWORKER else 2)


def test_one_of_each_role_is_told_first() -> None:
    told = [role for role, *_ in list_people()]
    assert set(told[: len(Role)]) == {role.value for role in Role}


def test_everybody_is_made_with_their_role(demo: Any) -> None:
    call_command("demo", people_only=True)
    made = User.objects.values_list("groups__name", "username")
    assert sorted(made) == sorted((role, name) for role, name, *_ in list_people())


def test_the_sign_in_page_of_a_demo_fund_tells_who_may_sign_in(client: Client, demo: Any) -> None:
    call_command("demo", people_only=True)
    page = client.get("/account/sign-in/").content.decode()
    for one in read_sign_ins():
        assert one.username in page
        assert one.password in page
        typed = {"username": one.username, "password": one.password}
        assert Client().post("/account/sign-in/", typed).status_code == 302


def test_no_page_tells_a_password_outside_demo_mode(client: Client, demo: Any) -> None:
    passwords = [one.password for one in make_sign_ins()]
    demo.DEMO = False
    page = client.get("/account/sign-in/").content.decode()
    assert "<form" in page
    assert not [one for one in passwords if one in page]
    assert "demo-people" not in page


def test_nobody_is_made_outside_demo_mode(demo: Any) -> None:
    demo.DEMO = False
    call_command("demo")
    assert not User.objects.exists()
    assert read_sign_ins() == []


def test_the_demo_is_not_mixed_into_a_fund_with_people_of_its_own(
    demo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a.server.of.its.own/fund")
    User.objects.create_user("anna")
    with pytest.raises(Exception, match="people of its own"):
        call_command("demo", people_only=True)
