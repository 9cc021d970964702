from django.db import migrations

# Most steps leave the status as it is: they must not ask for the other runs of the case each time.
MIRROR = """
DROP TRIGGER cases_mirror_status ON workflows_processinstance;
CREATE TRIGGER cases_mirror_new_status AFTER INSERT ON workflows_processinstance
FOR EACH ROW WHEN (NEW.case_ref <> '' AND NEW.parent_id IS NULL) EXECUTE FUNCTION cases_mirror_status();
CREATE TRIGGER cases_mirror_changed_status AFTER UPDATE OF status ON workflows_processinstance
FOR EACH ROW WHEN (NEW.case_ref <> '' AND NEW.parent_id IS NULL AND NEW.status IS DISTINCT FROM OLD.status)
EXECUTE FUNCTION cases_mirror_status();
"""
UNDO = """
DROP TRIGGER cases_mirror_changed_status ON workflows_processinstance;
DROP TRIGGER cases_mirror_new_status ON workflows_processinstance;
CREATE TRIGGER cases_mirror_status AFTER INSERT OR UPDATE OF status ON workflows_processinstance
FOR EACH ROW WHEN (NEW.case_ref <> '' AND NEW.parent_id IS NULL) EXECUTE FUNCTION cases_mirror_status();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_open_once"), ("workflows", "0011_children_only")]
    operations = [migrations.RunSQL(MIRROR, UNDO)]
