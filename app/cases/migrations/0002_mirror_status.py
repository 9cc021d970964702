"""The database keeps a case's status equal to its instances': whoever steps them, worker or screen."""

from django.db import migrations

MIRROR = """
CREATE FUNCTION cases_mirror_status() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mirrored text;
BEGIN
    SELECT CASE
        WHEN bool_or(status = 'active') THEN 'active'
        WHEN bool_or(status = 'suspended') THEN 'suspended'
        WHEN bool_or(status = 'completed') THEN 'completed'
        ELSE 'cancelled' END
    INTO mirrored
    FROM workflows_processinstance
    WHERE case_ref = NEW.case_ref AND case_ref <> '' AND parent_id IS NULL;
    UPDATE cases_case
    SET status = mirrored,
        closed_at = CASE WHEN mirrored IN ('completed', 'cancelled') THEN NEW.ended_at END
    WHERE reference = NEW.case_ref AND status <> mirrored;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_mirror_status AFTER INSERT OR UPDATE OF status ON workflows_processinstance
FOR EACH ROW WHEN (NEW.case_ref <> '' AND NEW.parent_id IS NULL) EXECUTE FUNCTION cases_mirror_status();
"""
UNDO = """
DROP TRIGGER cases_mirror_status ON workflows_processinstance;
DROP FUNCTION cases_mirror_status();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_open_cases"), ("workflows", "0001_initial")]
    operations = [migrations.RunSQL(MIRROR, UNDO)]
