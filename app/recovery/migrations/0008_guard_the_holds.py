"""In the database: no file for a debt that another case holds, whatever it holds it for.

The rule is that of `app.recovery.obstacles`. Until now only a hold whose reason was `exemption` counted; the process
of an exemption writes another, and an appeal none of them.
"""

from typing import ClassVar

from django.db import migrations

BEGIN = """
CREATE OR REPLACE FUNCTION recovery_refuse_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    debtor bigint := (SELECT party_id FROM ledger_receivable WHERE id = NEW.receivable_id);
    head bigint := COALESCE((SELECT merged_into_id FROM people_party WHERE id = debtor), debtor);
    same bigint[] := ARRAY(SELECT id FROM people_party WHERE id = head OR merged_into_id = head);
BEGIN
    IF EXISTS (SELECT FROM recovery_debtorevent WHERE until_on IS NULL
               AND (receivable_id = NEW.receivable_id OR (receivable_id IS NULL AND party_id = ANY(same)))) THEN
        RAISE EXCEPTION 'No file for a contested debt or an insolvent debtor'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_without_obstacle';
    END IF;
    IF EXISTS (SELECT FROM ledger_plandebt debt JOIN ledger_paymentplan plan ON plan.id = debt.plan_id
               WHERE debt.receivable_id = NEW.receivable_id AND plan.state = 'active') THEN
        RAISE EXCEPTION 'No file for a debt whose plan is kept'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_without_obstacle';
    END IF;
"""
END = """
    RETURN NEW;
END $$;
"""
HOLDS = """
    IF EXISTS (SELECT FROM recovery_recoveryhold hold WHERE hold.receivable_id = NEW.receivable_id
               AND hold.released_at IS NULL
               AND EXISTS (SELECT FROM workflows_processinstance run
                           WHERE run.case_ref = hold.case_ref AND run.case_ref <> '' AND run.parent_id IS NULL
                           AND NOT run.is_test AND run.definition_key NOT IN ('recovery', 'judicial_recovery')
                           AND run.status IN ('active', 'suspended'))) THEN
        RAISE EXCEPTION 'No file for a debt that another case holds'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_without_obstacle';
    END IF;
"""
EXEMPTIONS = """
    IF EXISTS (SELECT FROM recovery_recoveryhold hold WHERE hold.receivable_id = NEW.receivable_id
               AND hold.reason = 'exemption' AND hold.released_at IS NULL
               AND EXISTS (SELECT FROM workflows_processinstance run WHERE run.case_ref = hold.case_ref
                           AND run.definition_key = 'exemption' AND run.status IN ('active', 'suspended'))) THEN
        RAISE EXCEPTION 'No file for a quarter whose exemption is asked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_without_obstacle';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("recovery", "0007_merge_attempts"),
        ("workflows", "0011_children_only"),
    ]

    operations: ClassVar = [migrations.RunSQL(BEGIN + HOLDS + END, BEGIN + EXEMPTIONS + END)]
