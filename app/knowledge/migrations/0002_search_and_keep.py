"""Searching in three languages without accents and despite slips of the pen; what was published is not rewritten."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

CONFIGURATIONS = {"fr": ("french", "french_stem"), "nl": ("dutch", "dutch_stem"), "de": ("german", "german_stem")}
SEARCH = "".join(
    f"CREATE TEXT SEARCH CONFIGURATION vigie_{language} (COPY = pg_catalog.{name});\n"
    f"ALTER TEXT SEARCH CONFIGURATION vigie_{language} ALTER MAPPING FOR hword, hword_part, word, asciihword, "
    f"hword_asciipart, asciiword WITH unaccent, {stem};\n"
    for language, (name, stem) in CONFIGURATIONS.items()
)
COLUMN = """
CREATE FUNCTION knowledge_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE language WHEN 'nl' THEN 'vigie_nl'::regconfig WHEN 'de' THEN 'vigie_de'::regconfig
        ELSE 'vigie_fr'::regconfig END
$$;
CREATE FUNCTION knowledge_plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(unaccent('unaccent'::regdictionary, $1))
$$;
ALTER TABLE knowledge_editiontext ADD COLUMN found_by tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector(knowledge_configuration(language), title), 'A')
    || setweight(to_tsvector(knowledge_configuration(language), summary), 'B')
    || setweight(to_tsvector(knowledge_configuration(language), words), 'C')
) STORED;
CREATE INDEX knowledge_editiontext_found_by ON knowledge_editiontext USING gin (found_by);
"""
KEEP = """
CREATE FUNCTION knowledge_keep_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('published', 'retired') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE'
        AND (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired'))
        AND to_jsonb(NEW) - '{state,valid_until,review_on,retired_at}'::text[]
            = to_jsonb(OLD) - '{state,valid_until,review_on,retired_at}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A published edition is kept as it is'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_kept';
END $$;
CREATE TRIGGER knowledge_edition_kept BEFORE UPDATE OR DELETE ON knowledge_edition
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_edition();

CREATE FUNCTION knowledge_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_ knowledge_editiontext := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF (SELECT state FROM knowledge_edition WHERE id = row_.edition_id) <> 'draft' THEN
        RAISE EXCEPTION 'Only a draft is written'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_text_kept';
    END IF;
    RETURN row_;
END $$;
CREATE TRIGGER knowledge_editiontext_kept BEFORE INSERT OR UPDATE OR DELETE ON knowledge_editiontext
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_text();

CREATE FUNCTION knowledge_keep_bulletin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'composed' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'approved'
        AND to_jsonb(NEW) - '{state,sent_at}'::text[] = to_jsonb(OLD) - '{state,sent_at}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An approved bulletin is kept as it is'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bulletin_kept';
END $$;
CREATE TRIGGER knowledge_bulletin_kept BEFORE UPDATE OR DELETE ON knowledge_bulletin
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_bulletin();

CREATE FUNCTION knowledge_keep_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_ knowledge_bulletinitem := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF (SELECT state FROM knowledge_bulletin WHERE id = row_.bulletin_id) <> 'composed' THEN
        RAISE EXCEPTION 'An approved bulletin is kept as it is'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bulletin_kept';
    END IF;
    RETURN row_;
END $$;
CREATE TRIGGER knowledge_bulletinitem_kept BEFORE INSERT OR UPDATE OR DELETE ON knowledge_bulletinitem
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_item();

CREATE FUNCTION knowledge_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER knowledge_brochure_kept BEFORE UPDATE OR DELETE ON knowledge_brochure
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_row();
CREATE TRIGGER knowledge_bulletinpdf_kept BEFORE UPDATE OR DELETE ON knowledge_bulletinpdf
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_row();
CREATE TRIGGER knowledge_sending_kept BEFORE UPDATE OR DELETE ON knowledge_sending
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_row('sent_at', 'skipped');
"""
TRIGGERS = {
    "edition": "knowledge_edition_kept",
    "editiontext": "knowledge_editiontext_kept",
    "bulletin": "knowledge_bulletin_kept",
    "bulletinitem": "knowledge_bulletinitem_kept",
    "brochure": "knowledge_brochure_kept",
    "bulletinpdf": "knowledge_bulletinpdf_kept",
    "sending": "knowledge_sending_kept",
}
FUNCTIONS = ("keep_edition", "keep_text", "keep_bulletin", "keep_item", "keep_row")
LET_GO = "".join(f"DROP TRIGGER {name} ON knowledge_{table};\n" for table, name in TRIGGERS.items()) + "".join(
    f"DROP FUNCTION knowledge_{name}();\n" for name in FUNCTIONS
)
UNSEARCH = "ALTER TABLE knowledge_editiontext DROP COLUMN found_by;\n" + "".join(
    f"DROP FUNCTION knowledge_{name}(text);\n" for name in ("configuration", "plain")
) + "".join(f"DROP TEXT SEARCH CONFIGURATION vigie_{language};\n" for language in CONFIGURATIONS)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_articles")]
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(SEARCH + COLUMN, UNSEARCH),
        migrations.RunSQL(KEEP, LET_GO),
    ]
