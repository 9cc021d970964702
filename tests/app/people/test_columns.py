"""The guide names every column of the file."""

from app.affiliation.management.commands.import_affiliates import COLUMNS
from app.settings.environment import BASE_DIR


def test_every_column_is_documented() -> None:
    guide = (BASE_DIR / "docs" / "howto" / "import-affiliates.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in guide.splitlines() if line.startswith("| ")]
    named = {name.strip() for row in rows for name in row.split(",")}
    assert {column.name for column in COLUMNS} <= named
