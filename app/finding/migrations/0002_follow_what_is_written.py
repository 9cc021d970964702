"""Triggers keep a search row for each letter, document and contact, in the transaction that writes it."""

from django.db import migrations

#: Table → kind, key, instant, language, text. A document's text is read later than its bytes are kept.
SOURCES = (
    (
        "correspondence_letter",
        "'letter', r.id, r.made_at, search_words(r.language, concat_ws(' ', r.title, search_strings(r.recipient),"
        " search_strings(r.data), search_strings(r.blocks), search_strings(r.edits)))",
        "title, recipient, data, blocks, edits",
    ),
    (
        "correspondence_contact",
        "'contact', r.id, r.at, search_words('', concat_ws(' ', r.subject, r.summary))",
        "subject, summary",
    ),
    (
        "documents_documenttext",
        "'document', r.document_id, (SELECT d.received_at FROM documents_document d WHERE d.id = r.document_id),"
        " search_words('', r.body)",
        "body",
    ),
)
KEEP = """
ON CONFLICT (kind, object_id) DO UPDATE SET words = EXCLUDED.words WHERE s.words IS DISTINCT FROM EXCLUDED.words
"""


def follow(table: str, row: str, columns: str) -> str:
    return f"""
CREATE FUNCTION finding_follow_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r {table} := NEW;
BEGIN
    INSERT INTO finding_searchrow AS s (kind, object_id, at, words) VALUES ({row}) {KEEP};
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_searched AFTER INSERT OR UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION finding_follow_{table}();
"""


def forget(table: str) -> str:
    return f"DROP TRIGGER {table}_searched ON {table}; DROP FUNCTION finding_follow_{table}();"


#: For rows that came with triggers off: a restored fund.
REFILL = (
    "CREATE FUNCTION finding_refill() RETURNS void LANGUAGE sql AS $$\n"
    + "\n".join(
        f"INSERT INTO finding_searchrow AS s (kind, object_id, at, words) SELECT {row} FROM {table} r {KEEP};"
        for table, row, _columns in SOURCES
    )
    + "\n$$; SELECT finding_refill();"
)
MAKE = "".join(follow(*source) for source in SOURCES) + REFILL
DROP = "".join(forget(table) for table, _row, _columns in SOURCES) + "DROP FUNCTION finding_refill();"


class Migration(migrations.Migration):
    dependencies = [
        ("finding", "0001_search_rows"),
        ("registers", "0002_search_words"),
        ("correspondence", "0003_lock_what_has_left"),
        ("documents", "0003_document_text"),
    ]
    operations = [migrations.RunSQL(MAKE, DROP)]
