"""What left stays as it was recorded: only the number of lines is noted, once, when the file is whole."""

from django.db import migrations

KEEP = """
CREATE FUNCTION exports_keep_download() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lines IS NULL AND to_jsonb(NEW) - 'lines' = to_jsonb(OLD) - 'lines' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER exports_download_kept BEFORE UPDATE OR DELETE ON exports_download
FOR EACH ROW EXECUTE FUNCTION exports_keep_download();
"""
UNDO = "DROP TRIGGER exports_download_kept ON exports_download; DROP FUNCTION exports_keep_download();"


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
