"""Reports, their files and causes stay as they were written: a report is validated once, and goes after its ten years."""

from django.db import migrations

KEEP = """
CREATE FUNCTION charter_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'charter_quarterreport' THEN
        IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) ->> 'validated_at') IS NULL
           AND to_jsonb(NEW) - 'validated_at' - 'validated_by_id' = to_jsonb(OLD) - 'validated_at' - 'validated_by_id' THEN
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' AND (to_jsonb(OLD) ->> 'keep_until')::date
           < (workflows_now() AT TIME ZONE 'Europe/Brussels')::date THEN
            RETURN OLD;
        END IF;
    ELSIF TG_TABLE_NAME = 'charter_reportfile' AND TG_OP = 'DELETE' AND NOT EXISTS (
        SELECT FROM charter_quarterreport WHERE id = (to_jsonb(OLD) ->> 'report_id')::bigint
        AND keep_until >= (workflows_now() AT TIME ZONE 'Europe/Brussels')::date
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
TABLES = ("quarterreport", "reportfile", "breachcause")
GUARDS = "".join(
    f"CREATE TRIGGER charter_{table}_kept BEFORE UPDATE OR DELETE ON charter_{table} "
    "FOR EACH ROW EXECUTE FUNCTION charter_keep();\n"
    for table in TABLES
)
LET_GO = "".join(f"DROP TRIGGER charter_{table}_kept ON charter_{table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_keep_quarters"), ("workflows", "0020_find_decisions")]
    operations = [migrations.RunSQL(KEEP + GUARDS, LET_GO + "DROP FUNCTION charter_keep();")]
