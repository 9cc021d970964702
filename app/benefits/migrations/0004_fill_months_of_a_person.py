"""What was kept before: each month's person, orders refused in the books, quarters not covered yet."""

from django.db import migrations

MONTHS = """
UPDATE benefits_benefitpayment b SET party_id = c.party_id, kind = c.kind
FROM benefits_entitlement e JOIN benefits_claim c ON c.id = e.claim_id
WHERE e.id = b.entitlement_id
"""
REFUSED = """
UPDATE benefits_benefitpayment b SET state = 'refused'
FROM ledger_refund r WHERE r.id = b.payout_id AND r.state = 'refused'
"""
GIVEN_BACK = """
UPDATE benefits_entitlement e SET months_used = e.months_used - b.many
FROM (SELECT entitlement_id, count(*) AS many FROM benefits_benefitpayment WHERE state = 'refused'
      GROUP BY entitlement_id) b
WHERE b.entitlement_id = e.id
"""
QUARTERS = """
INSERT INTO benefits_keptquarter (entitlement_id, year, number, kept_on)
SELECT e.id, extract(year FROM q.first_day), extract(quarter FROM q.first_day),
       CASE WHEN q.place <= e.quarters_used THEN q.first_day END
FROM benefits_entitlement e JOIN benefits_claim c ON c.id = e.claim_id
CROSS JOIN LATERAL (
  SELECT place, (date_trunc('quarter', c.reference_date) + place * interval '3 months')::date AS first_day
  FROM generate_series(1, e.quarters) AS place) q
WHERE c.kind = 'bridging_right'
"""


class Migration(migrations.Migration):
    dependencies = [("benefits", "0003_months_of_a_person")]

    operations = [
        migrations.RunSQL([MONTHS, REFUSED, GIVEN_BACK, QUARTERS], migrations.RunSQL.noop),
    ]
