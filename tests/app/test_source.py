"""Everyone who uses Vigie may have the source of what runs (AGPL, section 13)."""

import io
import tarfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import FileResponse
from django.test import Client

from app import source
from app.settings.environment import BASE_DIR

TREE = ("manage.py", "LICENSE", "app/urls.py", "processes/question/process.bpmn", "frontend/js/vigie.js")
PRIVATE = (
    ".env",
    "var/secret_key",
    ".venv/bin/python",
    "app/__pycache__/x.pyc",
    "frontend/node_modules/a.js",
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Source unpacked without git, beside what a site adds to it."""
    for name in (*TREE, *PRIVATE):
        path = tmp_path / "vigie" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "vigie"


def list_members(data: bytes) -> set[str]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


@pytest.mark.django_db
def test_the_source_is_offered_without_signing_in(client: Client) -> None:
    page = client.get("/source/").content.decode()
    assert 'href="/source/archive/"' in page
    response = client.get("/source/archive/")
    assert isinstance(response, FileResponse)
    members = list_members(response.getvalue())
    assert set(TREE) <= members
    assert not any(name.startswith(("var/", ".venv/")) for name in members)


@pytest.mark.django_db
def test_a_site_may_name_another_place(client: Client, settings: LazySettings) -> None:
    settings.SOURCE_URL = "https://git.fund.example/vigie"
    assert 'href="https://git.fund.example/vigie"' in client.get("/account/sign-in/").content.decode()
    assert client.get("/source/").headers["Location"] == "https://git.fund.example/vigie"


def test_without_git_only_source_is_packed(tree: Path, tmp_path: Path) -> None:
    archive = source.build_archive(tree, tmp_path / "cache")
    assert (archive.name, list_members(archive.read_bytes())) == ("vigie.tar.gz", set(TREE))


def test_the_archive_is_made_once(tree: Path, tmp_path: Path) -> None:
    first = source.build_archive(tree, tmp_path / "once").stat().st_mtime_ns
    assert source.build_archive(tree, tmp_path / "once").stat().st_mtime_ns == first
    assert [path.name for path in (tmp_path / "once").iterdir()] == ["vigie.tar.gz"]


def test_every_tracked_file_lies_where_source_is_looked_for_without_git() -> None:
    tracked = source.ask_git(BASE_DIR, "ls-files", "-z") or ""
    found = {str(path.relative_to(BASE_DIR)) for path in source.walk(BASE_DIR)}
    assert {name for name in tracked.split("\0") if name and (BASE_DIR / name).is_file()} <= found
