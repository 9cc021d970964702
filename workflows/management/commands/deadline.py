"""Compute a deadline and say which days were counted and which skipped, as JSON."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.calendars import DEFAULT, load_calendar
from workflows.deadlines import SOURCES, Deadline, Rule, compute, read_pause, read_term
from workflows.errors import WorkflowError


class Command(BaseCommand):
    help = "A deadline with the days counted and the days skipped, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="start", required=True, metavar="DATE", help="the day of the event"
        )
        parser.add_argument(
            "--add", required=True, metavar="TERM", help="5 working days, 45 days, 4 months, P4M"
        )
        parser.add_argument("--rule", choices=[rule.value for rule in Rule], default=Rule.PLAIN.value)
        parser.add_argument(
            "--paused", action="append", default=[], metavar="FROM/TO", help="both days included"
        )
        parser.add_argument("--calendar", default=DEFAULT)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            deadline = compute(
                read_day(options["start"]),
                read_term(options["add"]),
                calendar=load_calendar(options["calendar"]),
                rule=Rule(options["rule"]),
                pauses=[read_pause(text) for text in options["paused"]],
            )
        except (WorkflowError, OverflowError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(write_deadline(deadline, options["calendar"]), indent=2))


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--from must be a date such as 2026-05-12; it is {text!r}.") from error


def write_deadline(deadline: Deadline, calendar: str) -> dict[str, Any]:
    return {
        "from": deadline.start.isoformat(),
        "add": f"{deadline.term.value} {deadline.term.unit.replace('_', ' ')}",
        "rule": deadline.rule.value,
        "calendar": calendar,
        "date": deadline.day.isoformat(),
        "weekday": f"{deadline.day:%A}",
        "legal_date": deadline.legal_day.isoformat(),
        "internal_target": deadline.internal_day.isoformat(),
        "counted_days": len(deadline.counted),
        "counted": [day.isoformat() for day in deadline.counted],
        "skipped": [{"date": skip.day.isoformat(), "reason": skip.reason} for skip in deadline.skipped],
        "source": SOURCES[deadline.rule],
    }
