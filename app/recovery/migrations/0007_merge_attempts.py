"""A merge of two parties takes attempts and files along; nothing else of them may change by it.

The contact of an attempt is moved before or after it in the same transaction, so its party is not compared then. A file
that was let in at the gate keeps its place: its debtor only changes name.
"""

from typing import ClassVar

from django.db import migrations

CHECK = """
CREATE OR REPLACE FUNCTION recovery_check_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('vigie.merging_parties', true) = 'on'
       AND to_jsonb(NEW) - 'party_id' = to_jsonb(OLD) - 'party_id' THEN
        RETURN NEW;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        RAISE EXCEPTION 'What was logged is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM correspondence_contact c WHERE c.id = NEW.contact_id AND c.party_id = NEW.party_id
                   AND c.channel = NEW.channel AND c.outcome = NEW.outcome
                   AND (c.at AT TIME ZONE 'Europe/Brussels')::date = NEW.made_on) THEN
        RAISE EXCEPTION 'An attempt is a contact of the same party, channel, day and outcome'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attempt_is_contact';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION recovery_refuse_file_without_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('vigie.merging_parties', true) = 'on' THEN
        RETURN NEW;
    END IF;
    IF NOT COALESCE(recovery_gate_is_open(NEW.debtor_id), false) THEN
        RAISE EXCEPTION 'No first judicial recovery without a personal contact (service charter C88)'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'judicial_after_contact';
    END IF;
    RETURN NEW;
END $$;
"""
UNDO = """
CREATE OR REPLACE FUNCTION recovery_check_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        RAISE EXCEPTION 'What was logged is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM correspondence_contact c WHERE c.id = NEW.contact_id AND c.party_id = NEW.party_id
                   AND c.channel = NEW.channel AND c.outcome = NEW.outcome
                   AND (c.at AT TIME ZONE 'Europe/Brussels')::date = NEW.made_on) THEN
        RAISE EXCEPTION 'An attempt is a contact of the same party, channel, day and outcome'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attempt_is_contact';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION recovery_refuse_file_without_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT COALESCE(recovery_gate_is_open(NEW.debtor_id), false) THEN
        RAISE EXCEPTION 'No first judicial recovery without a personal contact (service charter C88)'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'judicial_after_contact';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("recovery", "0006_claim_in_insolvencies")]

    operations: ClassVar = [migrations.RunSQL(CHECK, UNDO)]
