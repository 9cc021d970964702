"""The shipped fund fits the schema of this version: `make run` puts it in place instead of living its year."""

import pytest

from app.demo.dump_file import Dump
from app.demo.dump_loading import SHIPPED, list_missing


@pytest.mark.django_db
def test_the_schema_has_all_that_the_shipped_fund_holds() -> None:
    assert list_missing(Dump(SHIPPED)) == []
