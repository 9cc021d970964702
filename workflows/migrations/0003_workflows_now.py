"""The one clock of every query: real time, or the virtual clock of a demo or test fund."""

from django.db import migrations

CREATE = """
CREATE FUNCTION workflows_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT COALESCE(
        (SELECT COALESCE(frozen_at, statement_timestamp() + shift) FROM workflows_virtualclock WHERE id = 1),
        statement_timestamp()
    )
$$
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0002_virtual_clock_and_service_levels")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION workflows_now()")]
