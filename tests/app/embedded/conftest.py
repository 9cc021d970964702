"""A place for an embedded server of the test's own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.embedded.location import Location, locate


@pytest.fixture
def location() -> Iterator[Location]:
    """A checkout that any account may enter: pytest's own directories are private, and root's server is `nobody`'s."""
    with tempfile.TemporaryDirectory(prefix="vigie test ", dir="/tmp") as directory:
        Path(directory).chmod(0o755)
        yield locate(Path(directory))
