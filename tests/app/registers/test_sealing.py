"""A sealed field opens only with its key and in its place; keys follow each other."""

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from app.registers import sealing
from app.registers.errors import SealBroken
from app.settings.field_key import make_key, parse_keys, read_kept

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_sealed_text_opens_in_its_place_only() -> None:
    sealed = sealing.seal("85073003328", "people.person.niss:1")
    assert "85073003328" not in sealed
    assert sealing.unseal(sealed, "people.person.niss:1") == "85073003328"
    with pytest.raises(SealBroken):
        sealing.unseal(sealed, "people.person.niss:2")


def test_the_same_text_is_sealed_differently_each_time_but_indexed_alike() -> None:
    assert sealing.seal("a", "x:1") != sealing.seal("a", "x:1")
    assert sealing.index_of("a", "x") == sealing.index_of("a", "x") != sealing.index_of("a", "y")


def test_an_altered_text_does_not_open() -> None:
    name, _, encoded = sealing.seal("a", "x:1").partition(".")
    raw = bytearray(base64.b64decode(encoded))
    raw[-1] ^= 1
    with pytest.raises(SealBroken):
        sealing.unseal(f"{name}.{base64.b64encode(bytes(raw)).decode()}", "x:1")


def test_after_a_new_key_the_old_one_still_opens_and_finds(settings: Any) -> None:
    settings.FIELD_KEYS = {"old": OLD}
    sealed, index = sealing.seal("a", "x:1"), sealing.index_of("a", "x")
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}
    assert sealing.unseal(sealed, "x:1") == "a"
    assert not sealing.is_current(sealed)
    assert sealing.is_current(sealing.seal("a", "x:1"))
    assert index in sealing.indexes_of("a", "x")
    settings.FIELD_KEYS = {"new": NEW}
    with pytest.raises(SealBroken):
        sealing.unseal(sealed, "x:1")


def test_the_key_file_is_made_once_and_private(tmp_path: Any) -> None:
    first = read_kept(tmp_path)
    assert read_kept(tmp_path) == first
    assert (tmp_path / "field_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["nokey", "a:short", "a:" + "x" * 44, "A!:" + "x", "a:AAAA"])
def test_a_wrong_key_stops_the_start_without_being_shown(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_keys(text)
    assert text.partition(":")[2] == "" or text.partition(":")[2] not in str(refusal.value)


def test_two_keys_need_two_names() -> None:
    with pytest.raises(ImproperlyConfigured):
        parse_keys(f"{make_key('a')},{make_key('a')}")
