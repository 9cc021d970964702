"""A read stays as it was recorded: only an untold purpose may be told, once, and a merge may point it to the kept party."""

from django.db import migrations

KEEP = """
CREATE FUNCTION people_keep_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.purpose = 'untold'
       AND to_jsonb(NEW) - '{purpose,words}'::text[] = to_jsonb(OLD) - '{purpose,words}'::text[] THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('vigie.merging_parties', true) = 'on'
       AND to_jsonb(NEW) - 'party_id' = to_jsonb(OLD) - 'party_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER people_fileread_kept BEFORE UPDATE OR DELETE ON people_fileread
FOR EACH ROW EXECUTE FUNCTION people_keep_read();
"""
UNDO = "DROP TRIGGER people_fileread_kept ON people_fileread; DROP FUNCTION people_keep_read();"


class Migration(migrations.Migration):
    dependencies = [("people", "0004_file_reads")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
