"""Who looks again at a decision is not who prepared it."""

from random import Random

import pytest
from django.contrib.auth.models import Group

from app.accounts.models import User
from app.demo.colleagues import find_colleagues

pytestmark = pytest.mark.django_db


def make_officer(name: str) -> User:
    user = User.objects.create(username=name)
    user.groups.add(Group.objects.get_or_create(name="benefit_officer")[0])
    return user


def test_another_of_a_role_looks_again() -> None:
    bram, bea = make_officer("bram"), make_officer("bea")
    found = find_colleagues()
    assert found.beside("benefit_officer", bram) == bea
    assert found.beside("benefit_officer", bea) == bram


def test_where_there_is_one_alone_there_is_no_other() -> None:
    bram = make_officer("bram")
    assert find_colleagues().beside("benefit_officer", bram) == bram


def test_the_work_of_a_role_is_shared() -> None:
    both = {make_officer("bram"), make_officer("bea")}
    chance, found = Random(7), find_colleagues()
    assert {found.share("benefit_officer", chance) for _ in range(20)} == both
