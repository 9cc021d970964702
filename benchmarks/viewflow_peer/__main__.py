"""`python -m benchmarks.viewflow_peer SECONDS PROCESSES`: completions a second of viewflow's engine, as JSON."""

import json
import os
import sys
from time import perf_counter

SCHEMA = "viewflow_peer"
CASES = 40


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.viewflow_peer.settings"
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    call_command("migrate", interactive=False, verbosity=0)
    seconds, processes = float(sys.argv[1]), int(sys.argv[2])
    from benchmarks.measuring import work_together

    crew = work_together(processes, lambda number: _complete_for(seconds, number))
    times = [taken for result in crew.results for taken in result]
    rate = sum(len(result) / sum(result) for result in crew.results)
    sys.stdout.write(json.dumps({"rate": rate, "times": times}))


def _complete_for(seconds: float, number: int) -> list[float]:
    """Complete tasks on this process's own flows; the seconds of each completion."""
    from django.contrib.auth.models import User
    from viewflow.workflow.models import Task

    from benchmarks.viewflow_peer.flows import CheckFlow

    person, _ = User.objects.get_or_create(username=f"bench{number}")
    taken: list[float] = []
    while sum(taken) < seconds:
        cases = [CheckFlow.start.run().pk for _ in range(CASES)]
        waiting = Task.objects.filter(process_id__in=cases, flow_task=CheckFlow.check).order_by("id")
        for task_id in list(waiting.values_list("id", flat=True)):
            begun = perf_counter()
            _complete(task_id, person)
            taken.append(perf_counter() - begun)
    return taken


def _complete(task_id: int, person: object) -> None:
    """What viewflow's own view does on submission: lock, read, assign, start, save the data, execute."""
    from django.db import transaction
    from viewflow.workflow.models import Task

    from benchmarks.viewflow_peer.flows import CheckFlow

    process_id = Task.objects.values_list("process_id", flat=True).get(pk=task_id)
    with transaction.atomic(), CheckFlow.lock(process_id):
        task = Task.objects.select_related("process").get(pk=task_id)
        activation = task.flow_task.activation_class(task)
        activation.assign(person)
        activation.start(None)
        activation.process.data = {"amount": 812, "note": "Checked against the file", "accepted": True}
        activation.process.save()
        activation.execute()


if __name__ == "__main__":
    main()
