"""The studio's periodic duties: what was approved for a day is published on it, migrations go on in batches,
runs of the bench that nobody uses are removed."""

from datetime import timedelta

from app.studio import bench_runs
from app.studio.migrating import go_on
from app.studio.publishing import publish_due
from workflows import clock
from workflows.periodic import periodic


@periodic("publish_approved_drafts", every=timedelta(minutes=5))
def publish_approved() -> None:
    publish_due(today=clock.today(), now=clock.now())


@periodic("go_on_with_migrations", every=timedelta(seconds=5))
def migrate_waiting() -> None:
    go_on()


@periodic("remove_bench_runs", every=timedelta(days=1))
def remove_bench_runs() -> None:
    bench_runs.remove_old(clock.now())
