"""What was recorded stays as it was. A merge, which says so in its transaction, may point a row to the kept party."""

from django.db import migrations

TABLES = ("people_assignment", "people_partyevent", "people_nissreading", "people_merge")

FUNCTION = """
CREATE FUNCTION people_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('vigie.merging_parties', true) = 'on'
       AND to_jsonb(NEW) - 'party_id' = to_jsonb(OLD) - 'party_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGER = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION people_keep_history();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_parties")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION people_keep_history()"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER {table}_kept ON {table}")
            for table in TABLES
        ),
    ]
