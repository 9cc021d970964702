"""Who looks again at a decision is not who prepared it."""

import pytest
from django.contrib.auth.models import Group

from app.accounts.models import User
from app.demo.colleagues import find_colleagues

pytestmark = pytest.mark.django_db


def make_officer(name: str) -> User:
    user = User.objects.create(username=name)
    user.groups.add(Group.objects.get_or_create(name="benefit_officer")[0])
    return user


def test_the_second_of_a_role_looks_again() -> None:
    bram, bea = make_officer("bram"), make_officer("bea")
    found = find_colleagues()
    assert (found.of("benefit_officer"), found.second_of("benefit_officer")) == (bram, bea)


def test_where_there_is_one_alone_there_is_no_other() -> None:
    bram = make_officer("bram")
    assert find_colleagues().second_of("benefit_officer") == bram
