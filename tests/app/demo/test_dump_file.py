"""A dump's file is the same for the same fund, whole or not there, and refused when it is something else."""

from pathlib import Path

import pytest

from app.demo.dump_digests import digest
from app.demo.dump_file import MANIFEST, Dump, Manifest, written
from app.demo.errors import DumpRefused

MANIFEST_OF_NOTHING = Manifest(
    seed=1, persons=0, companies=0, first="2026-01-01", until="2026-02-01T17:00:00+01:00", migrations={}, users={},
    columns={"people_party": ["id"]}, rows={"people_party": 1}, digests={},
)  # fmt: skip
LETTER = {"source": "= Bonjour", "data": "{}", "timestamp": "2026-01-02T09:00:00+00:00"}


def write(path: Path, *, format: int = 1) -> Path:
    content = MANIFEST_OF_NOTHING.write().replace(b'"format": 1', b'"format": %d' % format)
    with written(path) as writer:
        writer.add(MANIFEST, content)
        writer.add("tables/people_party.tsv", b"1\n2\n")
        writer.add_letters({"a" * 64: LETTER})
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    dump = Dump(write(tmp_path / "fund.tar.xz"))
    assert dump.manifest == MANIFEST_OF_NOTHING
    assert dump.rows("people_party") == [b"1\n", b"2\n"]
    assert list(dump.letters()) == [{**LETTER, "sha256": "a" * 64}]


def test_the_same_fund_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one.tar.xz"), write(tmp_path / "other.tar.xz")
    assert one.read_bytes() == other.read_bytes()


def test_a_dump_that_was_interrupted_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), written(tmp_path / "fund.tar.xz"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xfd7zXZ\x00"])
def test_a_file_that_is_no_dump_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "fund.tar.xz").write_bytes(content)
    with pytest.raises(DumpRefused, match=r"fund.tar.xz is no dump"):
        Dump(tmp_path / "fund.tar.xz")


def test_half_a_dump_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "fund.tar.xz")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DumpRefused):
        Dump(path)


def test_a_dump_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DumpRefused, match="format 2"):
        Dump(write(tmp_path / "fund.tar.xz", format=2))


def test_random_ids_do_not_make_another_life() -> None:
    ours = b"1\t5b3f0a52-93d5-4d1c-9a0e-0c5cf1a4a001\t12.50\n"
    theirs = b"1\t00000000-93d5-4d1c-9a0e-0c5cf1a4a001\t12.50\n"
    columns = ["id", "letter_id", "amount"]
    assert digest("ledger_posting", columns, [ours]) == digest("ledger_posting", columns, [theirs])


def test_another_amount_does() -> None:
    columns = ["id", "amount"]
    assert digest("ledger_posting", columns, [b"1\t12.50\n"]) != digest(
        "ledger_posting", columns, [b"1\t12.51\n"]
    )
