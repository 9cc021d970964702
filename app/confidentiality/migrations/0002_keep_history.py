"""What was marked, cleared, linked, opened and alerted stays: only its end may be written later, and a merge's party."""

from django.db import migrations

KEEP = """
CREATE FUNCTION confidentiality_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := TG_ARGV;
BEGIN
    IF current_setting('vigie.merging_parties', true) = 'on' THEN
        free := free || 'party_id';
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - free = to_jsonb(OLD) - free THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER confidentiality_mark_kept BEFORE UPDATE OR DELETE ON confidentiality_restrictedfile
FOR EACH ROW EXECUTE FUNCTION confidentiality_keep('lifted_at', 'lifted_by_id', 'lift_reason');
CREATE TRIGGER confidentiality_clearance_kept BEFORE UPDATE OR DELETE ON confidentiality_clearance
FOR EACH ROW EXECUTE FUNCTION confidentiality_keep('withdrawn_at', 'withdrawn_by_id');
CREATE TRIGGER confidentiality_staff_file_kept BEFORE UPDATE OR DELETE ON confidentiality_stafffile
FOR EACH ROW EXECUTE FUNCTION confidentiality_keep('ended_at', 'ended_by', 'niss_sealed', 'niss_index');
CREATE TRIGGER confidentiality_opening_kept BEFORE UPDATE OR DELETE ON confidentiality_opening
FOR EACH ROW EXECUTE FUNCTION confidentiality_keep('ended_at');
CREATE TRIGGER confidentiality_alert_kept BEFORE UPDATE OR DELETE ON confidentiality_alert
FOR EACH ROW EXECUTE FUNCTION confidentiality_keep();
"""
UNDO = """
DROP TRIGGER confidentiality_mark_kept ON confidentiality_restrictedfile;
DROP TRIGGER confidentiality_clearance_kept ON confidentiality_clearance;
DROP TRIGGER confidentiality_staff_file_kept ON confidentiality_stafffile;
DROP TRIGGER confidentiality_opening_kept ON confidentiality_opening;
DROP TRIGGER confidentiality_alert_kept ON confidentiality_alert;
DROP FUNCTION confidentiality_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0001_restricted_files")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
