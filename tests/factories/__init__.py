"""Situations for tests, built through the same doors as in production."""
