"""What the database itself holds about the bank: what it said never changes, and an approval is for one content."""

from django.db import migrations

GUARDS = """
-- What the bank said stays; only what became of it may change.
CREATE FUNCTION ledger_keep_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
        (NEW.statement_id, NEW.key, NEW.sequence, NEW.place, NEW.amount, NEW.booked_on, NEW.value_on, NEW.code,
         NEW.bank_reference, NEW.reference, NEW.message, NEW.counterparty_iban, NEW.counterparty_name,
         NEW.end_to_end_id, NEW.mandate_reference, NEW.return_reason)
        IS DISTINCT FROM
        (OLD.statement_id, OLD.key, OLD.sequence, OLD.place, OLD.amount, OLD.booked_on, OLD.value_on, OLD.code,
         OLD.bank_reference, OLD.reference, OLD.message, OLD.counterparty_iban, OLD.counterparty_name,
         OLD.end_to_end_id, OLD.mandate_reference, OLD.return_reason)
    THEN
        RAISE EXCEPTION 'What the bank said never changes: % on movement % is refused', TG_OP, OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER movement_kept BEFORE UPDATE OR DELETE ON ledger_banktransaction
    FOR EACH ROW EXECUTE FUNCTION ledger_keep_movement();
CREATE TRIGGER statement_kept BEFORE UPDATE OR DELETE ON ledger_bankstatement
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER decision_kept BEFORE UPDATE OR DELETE ON ledger_bankdecision
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER batch_event_kept BEFORE UPDATE OR DELETE ON ledger_batchevent
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

-- The content of a batch: what is approved, and nothing else.
CREATE FUNCTION ledger_batch_content(batch bigint, reference text, kind text, execute_on date) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
        jsonb_build_array(reference, kind, execute_on, coalesce(jsonb_agg(jsonb_build_array(
            one.id, one.key, one.end_to_end_id, one.party_id, one.refund_id, one.receivable_id, one.mandate_id,
            one.sent_back_id, one.amount, one.name, one.iban, one.text) ORDER BY one.id), '[]'::jsonb))::text,
        'UTF8')), 'hex')
    FROM ledger_paymentorder one WHERE one.batch_id = batch
$$;

-- An order that is added, changed or taken away ends the approval of its batch; once the file has gone it is refused.
CREATE FUNCTION ledger_touch_batch(batch bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT state INTO found FROM ledger_paymentbatch WHERE id = batch FOR UPDATE;
    IF found NOT IN ('draft', 'proposed', 'approved') THEN
        RAISE EXCEPTION 'The batch % is %: its orders cannot change any more', batch, found
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF found = 'approved' THEN
        UPDATE ledger_paymentbatch SET state = 'proposed', approved_by_id = NULL, approved_at = NULL,
            approved_sha256 = '', file = NULL, file_sha256 = '' WHERE id = batch;
    END IF;
END $$;
CREATE FUNCTION ledger_order_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
        (NEW.batch_id, NEW.key, NEW.end_to_end_id, NEW.party_id, NEW.refund_id, NEW.receivable_id, NEW.mandate_id,
         NEW.sent_back_id, NEW.amount, NEW.name, NEW.iban, NEW.text)
        IS NOT DISTINCT FROM
        (OLD.batch_id, OLD.key, OLD.end_to_end_id, OLD.party_id, OLD.refund_id, OLD.receivable_id, OLD.mandate_id,
         OLD.sent_back_id, OLD.amount, OLD.name, OLD.iban, OLD.text)
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM ledger_touch_batch(OLD.batch_id);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM ledger_touch_batch(NEW.batch_id);
    RETURN NEW;
END $$;
CREATE TRIGGER order_changed BEFORE INSERT OR UPDATE OR DELETE ON ledger_paymentorder
    FOR EACH ROW EXECUTE FUNCTION ledger_order_changed();

-- A batch takes its steps in order, is approved for the content it has, and keeps its preparer and its file.
CREATE FUNCTION ledger_guard_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A batch is cancelled, not deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'A batch begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'proposed'), ('draft', 'cancelled'), ('proposed', 'approved'), ('proposed', 'draft'),
        ('proposed', 'cancelled'), ('approved', 'proposed'), ('approved', 'exported'), ('approved', 'cancelled'),
        ('exported', 'executed'), ('exported', 'rejected'))
    THEN
        RAISE EXCEPTION 'A batch that is % does not become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.reference, NEW.kind, NEW.prepared_by_id) IS DISTINCT FROM (OLD.reference, OLD.kind, OLD.prepared_by_id)
        AND OLD.state <> 'draft'
    THEN
        RAISE EXCEPTION 'Reference, kind and preparer of a batch stay' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.state IN ('approved', 'exported', 'executed') AND NEW.approved_sha256 IS DISTINCT FROM
        ledger_batch_content(NEW.id, NEW.reference, NEW.kind, NEW.execute_on)
    THEN
        RAISE EXCEPTION 'The approval of batch % is for another content', NEW.reference
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.file IS NOT NULL AND NEW.file IS DISTINCT FROM OLD.file AND NEW.state NOT IN ('proposed', 'cancelled') THEN
        RAISE EXCEPTION 'The file of batch % stays', NEW.reference USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_guarded BEFORE INSERT OR UPDATE OR DELETE ON ledger_paymentbatch
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_batch();
"""

UNGUARD = """
DROP TRIGGER batch_guarded ON ledger_paymentbatch;
DROP FUNCTION ledger_guard_batch();
DROP TRIGGER order_changed ON ledger_paymentorder;
DROP FUNCTION ledger_order_changed();
DROP FUNCTION ledger_touch_batch(bigint);
DROP FUNCTION ledger_batch_content(bigint, text, text, date);
DROP TRIGGER batch_event_kept ON ledger_batchevent;
DROP TRIGGER decision_kept ON ledger_bankdecision;
DROP TRIGGER statement_kept ON ledger_bankstatement;
DROP TRIGGER movement_kept ON ledger_banktransaction;
DROP FUNCTION ledger_keep_movement();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_bank_and_batches")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
