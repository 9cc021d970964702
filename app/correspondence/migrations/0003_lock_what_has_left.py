"""What has left, what was said and what came in is not rewritten; a letter's digest is that of its PDF."""

from django.db import migrations

KEEP = """
CREATE FUNCTION correspondence_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION correspondence_lock_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('sent', 'returned') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE'
        AND (NEW.state = OLD.state OR (OLD.state = 'sent' AND NEW.state = 'returned'))
        AND OLD.pdf = NEW.pdf
        AND to_jsonb(NEW) - '{state,party_id,pdf}'::text[] = to_jsonb(OLD) - '{state,party_id,pdf}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A letter that has left is locked'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'letter_locked';
END $$;

CREATE TRIGGER correspondence_letter_locked BEFORE UPDATE OR DELETE ON correspondence_letter
FOR EACH ROW EXECUTE FUNCTION correspondence_lock_letter();
UPDATE correspondence_letter SET sha256 = encode(sha256(pdf), 'hex')
WHERE state IN ('made', 'approved') AND sha256 <> encode(sha256(pdf), 'hex');
ALTER TABLE correspondence_letter ADD CONSTRAINT letter_digest_right
CHECK (sha256 = encode(sha256(pdf), 'hex'));
"""
MAY_CHANGE = {
    "correspondence_letterevent": [],
    "correspondence_printbatch": [],
    "correspondence_dispatch": ["returned_on", "reason", "tracking"],
    "correspondence_contact": ["party_id", "case_ref"],
    "correspondence_incomingmail": ["state", "contact_id", "problem", "handled_by", "handled_at"],
}
GUARDS = "".join(
    f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
    f"FOR EACH ROW EXECUTE FUNCTION correspondence_keep({', '.join(repr(one) for one in columns)});\n"
    for table, columns in MAY_CHANGE.items()
)
UNDO = (
    "ALTER TABLE correspondence_letter DROP CONSTRAINT letter_digest_right;\n"
    "DROP TRIGGER correspondence_letter_locked ON correspondence_letter;\n"
    "DROP FUNCTION correspondence_lock_letter();\n"
    + "".join(f"DROP TRIGGER {table}_kept ON {table};\n" for table in MAY_CHANGE)
    + "DROP FUNCTION correspondence_keep();"
)


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0002_contacts_dispatches_mail")]
    operations = [migrations.RunSQL(KEEP + GUARDS, UNDO)]
