"""What the database itself proves of the books: entries balance and never change, balances are their postings."""

from django.db import migrations

BOOKS = """
-- Entries, postings and references are for ever. Test runs empty tables; Django names their databases test_*.
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The books are for ever: % on % is refused; book a reversing entry', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER entry_immutable BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER posting_immutable BEFORE UPDATE OR DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER posting_no_truncate BEFORE TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER structured_reference_for_ever BEFORE UPDATE OR DELETE ON ledger_structuredreference
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER structured_reference_no_truncate BEFORE TRUNCATE ON ledger_structuredreference
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER reference_target_for_ever BEFORE UPDATE OR DELETE ON ledger_referencetarget
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE SEQUENCE ledger_reference_base START 1000001 MAXVALUE 9999999999;

-- At commit each entry sums to nought and has postings.
CREATE FUNCTION ledger_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
BEGIN
    SELECT sum(amount) INTO total FROM ledger_posting WHERE entry_id = NEW.id;
    IF total IS DISTINCT FROM 0 THEN
        RAISE EXCEPTION 'Entry % sums to %, not to nought', NEW.id, coalesce(total::text, 'nothing')
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_balanced AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_balance();

-- Each statement of postings: only to entries of this transaction, so the deferred check of the entry sees them
-- all; and the balances that are kept follow at once.
CREATE FUNCTION ledger_follow_postings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    late bigint;
BEGIN
    SELECT entry.id INTO late FROM added JOIN ledger_entry entry ON entry.id = added.entry_id
        WHERE entry.made_in <> txid_current() LIMIT 1;
    IF late IS NOT NULL THEN
        RAISE EXCEPTION 'Entry % is closed: nothing is posted to it any more', late
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE ledger_receivable kept
        SET principal = kept.principal + sums.principal, fee = kept.fee + sums.fee,
            surcharge = kept.surcharge + sums.surcharge, cost = kept.cost + sums.cost,
            interest = kept.interest + sums.interest
        FROM (SELECT receivable_id,
                coalesce(sum(amount) FILTER (WHERE component = 'principal'), 0) AS principal,
                coalesce(sum(amount) FILTER (WHERE component = 'fee'), 0) AS fee,
                coalesce(sum(amount) FILTER (WHERE component = 'surcharge'), 0) AS surcharge,
                coalesce(sum(amount) FILTER (WHERE component = 'cost'), 0) AS cost,
                coalesce(sum(amount) FILTER (WHERE component = 'interest'), 0) AS interest
            FROM added WHERE receivable_id IS NOT NULL GROUP BY receivable_id) sums
        WHERE kept.id = sums.receivable_id;
    INSERT INTO ledger_partyaccount AS kept (party_id, credit)
        SELECT party_id, 0 FROM added WHERE account_id = '4100' GROUP BY party_id ORDER BY party_id
        ON CONFLICT DO NOTHING;
    UPDATE ledger_partyaccount kept SET credit = kept.credit + sums.credit
        FROM (SELECT party_id, -sum(amount) AS credit FROM added WHERE account_id = '4100' GROUP BY party_id) sums
        WHERE kept.party_id = sums.party_id;
    RETURN NULL;
END $$;
CREATE TRIGGER posting_followed AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_follow_postings();

-- A receivable's posting names the receivable's own party.
ALTER TABLE ledger_receivable ADD CONSTRAINT receivable_id_and_party UNIQUE (id, party_id);
ALTER TABLE ledger_posting ADD CONSTRAINT posting_party_is_the_debtor
    FOREIGN KEY (receivable_id, party_id) REFERENCES ledger_receivable (id, party_id);

-- The kept balances are nobody's to write.
CREATE FUNCTION ledger_refuse_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Balances on % follow postings; they are not written', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER receivable_balance_follows BEFORE UPDATE ON ledger_receivable FOR EACH ROW
    WHEN ((OLD.principal, OLD.fee, OLD.surcharge, OLD.cost, OLD.interest)
        IS DISTINCT FROM (NEW.principal, NEW.fee, NEW.surcharge, NEW.cost, NEW.interest))
    EXECUTE FUNCTION ledger_refuse_balance();
CREATE TRIGGER receivable_starts_at_nought BEFORE INSERT ON ledger_receivable FOR EACH ROW
    WHEN (NEW.principal <> 0 OR NEW.fee <> 0 OR NEW.surcharge <> 0 OR NEW.cost <> 0 OR NEW.interest <> 0)
    EXECUTE FUNCTION ledger_refuse_balance();
CREATE TRIGGER credit_follows BEFORE UPDATE ON ledger_partyaccount FOR EACH ROW
    WHEN (OLD.credit IS DISTINCT FROM NEW.credit) EXECUTE FUNCTION ledger_refuse_balance();
CREATE TRIGGER credit_starts_at_nought BEFORE INSERT ON ledger_partyaccount FOR EACH ROW
    WHEN (NEW.credit <> 0) EXECUTE FUNCTION ledger_refuse_balance();
"""
UNDO = """
DROP TRIGGER credit_starts_at_nought ON ledger_partyaccount;
DROP TRIGGER credit_follows ON ledger_partyaccount;
DROP TRIGGER receivable_starts_at_nought ON ledger_receivable;
DROP TRIGGER receivable_balance_follows ON ledger_receivable;
DROP FUNCTION ledger_refuse_balance();
ALTER TABLE ledger_posting DROP CONSTRAINT posting_party_is_the_debtor;
ALTER TABLE ledger_receivable DROP CONSTRAINT receivable_id_and_party;
DROP TRIGGER posting_followed ON ledger_posting;
DROP FUNCTION ledger_follow_postings();
DROP TRIGGER entry_balanced ON ledger_entry;
DROP FUNCTION ledger_check_balance();
DROP SEQUENCE ledger_reference_base;
DROP TRIGGER reference_target_for_ever ON ledger_referencetarget;
DROP TRIGGER structured_reference_no_truncate ON ledger_structuredreference;
DROP TRIGGER structured_reference_for_ever ON ledger_structuredreference;
DROP TRIGGER posting_no_truncate ON ledger_posting;
DROP TRIGGER posting_immutable ON ledger_posting;
DROP TRIGGER entry_no_truncate ON ledger_entry;
DROP TRIGGER entry_immutable ON ledger_entry;
DROP FUNCTION ledger_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_open_the_books")]
    operations = [migrations.RunSQL(BOOKS, UNDO)]
