"""Carries out the batch whose number is given: `python -m tests.faults.migrating 7`."""

import sys

import django

django.setup()

from workflows import actors, migration  # noqa: E402  Django must be ready first

migration.run(int(sys.argv[1]), by=actors.operator(1))
