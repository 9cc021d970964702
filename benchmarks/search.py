"""The search in the head of the page: 200,000 people, two cases and two letters each, a contact for every other."""

from functools import partial
from typing import Any

from django.db import connection
from django.test import Client

from app.people.searching import build_search_text
from benchmarks import population
from benchmarks.database import analyse
from benchmarks.measuring import Chapter, Scale, describe_times, percentile, profile, time_each
from benchmarks.site import make_person

PEOPLE = 200_000
ASKED = 60
P95_MS = 100
#: 40 first and 60 family names, the common ones far more often than the rare.
FIRST = """
Anne Marie Jean Luc Sofie Jan Els Pieter Nathalie Thomas Karim Fatima Bram Julie Koen Céline Youssef Lotte Marc
Hélène Ingrid Wim Sarah Olivier Katrien Stéphane Miet Ludovic Greet Amélie Tom Aïcha Hans Petra Uwe Jürgen
Benoît Zoé Joris Eléonore
"""
LAST = """
Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters Dubois Lambert Dupont Simon Leclercq Laurent
Renard Lejeune Denis Gérard Michel François Collard Servais Bodart Toussaint Thiry Noël Hermans Aerts Pauwels
Michiels Hendrickx Desmet Verhoeven Martens Cools Segers Stevens Verbeke Bogaerts Smets Lenaerts Coppens Baert
Vermeulen Verstraete Vandamme Lemmens Cuypers Nijs Thys Geerts Brouwers Schmitz Müller Kockelmann Özdemir Hassani
Ødegård Zwertvaegher
"""
RENAME = """
WITH dice AS MATERIALIZED (
    SELECT id, 1 + floor(power(random(), 2) * %(size)s)::int AS place FROM people_party)
UPDATE people_party p SET name = (%(names)s::text[])[place], search_text = (%(folded)s::text[])[place]
FROM dice WHERE dice.id = p.id
"""
CASES = """
INSERT INTO cases_case (reference, process, subject, subject_parts, party_id, party_name, party_contact, language,
                        search_text, status, opened_at, opened_by)
SELECT 'B-2026-' || lpad((p.id * 2 + n)::text, 9, '0'), 'question', 'Question ' || n, '[]', p.id, p.name, '',
       p.language,
       'b 2026 ' || lpad((p.id * 2 + n)::text, 9, '0') || ' question' || p.search_text, 'active',
       now() - random() * interval '900 days', 'system:bench'
FROM people_party p CROSS JOIN generate_series(0, 1) n
"""
LETTERS = """
INSERT INTO correspondence_letter (id, idempotency_key, case_ref, party_id, process, name, language, title, recipient,
    channel, state, pdf, sha256, made_at, decision, mentions, needs_approval, data, blocks, edits)
SELECT gen_random_uuid(), 'bench:' || p.id || ':' || n, '', p.id, 'recovery', 'reminder', p.language,
    (ARRAY['Rappel de cotisation', 'Herinnering bijdrage', 'Mahnung'])[1 + p.id %% 3],
    jsonb_build_object('name', p.name, 'address', 'Rue Haute ' || p.id, 'email', ''), 'post', 'made', '\\x78',
    encode(sha256('\\x78'), 'hex'), now() - random() * interval '900 days', '', '[]', false,
    jsonb_build_object('quarter', '2026Q' || 1 + p.id %% 4, 'reference', '+++' || p.id || '+++',
                       'explained', 'Nous vous rappelons la cotisation du trimestre et sa date d’échéance'), '{}', '{}'
FROM people_party p CROSS JOIN generate_series(0, 1) n
"""
CONTACTS = """
INSERT INTO correspondence_contact (id, party_id, case_ref, channel, direction, at, subject, summary, outcome, purpose,
    by, logged_at)
SELECT gen_random_uuid(), p.id, '', 'phone', 'in', now() - random() * interval '900 days', 'Question au téléphone',
    CASE p.id %% 5000 WHEN 0 THEN 'Demande un report pour cause d’inondation' ELSE 'Demande le montant dû' END,
    'reached', 'payment', 'system:bench', now()
FROM people_party p WHERE p.id %% 2 = 0
"""
TABLES = (
    "people_party", "cases_case", "correspondence_letter", "correspondence_contact", "finding_searchrow",
)  # fmt: skip
QUESTIONS = {
    "a common name": "Peeters",
    "a common name and a first name": "sofie janssens",
    "a rare name, without its accents": "odegard",
    "a name with a mistake": "Zwertvaeger",
    "the beginning of a word": "lec",
    "a word of every letter": "cotisation",
    "a word few contacts have": "inondations",
    "words that stand nowhere together": "inondation zwertvaegher",
    "nonsense": "qxzzjy",
}


def run(scale: Scale) -> Chapter:
    people = scale.count(PEOPLE, 300)
    chapter = Chapter(f"Search over {people:,} people, {2 * people:,} cases and as many letters")
    fill(people)
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        make_person("searcher", "caseworker"), backend="app.sign_in.session_person.PasswordBackend"
    )
    asked = scale.count(ASKED, 2)
    for what, text in QUESTIONS.items():
        measure(chapter, client, what, text, asked)
    return chapter


def fill(people: int) -> None:
    population.settle(people)
    names = [f"{first} {last}" for last in LAST.split() for first in FIRST.split()]
    values: dict[str, Any] = {
        "names": names,
        "folded": [build_search_text(name) for name in names],
        "size": len(names),
    }
    with connection.cursor() as cursor:
        cursor.execute(RENAME, values)
        for statement in (CASES, LETTERS, CONTACTS):
            cursor.execute(statement.replace("%%", "%"))
    analyse(*TABLES)


def measure(chapter: Chapter, client: Client, what: str, text: str, asked: int) -> None:
    ask = partial(client.post, "/find/", {"q": text})
    ask()
    times = time_each(ask, asked)
    late = percentile(times, 0.95) * 1000
    chapter.add(
        f"{what.capitalize()} (“{text}”)", describe_times(times), f"p95 ≤ {P95_MS} ms", late <= P95_MS
    )
    if late > P95_MS and not chapter.profile:
        chapter.profile = profile(ask)
