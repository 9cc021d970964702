"""Vigie on one machine: its own PostgreSQL under var/, web and worker under one supervisor."""
