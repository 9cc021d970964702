"""The events after which a granted right is looked at again (P27), each with its right; one statement each.

`fact` of such an event says which right it concerns: claim_ref, benefit, ground, state, ended_on and end_reason.
A right is concerned by what happened while it ran; an income is told years later, so its own year counts.
"""

RIGHTS = """
WITH rights AS (
  SELECT c.party_id, c.reference_date, 'C' || lpad(c.id::text, 7, '0') AS ref, e.ended_on, e.state, e.months,
         e.months_used, e.first_month,
         jsonb_build_object('claim_ref', 'C' || lpad(c.id::text, 7, '0'), 'benefit', c.kind, 'state', e.state,
           'ended_on', e.ended_on, 'end_reason', e.end_reason,
           'ground', coalesce((
             SELECT d.trace->'inputs'->>'ground' FROM benefits_decision d
             WHERE d.claim_id = c.id AND d.state = 'notified' ORDER BY d.id DESC LIMIT 1), '')) AS facts
  FROM benefits_entitlement e JOIN benefits_claim c ON c.id = e.claim_id
  WHERE c.kind = 'bridging_right' AND (e.state = 'running' OR e.ended_on >= %(since)s)
)
"""
EVENTS = """{rights}
SELECT r.party_id, {day} AS event_on, r.ref || ':' || {key} AS event_key, r.facts, NULL::int AS age
FROM rights r {join}
WHERE {day} BETWEEN %(since)s AND %(on)s AND {day} > r.reference_date
  AND (r.ended_on IS NULL OR {day} <= r.ended_on) {only}
"""


def write_source(day: str, key: str, join: str, *, only: str = "") -> str:
    """Events of one day each, while the right ran, between %(since)s and %(on)s."""
    return EVENTS.format(rights=RIGHTS, day=day, key=key, join=join, only=only)


RESTART = write_source(
    "l.started_on",
    "l.id",
    "JOIN affiliation_liabilityperiod l ON l.person_id = r.party_id",
    only="AND l.state <> 'cancelled'",
)
DEATH = write_source("p.died_on", "'death'", "JOIN people_person p ON p.party_id = r.party_id")
BIRTH = write_source(
    "f.happened_on",
    "f.happened_on",
    "JOIN (SELECT DISTINCT party_id, happened_on FROM benefits_lifefact WHERE kind = 'birth') f"
    " ON f.party_id = r.party_id",
)
INCAPACITY = write_source(
    "f.happened_on",
    "f.happened_on",
    "JOIN (SELECT DISTINCT party_id, happened_on FROM benefits_lifefact WHERE kind = 'incapacity') f"
    " ON f.party_id = r.party_id",
)
ABROAD = write_source(
    "a.started_on",
    "a.id",
    "JOIN people_address a ON a.party_id = r.party_id",
    only="AND a.kind = 'residence' AND a.country <> 'BE' AND a.withdrawn_at IS NULL",
)
PENSION = write_source(
    "c.started_on",
    "c.id",
    "JOIN affiliation_circumstance c ON c.person_id = r.party_id",
    only="AND c.kind = 'pension' AND c.withdrawn_at IS NULL",
)
HOUSEHOLD = write_source(
    "h.day",
    "h.id || h.side",
    """JOIN (SELECT mine.party_id, other.id, s.side, s.day
      FROM people_householdmember mine
      JOIN people_householdmember other ON other.household_id = mine.household_id AND other.party_id <> mine.party_id
      CROSS JOIN LATERAL (VALUES ('in', other.started_on), ('out', other.ended_on + 1)) AS s(side, day)
      WHERE mine.withdrawn_at IS NULL AND other.withdrawn_at IS NULL AND s.day IS NOT NULL
        AND mine.started_on <= s.day
        AND (mine.ended_on IS NULL OR mine.ended_on >= s.day)) h ON h.party_id = r.party_id""",
)
#: The month before the credit is used up: what comes after it is seen to in time.
END_NEAR = write_source(
    "(r.first_month + make_interval(months => r.months - 1))::date",
    "'end'",
    "",
    only="AND r.state = 'running'",
)
INCOMES = """{rights}
SELECT r.party_id, i.received_on AS event_on, r.ref || ':' || i.id AS event_key,
       r.facts || jsonb_build_object('income_year', i.year, 'income', i.amount) AS facts, NULL::int AS age
FROM contributions_income i JOIN rights r ON r.party_id = i.party_id
WHERE i.kind = 'definitive' AND i.superseded_at IS NULL AND i.received_on BETWEEN %(since)s AND %(on)s
  AND i.year BETWEEN extract(year FROM r.reference_date) - 1 AND extract(year FROM r.reference_date)
  AND i.received_on > r.reference_date
"""
#: A right that ended long ago is concerned too: the income of its year is known two years later.
INCOME = INCOMES.format(rights=RIGHTS.replace("(e.state = 'running' OR e.ended_on >= %(since)s)", "true"))
REVIEW_SOURCES = {
    "right_restart": RESTART,
    "right_death": DEATH,
    "right_birth": BIRTH,
    "right_incapacity": INCAPACITY,
    "right_abroad": ABROAD,
    "right_pension": PENSION,
    "right_household": HOUSEHOLD,
    "right_end_near": END_NEAR,
    "right_income": INCOME,
}
