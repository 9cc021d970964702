"""What a start does for the demo fund: put the shipped one back, or live one, and live on until today."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import StringIO
from typing import Any, TextIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from app.cases.models import Case
from app.demo.dump_file import Dump, Manifest
from app.demo.dump_loading import SHIPPED, load, load_into_old_schema, may_copy
from app.demo.errors import DumpRefused
from app.demo.population import find_parties
from app.demo.progress import Progress
from app.demo.year import Plan, Year, begin, is_begun, is_lived
from app.embedded import deployed
from app.settings.environment import read_boolean
from workflows import clock
from workflows.clock import BRUSSELS

#: What the shipped fund may take to come to today, before it goes on from where it stands.
MOST_SECONDS = 90.0
SIDECAR = SHIPPED.with_name("fund.json")


def read_manifest() -> Manifest | None:
    """What the shipped fund is, without unpacking it; None where none is shipped."""
    if not SHIPPED.exists() or not SIDECAR.exists():
        return None
    return Manifest(**json.loads(SIDECAR.read_text(encoding="utf-8")))


def will_load() -> bool:
    """Whether this empty database gets the shipped fund."""
    wanted = settings.DEMO and settings.VIRTUAL_CLOCK and read_boolean("VIGIE_DEMO_YEAR", default=True)
    return wanted and SHIPPED.exists() and may_copy() and not (is_begun() or Case.objects.exists())


def has_schema() -> bool:
    return "django_migrations" in connection.introspection.table_names()


def make_old_schema(manifest: Manifest) -> bool:
    """Bring an empty database to the schema a dump was written from, when that is not the newest.

    The fund then goes through the migrations since, as any fund does; whether there was need of it.
    """
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    known = {(app, name) for app, names in manifest.migrations.items() for name in names}
    if not known <= set(graph.nodes) or set(graph.nodes) == known:
        return False
    executor.migrate(find_leaves(known, graph.node_map))
    return True


def find_leaves(
    known: Iterable[tuple[str, str]], nodes: dict[tuple[str, str], object]
) -> list[tuple[str, str]]:
    """The migrations after which no other of the same app comes in `known`."""
    within = set(known)
    return sorted(
        key
        for key in within
        if not any(child.key in within and child.key[0] == key[0] for child in nodes[key].children)  # type: ignore[attr-defined]
    )


def load_shipped(stream: TextIO, *, is_old: bool = False) -> None:
    """Raises DumpRefused when this database cannot take it."""
    progress = Progress(stream, "Typesetting the demo fund’s letters")

    def tell(done: int, of: int) -> None:
        progress.show(done / of, f"{done} of {of}", step=str(done * 5 // of))

    (load_into_old_schema if is_old else load)(Dump(SHIPPED), tell)
    progress.end()


def publish() -> None:
    """What changed since the dump was written gets a new version, and the public its articles; cases keep theirs."""
    call_command("deploy", stdout=StringIO())
    call_command("publish_information", stdout=StringIO())
    deployed.remember()


def go_on(stream: TextIO, sizes: Mapping[str, Any]) -> bool:
    """The fund as of today: loaded or lived, unless it is already. Whether it has come to today.

    Sizes that are given ask for a fund of their own, lived from its first day.
    """
    if is_lived() or (Case.objects.exists() and not is_begun()):
        return True
    if not sizes and will_load():
        try:
            load_shipped(stream)
        except DumpRefused as refusal:
            stream.write(f"vigie: {refusal} A smaller fund lives its year instead.\n")
        publish()
    plan = make_plan(sizes)
    with transaction.atomic():
        if not is_begun():
            begin(plan)
    return Year(plan).live(stream, seconds=MOST_SECONDS if plan.since else math.inf)


def make_plan(sizes: Mapping[str, Any]) -> Plan:
    """Until now: from a first day that many months ago, or the shipped fund from where it stands."""
    until, manifest = datetime.now(BRUSSELS), read_manifest()
    if sizes or manifest is None or not has_lived(manifest):
        return Plan(until=until, **sizes)
    return Plan(
        until=until,
        persons=manifest.persons,
        companies=manifest.companies,
        seed=manifest.seed,
        since=clock.today(),
    )


def has_lived(manifest: Manifest) -> bool:
    """Whether this is the fund of that dump: its people, on its last day or a later one."""
    people = len(find_parties())
    return is_begun() and people == manifest.persons + manifest.companies and clock.now() >= manifest.ends_at
