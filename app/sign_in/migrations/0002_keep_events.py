"""What happened at the door stays as it was written."""

from django.db import migrations

KEEP = """
CREATE FUNCTION sign_in_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER sign_in_event_kept BEFORE UPDATE OR DELETE ON sign_in_signinevent
FOR EACH ROW EXECUTE FUNCTION sign_in_keep();
"""
UNDO = """
DROP TRIGGER sign_in_event_kept ON sign_in_signinevent;
DROP FUNCTION sign_in_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("sign_in", "0001_sign_in")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
