"""How text is searched, in one place: without accents and capitals, by the stems of its language.

The bodies are SQL-standard ones, bound to what they call when they are made, so that an index may use them whatever the
search path of the session that maintains it.
"""

from django.db import migrations

MAKE = r"""
CREATE FUNCTION search_fold(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(
        normalize(translate(replace(replace(replace(lower(body), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'łøđ', 'lod'),
                  NFKD),
        '[\u0300-\u036f]', '', 'g'),
    '[^a-z0-9]+', ' ', 'g');

CREATE FUNCTION search_words(language text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple', search_fold(body)) || CASE language
    WHEN 'fr' THEN to_tsvector('french', search_fold(body))
    WHEN 'nl' THEN to_tsvector('dutch', search_fold(body))
    WHEN 'de' THEN to_tsvector('german', search_fold(body))
    WHEN 'en' THEN to_tsvector('english', search_fold(body))
    ELSE to_tsvector('french', search_fold(body)) || to_tsvector('dutch', search_fold(body))
         || to_tsvector('german', search_fold(body)) END;

CREATE FUNCTION search_strings(body jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg(found #>> '{}', ' ')
        FROM jsonb_path_query(body, 'strict $.**?(@.type() == "string")') AS found);
"""
DROP = """
DROP FUNCTION search_strings(jsonb);
DROP FUNCTION search_words(text, text);
DROP FUNCTION search_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_publish_legal_values")]
    operations = [migrations.RunSQL(MAKE, DROP)]
