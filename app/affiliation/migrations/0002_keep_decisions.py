"""What was decided, recorded or done is not rewritten: it is ended, withdrawn or superseded. A merge moves its party."""

from django.db import migrations

KEEP = """
CREATE FUNCTION affiliation_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
MAY_CHANGE = {
    "affiliation_affiliationevent": [],
    "affiliation_circumstance": ["person_id", "ended_on", "withdrawn_at", "withdrawn_by", "withdrawn_why"],
    "affiliation_quarterstatus": ["person_id", "superseded_at", "superseded_by_id", "withdrawn_why"],
    "affiliation_balancesheet": ["company_id", "superseded_at"],
}
GUARDS = "".join(
    f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
    f"FOR EACH ROW EXECUTE FUNCTION affiliation_keep({', '.join(repr(one) for one in columns)});\n"
    for table, columns in MAY_CHANGE.items()
)
UNDO = "".join(f"DROP TRIGGER {table}_kept ON {table};\n" for table in MAY_CHANGE) + "DROP FUNCTION affiliation_keep();"


class Migration(migrations.Migration):
    dependencies = [("affiliation", "0001_affiliations")]
    operations = [migrations.RunSQL(KEEP + GUARDS, UNDO)]
