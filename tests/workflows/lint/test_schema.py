"""A file that cannot be held against the schema is refused, never passed over."""

import pytest

from tests.workflows.bpmn_models import draw, user
from workflows.lint import Code, Severity, lint, schema


def test_a_missing_schema_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "read_schema", lambda: None)
    found = lint({"process.bpmn": draw("sample", user("ask"), flows=["start > ask > end"])})
    missing = [finding for finding in found if finding.code is Code.SCHEMA_NOT_CHECKED]
    assert [finding.severity for finding in missing] == [Severity.ERROR]
