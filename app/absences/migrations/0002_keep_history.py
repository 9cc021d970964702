"""What was recorded of an absence stays: only its end and its cancelling may be written later."""

from django.db import migrations

KEEP = """
CREATE FUNCTION absences_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER absences_absence_kept BEFORE UPDATE OR DELETE ON absences_absence
FOR EACH ROW EXECUTE FUNCTION absences_keep('last_day', 'cancelled_at', 'cancelled_by');
CREATE TRIGGER absences_substitute_kept BEFORE UPDATE OR DELETE ON absences_substitute
FOR EACH ROW EXECUTE FUNCTION absences_keep();
CREATE TRIGGER absences_event_kept BEFORE UPDATE OR DELETE ON absences_absenceevent
FOR EACH ROW EXECUTE FUNCTION absences_keep();
"""
UNDO = """
DROP TRIGGER absences_absence_kept ON absences_absence;
DROP TRIGGER absences_substitute_kept ON absences_substitute;
DROP TRIGGER absences_event_kept ON absences_absenceevent;
DROP FUNCTION absences_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("absences", "0001_absences")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
