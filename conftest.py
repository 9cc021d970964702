"""Loaded by pytest wherever it starts: scenarios and cases under processes/ are tests too."""

pytest_plugins = ["workflows.testing.plugin"]
