"""A document stays as it came: only whose it is, on which case and as what may be put right. Its digest is checked."""

from django.db import migrations

KEEP = """
CREATE FUNCTION documents_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER documents_document_kept BEFORE UPDATE OR DELETE ON documents_document
FOR EACH ROW EXECUTE FUNCTION documents_keep('party_id', 'case_ref', 'kind');
ALTER TABLE documents_document ADD CONSTRAINT document_digest_right
CHECK (sha256 = encode(sha256(content), 'hex') AND size = octet_length(content));
"""
UNDO = """
ALTER TABLE documents_document DROP CONSTRAINT document_digest_right;
DROP TRIGGER documents_document_kept ON documents_document;
DROP FUNCTION documents_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
