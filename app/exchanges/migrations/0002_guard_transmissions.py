"""What the database itself holds: a content that is out never changes, states follow each other, history is kept."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION exchanges_guard_transmission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A transmission is closed, not deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'drafted' THEN
            RAISE EXCEPTION 'A transmission begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('drafted', 'queued'), ('drafted', 'closed'), ('queued', 'sent'), ('queued', 'rejected'),
        ('queued', 'closed'), ('sent', 'acknowledged'), ('sent', 'rejected'), ('sent', 'closed'),
        ('rejected', 'corrected'), ('rejected', 'closed'))
    THEN
        RAISE EXCEPTION 'A transmission that is % does not become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'drafted' AND
        (NEW.key, NEW.message_type, NEW.schema_version, NEW.recipient, NEW.case_ref, NEW.payload,
         NEW.payload_sha256, NEW.corrects_id, NEW.drafted_at, NEW.queued_at)
        IS DISTINCT FROM
        (OLD.key, OLD.message_type, OLD.schema_version, OLD.recipient, OLD.case_ref, OLD.payload,
         OLD.payload_sha256, OLD.corrects_id, OLD.drafted_at, OLD.queued_at)
    THEN
        RAISE EXCEPTION 'The content of transmission % is out and never changes', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.sent_at IS NOT NULL AND (NEW.sent_at, NEW.channel) IS DISTINCT FROM (OLD.sent_at, OLD.channel) THEN
        RAISE EXCEPTION 'When and how transmission % was sent never changes', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER transmission_guarded BEFORE INSERT OR UPDATE OR DELETE ON exchanges_transmission
    FOR EACH ROW EXECUTE FUNCTION exchanges_guard_transmission();

CREATE FUNCTION exchanges_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON exchanges_transmissionevent
    FOR EACH ROW EXECUTE FUNCTION exchanges_keep();
CREATE TRIGGER attempt_kept BEFORE UPDATE OR DELETE ON exchanges_attempt
    FOR EACH ROW EXECUTE FUNCTION exchanges_keep('outcome', 'ended_at', 'detail', 'body_sha256');
CREATE TRIGGER arrival_kept BEFORE UPDATE OR DELETE ON exchanges_arrival
    FOR EACH ROW EXECUTE FUNCTION exchanges_keep(
        'body_sealed', 'state', 'problem', 'party_id', 'transmission_id', 'case_ref', 'handled_at', 'handled_by',
        'note');
"""
UNDO = """
DROP TRIGGER arrival_kept ON exchanges_arrival;
DROP TRIGGER attempt_kept ON exchanges_attempt;
DROP TRIGGER event_kept ON exchanges_transmissionevent;
DROP FUNCTION exchanges_keep();
DROP TRIGGER transmission_guarded ON exchanges_transmission;
DROP FUNCTION exchanges_guard_transmission();
"""


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_exchanges")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
