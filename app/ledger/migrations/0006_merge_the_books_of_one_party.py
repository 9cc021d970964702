"""Two parties found to be one have one account: while they merge, rows may change their party and nothing else."""

from django.db import migrations

ALLOW = """
CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('vigie.merging_parties', true) = 'on'
       AND to_jsonb(OLD) - 'party_id' = to_jsonb(NEW) - 'party_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The books are for ever: % on % is refused; book a reversing entry', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- Both sides move in one transaction, in any order.
ALTER TABLE ledger_posting DROP CONSTRAINT posting_party_is_the_debtor;
ALTER TABLE ledger_posting ADD CONSTRAINT posting_party_is_the_debtor
    FOREIGN KEY (receivable_id, party_id) REFERENCES ledger_receivable (id, party_id)
    DEFERRABLE INITIALLY DEFERRED;

-- Where both parties have an account, the credit of one joins the other's.
CREATE FUNCTION ledger_join_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('vigie.merging_parties', true) IS DISTINCT FROM 'on'
       OR NOT EXISTS (SELECT FROM ledger_partyaccount WHERE party_id = NEW.party_id) THEN
        RETURN NEW;
    END IF;
    UPDATE ledger_partyaccount SET credit = credit + OLD.credit WHERE party_id = NEW.party_id;
    DELETE FROM ledger_partyaccount WHERE party_id = OLD.party_id;
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_joined BEFORE UPDATE OF party_id ON ledger_partyaccount FOR EACH ROW
    WHEN (OLD.party_id <> NEW.party_id) EXECUTE FUNCTION ledger_join_accounts();
"""
UNDO = """
DROP TRIGGER accounts_joined ON ledger_partyaccount;
DROP FUNCTION ledger_join_accounts();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_imputed_payments_have_a_party")]
    operations = [migrations.RunSQL(ALLOW, UNDO)]
