"""A note stays, and so does what it said before it was changed; only the removal of the content empties them."""

from django.db import migrations

KEEP = """
CREATE FUNCTION teamwork_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER teamwork_revision_kept BEFORE UPDATE OR DELETE ON teamwork_noterevision
FOR EACH ROW EXECUTE FUNCTION teamwork_keep();
CREATE TRIGGER teamwork_note_kept BEFORE DELETE ON teamwork_note
FOR EACH ROW EXECUTE FUNCTION teamwork_keep();
"""
UNDO = """
DROP TRIGGER teamwork_revision_kept ON teamwork_noterevision;
DROP TRIGGER teamwork_note_kept ON teamwork_note;
DROP FUNCTION teamwork_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("teamwork", "0001_notes_and_watches")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
