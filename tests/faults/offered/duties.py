"""A duty each second that counts itself."""

from datetime import timedelta

from django.db import connection

from workflows.periodic import Missed, periodic


@periodic("tick", every=timedelta(seconds=1), missed=Missed.ALL)
def tick() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS tick (id bigserial)")
        cursor.execute("INSERT INTO tick DEFAULT VALUES")
