"""The litigation bundle: everything in it, hashed, the same at each making, and no change goes unseen."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from app.people.models import Party
from app.recovery.bundle import build_bundle, verify_bundle
from app.recovery.errors import BundleBroken
from app.recovery.models import JudicialFile
from tests.factories.letters import make_letter
from tests.factories.people import make_person
from tests.factories.recovery import make_file, try_in_vain

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> JudicialFile:
    party: Party = make_person()
    try_in_vain(party)
    make_letter(reference="R-2026-000001", party=party)
    return make_file(party)


def replace(bundle: bytes, name: str, data: bytes | None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
            elif data is not None:
                new.writestr(one, data)
    return out.getvalue()


def test_it_holds_letters_dispatches_contacts_course_versions_and_sums(file: JudicialFile) -> None:
    manifest = verify_bundle(build_bundle(file))
    assert [one["path"] for one in manifest["pieces"]] == [
        "letters/001-essay.fr.pdf",
        "dispatches.json",
        "contacts.json",
        "course.json",
        "versions.json",
        "changes.json",
        "statement.json",
    ]
    with zipfile.ZipFile(io.BytesIO(build_bundle(file))) as archive:
        contacts = json.loads(archive.read("contacts.json"))
        sums = json.loads(archive.read("statement.json"))
        assert archive.read("bundle.pdf").startswith(b"%PDF")
    assert [one["channel"] for one in contacts] == ["phone", "email", "phone"]
    assert sums[0]["total"] == "1000.00"


def test_made_twice_it_is_the_same_to_the_byte(file: JudicialFile) -> None:
    assert build_bundle(file) == build_bundle(file)


def test_a_changed_missing_or_added_piece_is_named(file: JudicialFile) -> None:
    bundle = build_bundle(file)
    with pytest.raises(BundleBroken, match=r"contacts\.json is not as it was made"):
        verify_bundle(replace(bundle, "contacts.json", b"[]"))
    with pytest.raises(BundleBroken, match=r"contacts\.json is missing"):
        verify_bundle(replace(bundle, "contacts.json", None))
    with pytest.raises(BundleBroken, match="no bundle"):
        verify_bundle(b"PK")
    added = io.BytesIO(bundle)
    with zipfile.ZipFile(added, "a") as archive:
        archive.writestr("more.json", b"{}")
    with pytest.raises(BundleBroken, match=r"more\.json is not as it was made"):
        verify_bundle(added.getvalue())


def test_the_command_says_whether_a_bundle_is_whole(
    file: JudicialFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(build_bundle(file))
    call_command("verify_bundle", path)
    assert "7 pieces, all as they were made" in capsys.readouterr().out
    path.write_bytes(replace(path.read_bytes(), "statement.json", b"{}"))
    with pytest.raises(CommandError, match="statement"):
        call_command("verify_bundle", path)
    assert file.prepared_on == date(2026, 7, 1)
