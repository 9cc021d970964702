"""Where and when the life begins, and what every chapter needs of the person."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO

from django.core.management import call_command

from app.people.models import Party, Person
from app.registers.identifiers import compose_niss
from workflows import clock
from workflows.clock import BRUSSELS

FIRST_MORNING = datetime(2022, 4, 1, 9, 0, tzinfo=BRUSSELS)
#: Sixty-seven on 10 April 2062: the legal age of those who reach it from February 2030.
BORN = date(1995, 4, 10)
NISS = compose_niss(BORN, 1)
#: The other parent.
LUC_BORN = date(1993, 2, 2)
LUC_NISS = compose_niss(LUC_BORN, 1)


def open_fund() -> None:
    """A fund without anybody in it, every shipped process published, on Friday 1 April 2022."""
    clock.begin(FIRST_MORNING)
    call_command("deploy", stdout=StringIO())


def find_nora() -> Party:
    return Person.objects.get(birth_date=BORN).party


def find_luc() -> Party:
    return Person.objects.get(birth_date=LUC_BORN).party
