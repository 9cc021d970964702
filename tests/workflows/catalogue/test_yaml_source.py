import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from workflows import process_folders
from workflows.yaml_source import SourceRefused, read_file, read_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: no", {"on": "no"}),
        ("rate: 0.205", {"rate": Decimal("0.205")}),
        ("count: 12", {"count": 12}),
        ("hour: 12:30", {"hour": "12:30"}),
        ("phone: 0123", {"phone": "0123"}),
        ("day: 2026-05-12", {"day": date(2026, 5, 12)}),
        ("at: 2026-05-12T09:30:00Z", {"at": datetime(2026, 5, 12, 9, 30, tzinfo=UTC)}),
        ("empty:", {"empty": None}),
        ("[true, false, null, yes]", [True, False, None, "yes"]),
    ],
)
def test_words_mean_what_they_look_like(text, value):
    assert read_text(text, file="a.yaml").data == value


def test_each_key_and_item_knows_its_line():
    source = read_text("a:\n  - b: 1\n  -\n    c: 2\n", file="a.yaml")
    assert (source.line(("a",)), source.line(("a", 0, "b")), source.line(("a", 1, "c"))) == (1, 2, 4)


def test_a_key_that_is_not_written_has_the_line_of_what_holds_it():
    assert read_text("a:\n  b: 1\n", file="a.yaml").line(("a", "z", "y")) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: [", "a.yaml:2: "),
        ("a: 1\na: 2", "a.yaml:2: the key 'a' appears twice"),
        ("a: &x 1\nb: *x", "a.yaml:2: aliases are not allowed"),
        ("a: !!python/object:os.system {}", "a.yaml:1: "),
        ("day: 2026-02-30", "2026-02-30 is no date"),
        ("? [a]\n: 1", "a.yaml:1: "),
        ("true: 1", "is not a key"),
        ("a: 1\n---\nb: 2", "a.yaml:2: "),
        ("[" * 60 + "]" * 60, "is nested too deeply"),
        ("a: \x07", "is not YAML"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text, message):
    with pytest.raises(SourceRefused) as refusal:
        read_text(text, file="a.yaml")
    assert message in str(refusal.value)


def test_a_very_deep_document_is_refused_and_not_a_crash():
    with pytest.raises(SourceRefused):
        read_text("[" * 100_000, file="a.yaml")


def test_text_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_bytes("titre: Prêt".encode("latin-1"))
    with pytest.raises(SourceRefused, match="is not UTF-8 text"):
        read_file(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: " + "9" * 5000, "f.yaml:2: is too long a number"),
        ('a: "x\\0"', "f.yaml:1: contains the character U+0000"),
        ('a: "\\ud800"', "f.yaml:1: contains the character U+D800"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(text, message):
    with pytest.raises(SourceRefused, match=re.escape(message)):
        read_text(text, file="f.yaml")


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match="cannot be read: Is a directory"):
        read_file(tmp_path)


def test_a_link_to_itself_is_refused(tmp_path):
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    with pytest.raises(SourceRefused, match="cannot be read"):
        read_file(loop)
    with pytest.raises(SourceRefused, match="cannot be read"):
        process_folders.read_text(loop, "loop.yaml")
