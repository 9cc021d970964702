from pathlib import Path

import pytest

from tests.factories.secret import Known, make_known


@pytest.fixture
def known(db: None, tmp_path: Path) -> Known:
    return make_known(tmp_path)
