"""Scenarios: a process played under a virtual clock, without a database, as a lawyer could sign it."""
