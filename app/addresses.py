"""Addresses of pages, by name: what Django works out for one key is kept, and the next key only takes its place.

A list of tasks names two or three pages a row. Django reverses each from the patterns, 30 µs a time, though all of
them differ in nothing but the key. Remembered are names without a key, and names with one key of a plain shape; all
else goes to Django.
"""

import re
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse

#: Keys of one shape pass the same converters (int, uuid, slug), whatever their value; none needs quoting.
SHAPES = (
    ("digits", re.compile(r"[0-9]{1,18}")),
    ("uuid", re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
    ("slug", re.compile(r"[A-Za-z0-9_-]{1,200}")),
)

_around: dict[tuple[str, str, str], tuple[str, str]] = {}


def find_address(name: str, *keys: Any) -> str:
    """The path of a named page. Raises NoReverseMatch as `reverse` does."""
    if not keys:
        return _find_plain(name, get_script_prefix())
    if len(keys) > 1:
        return reverse(name, args=keys)
    text = str(keys[0])
    shape = find_shape(text)
    return _find_by_key(name, text, shape) if shape else reverse(name, args=keys)


def find_shape(text: str) -> str:
    """The first of `SHAPES` the whole text has; empty for none."""
    return next((name for name, pattern in SHAPES if pattern.fullmatch(text)), "")


@lru_cache(maxsize=1000)
def _find_plain(name: str, prefix: str) -> str:  # noqa: ARG001  an address begins with the prefix it was asked under
    return reverse(name)


def _find_by_key(name: str, text: str, shape: str) -> str:
    place = (name, shape, get_script_prefix())
    known = _around.get(place)
    if known is None:
        address = reverse(name, args=[text])
        before, found, after = address.partition(text)
        # A key that also stands elsewhere in the path does not tell which of the two is its place.
        if found and text not in after and text not in before:
            _around[place] = before, after
        return address
    return f"{known[0]}{text}{known[1]}"
