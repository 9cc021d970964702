"""The ends of windows in which something may be asked, so many days before: one event for each of these days.

`fact` has `last_day`, `days_left`, `category` (of the quarter concerned), and for who asked already: `since`, the first
day a request counts as asked about it, and `about`, the quarter it must name (of a settlement none).
"""

#: The current status of a quarter; the last one decided before it where it has none.
CATEGORY = """
  (SELECT s.category FROM affiliation_quarterstatus s
   WHERE s.person_id = w.party_id AND s.superseded_at IS NULL AND (s.year, s.number) <= (w.year, w.number)
   ORDER BY s.year DESC, s.number DESC LIMIT 1)
"""
ALIVE = "NOT EXISTS (SELECT FROM people_person p WHERE p.party_id = w.party_id AND p.died_on IS NOT NULL)"
#: Of a contribution twelve months from the quarter after it, of a settlement from the quarter after it was booked.
EXEMPTIONS = """
WITH owed AS (
  SELECT r.party_id, r.year, coalesce(r.quarter, 4) AS number,
         CASE WHEN r.kind = 'contribution' THEN r.year || 'Q' || r.quarter ELSE r.year::text END AS quarter,
         CASE WHEN r.kind = 'contribution' THEN make_date(r.year, r.quarter * 3 - 2, 1)
              ELSE date_trunc('quarter', r.booked_on)::date END AS opened
  FROM ledger_receivable r
  WHERE r.state = 'open' AND r.principal > 0
    AND (r.kind = 'contribution' AND r.quarter IS NOT NULL OR r.kind = 'regularisation')
    AND r.booked_on > %(on)s::date - 800
), w AS (
  SELECT DISTINCT o.party_id, o.year, o.number, o.quarter, o.opened,
         (o.opened + interval '3 months' + make_interval(months => %(exemption_months)s))::date - 1 AS last_day,
         (SELECT min(l.started_on) FROM affiliation_liabilityperiod l
          WHERE l.person_id = o.party_id AND l.state <> 'cancelled') AS started_on
  FROM owed o
)
SELECT w.party_id, w.last_day - d.days AS event_on, w.quarter || '/' || d.days AS event_key,
       jsonb_strip_nulls(jsonb_build_object(
         'quarter', w.quarter, 'last_day', w.last_day, 'days_left', d.days, 'since', w.opened,
         'about', CASE WHEN w.quarter LIKE '%%Q%%' THEN w.quarter END, 'category', <category>,
         'settled_before', date_trunc('quarter', w.started_on) + make_interval(months => 3 * %(first_quarters)s)
                           <= w.opened)) AS facts, NULL::int AS age
FROM w CROSS JOIN unnest(%(days)s) AS d(days)
WHERE w.last_day - d.days BETWEEN %(since)s AND %(on)s AND w.last_day >= %(on)s AND <alive>
"""
INSURANCES = """
WITH ended AS (
  SELECT l.person_id AS party_id, max(l.ended_on) AS ended_on FROM affiliation_liabilityperiod l
  WHERE l.state <> 'cancelled' GROUP BY l.person_id
  HAVING bool_and(l.ended_on IS NOT NULL) AND max(l.ended_on) BETWEEN %(on)s::date - 500 AND %(on)s
), w AS (
  SELECT e.*, extract(year FROM e.ended_on)::int AS year, extract(quarter FROM e.ended_on)::int AS number,
         (date_trunc('quarter', e.ended_on) + interval '3 months'
          + make_interval(months => %(insurance_months)s))::date - 1 AS last_day
  FROM ended e
)
SELECT w.party_id, w.last_day - d.days AS event_on, w.ended_on || '/' || d.days AS event_key,
       jsonb_build_object('ended_on', w.ended_on, 'last_day', w.last_day, 'days_left', d.days,
         'since', date_trunc('quarter', w.ended_on)::date - 90, 'category', <category>) AS facts, NULL::int AS age
FROM w CROSS JOIN unnest(%(days)s) AS d(days)
WHERE w.last_day - d.days BETWEEN %(since)s AND %(on)s AND w.last_day >= %(on)s AND <alive>
"""
WINDOW_SOURCES = {
    name: text.replace("<category>", CATEGORY).replace("<alive>", ALIVE)
    for name, text in (("exemption_window", EXEMPTIONS), ("insurance_window", INSURANCES))
}
#: Name in the statements → the parameter that has it, in force on the day of the run.
WINDOW_FIGURES = {
    "exemption_months": "LIMIT.EXEMPTION_MONTHS",
    "first_quarters": "LIMIT.EXEMPTION_FIRST_QUARTERS",
    "insurance_months": "LIMIT.CONTINUED_INSURANCE_MONTHS",
}
