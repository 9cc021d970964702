"""Run what is due: operations, timers, messages, periodic duties, bulk starts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.heartbeat import list_live
from workflows.models.job import Queue


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--processes", type=int, default=None, help="0 works in this process itself")
        parser.add_argument(
            "--queues", default=",".join(Queue.values), help="comma separated; all by default"
        )
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--drain", action="store_true", help="until nothing is due, then end")
        parser.add_argument(
            "--poll", type=float, default=1.0, help="shortest rest between two looks, in seconds"
        )
        parser.add_argument("--no-listen", action="store_true", help="poll only, without notifications")
        parser.add_argument("--heartbeat", default="", help="a file touched as long as the worker lives")
        parser.add_argument(
            "--list", action="store_true", help="name the workers that live, with their process ids"
        )
        parser.add_argument("--parent", type=int, default=0, help="end when this process has gone")

    def handle(self, *args: Any, **options: Any) -> None:
        from workflows.pool import Pool
        from workflows.worker import Worker

        if options["list"]:
            self._list()
            return
        queues = read_queues(options["queues"])
        listen, poll, file = not options["no_listen"], options["poll"], options["heartbeat"]
        processes = settings.WORKER_PROCESSES if options["processes"] is None else options["processes"]
        if options["once"] or options["drain"]:
            worker = Worker(queues, file=file)
            with worker.beat.running():
                # One round does all that is due: nothing comes after it.
                worker.duty_seconds = None
                done = worker.attempt(worker.round if options["once"] else worker.drain)
            self.stdout.write(f"{done} done")
        elif processes == 0:
            Worker(queues, file=file).run(listen=listen, shortest=poll, parent=options["parent"])
        else:
            Pool(processes, queues, listen=listen, poll=poll, file=file, parent=options["parent"]).run()

    def _list(self) -> None:
        """The name says it: host:pid:random."""
        for one in list_live():
            host, pid, _ = one.name.rsplit(":", 2)
            memory = f"{one.memory // 1_000_000} MB"
            self.stdout.write(
                f"process {pid} on {host}\t{one.executor}\t{one.done} done\t{memory}\t{one.queues}"
            )


def read_queues(text: str) -> list[Queue]:
    """Queues in the order of their importance, whatever the order given."""
    names = {part.strip() for part in text.split(",") if part.strip()}
    unknown = sorted(names - set(Queue.values))
    if unknown or not names:
        raise CommandError(
            f"Unknown queue {', '.join(unknown) or '(none)'}: there are {', '.join(Queue.values)}."
        )
    return [queue for queue in Queue if queue.value in names]
