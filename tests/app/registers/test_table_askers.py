"""The list of who asks a shared table says what the code does."""

import yaml

from app.registers import rulebook
from app.studio.shared_users import ASKERS
from tests.app.registers.table_askers import find_askers


def read_told() -> dict[str, dict[str, list[str]]]:
    return yaml.safe_load((rulebook.list_folder() / ASKERS).read_text())


def test_each_asker_of_a_shared_table_is_told():
    """Mend it by `python -m tests.app.registers.tell_askers`."""
    assert read_told() == find_askers()


def test_every_shared_table_is_asked_by_somebody():
    assert set(read_told()) == set(rulebook.list_tables())
