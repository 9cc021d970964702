"""A fund of many: parties with an address, a liability in main occupation and a known income, written by SQL."""

from datetime import date

from django.db import connection

#: Everybody is liable since then; the income of 2023 was known on 1 September 2025.
SINCE, INCOME_YEAR, KNOWN_ON = date(2020, 1, 1), 2023, date(2025, 9, 1)

FIRST = "SELECT coalesce(max(id), 0) FROM people_party"
STATEMENTS = (
    """INSERT INTO people_party (id, reference, kind, name, search_text, language, created_at, created_by)
       SELECT %(first)s + n, 'P9' || lpad((%(first)s + n)::text, 8, '0'), 'person', 'Anne Lambert ' || n,
              'anne lambert ' || n, (ARRAY['fr', 'nl', 'nl', 'fr', 'de'])[1 + n %% 5], now(), 'system:bench'
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO people_person (party_id, first_name, last_name, birth_date, niss_sealed)
       SELECT %(first)s + n, 'Anne', 'Lambert ' || n, DATE '1965-01-01' + (n %% 9000), ''
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO people_address (party_id, kind, street, number, box, postal_code, city, country, started_on)
       SELECT %(first)s + n, 'residence', 'Rue Haute', n::text, '', '1000', 'Bruxelles', 'BE', DATE '2010-01-01'
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO affiliation_liabilityperiod (person_id, capacity, activity, started_on, registered_on, late,
                                                state, declared_at, declared_by)
       SELECT %(first)s + n, 'self_employed', '', %(since)s, %(since)s, false, 'active', now(), 'system:bench'
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO contributions_income (party_id, year, amount, kind, source, received_on, note, recorded_at,
                                         recorded_by)
       SELECT %(first)s + n, %(year)s, 8000 + (n * 7919 %% 90000) + (n %% 100) / 100.0, 'definitive', 'tax',
              %(known_on)s, '', now(), 'system:bench'
       FROM generate_series(1, %(count)s) n""",
    "SELECT setval(pg_get_serial_sequence('people_party', 'id'), %(first)s + %(count)s)",
)
TABLES = (
    "people_party",
    "people_person",
    "people_address",
    "affiliation_liabilityperiod",
    "contributions_income",
)


def settle(count: int) -> range:
    """Add so many people, each with another income; the keys of their parties."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST)
        first = int(cursor.fetchone()[0])
        values: dict[str, int | date] = {
            "first": first,
            "count": count,
            "since": SINCE,
            "year": INCOME_YEAR,
            "known_on": KNOWN_ON,
        }
        for statement in STATEMENTS:
            cursor.execute(statement, values)
        cursor.execute("VACUUM (ANALYZE) " + ", ".join(TABLES))
    return range(first + 1, first + count + 1)
