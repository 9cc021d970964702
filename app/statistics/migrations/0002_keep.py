"""Snapshots, their cells, outputs and corrections are kept as they are, and for ten years."""

from django.db import migrations

KEEP = """
CREATE FUNCTION statistics_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_ARGV[0] = 'dated' AND (to_jsonb(OLD) ->> 'keep_until')::date
        < (workflows_now() AT TIME ZONE 'Europe/Brussels')::date
    THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'DELETE' AND TG_ARGV[0] = 'cell' AND (
        SELECT keep_until FROM statistics_snapshot WHERE id = (to_jsonb(OLD) ->> 'snapshot_id')::bigint
    ) < (workflows_now() AT TIME ZONE 'Europe/Brussels')::date THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are for ten years', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
TABLES = {"snapshot": "dated", "output": "dated", "snapshotcell": "cell", "correction": "always"}
GUARDS = "".join(
    f"CREATE TRIGGER statistics_{table}_kept BEFORE UPDATE OR DELETE ON statistics_{table} "
    f"FOR EACH ROW EXECUTE FUNCTION statistics_keep('{until}');\n"
    for table, until in TABLES.items()
)
LET_GO = "".join(f"DROP TRIGGER statistics_{table}_kept ON statistics_{table};\n" for table in TABLES)


class Migration(migrations.Migration):
    # The certified queries read these tables by name.
    dependencies = [
        ("statistics", "0001_snapshots_and_requests"),
        ("affiliation", "0001_affiliations"),
        ("benefits", "0001_keep_benefits"),
        ("cases", "0001_open_cases"),
    ]
    operations = [migrations.RunSQL(KEEP + GUARDS, LET_GO + "DROP FUNCTION statistics_keep();")]
