"""An income is not rewritten: a corrected one supersedes it. A merge moves its party."""

from django.db import migrations

KEEP = """
CREATE FUNCTION contributions_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
MAY_CHANGE = {
    "contributions_income": ["party_id", "superseded_at"],
}
GUARDS = "".join(
    f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
    f"FOR EACH ROW EXECUTE FUNCTION contributions_keep({', '.join(repr(one) for one in columns)});\n"
    for table, columns in MAY_CHANGE.items()
)
UNDO = "".join(f"DROP TRIGGER {table}_kept ON {table};\n" for table in MAY_CHANGE) + "DROP FUNCTION contributions_keep();"


class Migration(migrations.Migration):
    dependencies = [("contributions", "0001_incomes")]
    operations = [migrations.RunSQL(KEEP + GUARDS, UNDO)]
