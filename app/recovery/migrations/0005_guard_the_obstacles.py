"""In the database: no file for a debt that is contested, planned or asked to be exempted, nor of an insolvent debtor.

The rule is that of `app.recovery.obstacles`. What was recorded of a debtor stays: only its end may be added.
"""

from typing import ClassVar

from django.db import migrations

GUARD = """
CREATE FUNCTION recovery_refuse_claim() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF EXISTS (SELECT FROM recovery_recoveryhold hold WHERE hold.receivable_id = NEW.receivable_id
               AND hold.reason = 'exemption' AND hold.released_at IS NULL
               AND EXISTS (SELECT FROM workflows_processinstance run WHERE run.case_ref = hold.case_ref
                           AND run.definition_key = 'exemption' AND run.status IN ('active', 'suspended'))) THEN
        RAISE EXCEPTION 'No file for a quarter whose exemption is asked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_without_obstacle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_without_obstacle BEFORE INSERT OR UPDATE OF receivable_id ON recovery_judicialclaim
    FOR EACH ROW EXECUTE FUNCTION recovery_refuse_claim();

CREATE FUNCTION recovery_keep_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.until_on IS NOT NULL AND NEW.party_id = OLD.party_id)
       OR (NEW.party_id <> OLD.party_id AND current_setting('vigie.merging_parties', true) IS DISTINCT FROM 'on')
       OR (NEW.receivable_id, NEW.kind, NEW.from_on, NEW.registered, NEW.in_time, NEW.evidence_id,
           NEW."by", NEW.recorded_at) IS DISTINCT FROM
          (OLD.receivable_id, OLD.kind, OLD.from_on, OLD.registered, OLD.in_time, OLD.evidence_id,
           OLD."by", OLD.recorded_at) THEN
        RAISE EXCEPTION 'What was recorded of a debtor is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON recovery_debtorevent
    FOR EACH ROW EXECUTE FUNCTION recovery_keep_event();
"""
UNDO = """
DROP TRIGGER event_kept ON recovery_debtorevent;
DROP FUNCTION recovery_keep_event();
DROP TRIGGER claim_without_obstacle ON recovery_judicialclaim;
DROP FUNCTION recovery_refuse_claim();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("ledger", "0006_merge_the_books_of_one_party"),
        ("recovery", "0004_keep_obstacles"),
        ("workflows", "0011_children_only"),
    ]

    operations: ClassVar = [migrations.RunSQL(GUARD, UNDO)]
