"""Charter C88 in the database: no first judicial file of a debtor without a personal contact, however it is written.

The rule is that of `app.recovery.gate`: reached, or three attempts in vain on two channels, one by phone, over ten
working days. Legal holidays are computed here, so that nothing outside the database can move them; an office's own
closures would only make the span longer, and are not counted.
"""

from typing import ClassVar

from django.db import migrations

GATE = """
CREATE FUNCTION recovery_is_working_day(day date) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    y int := extract(year FROM day)::int;
    a int := y % 19; b int := y / 100; c int := y % 100;
    d int; e int; f int; g int; h int; i int; k int; l int; m int; easter date;
BEGIN
    IF extract(isodow FROM day) > 5 THEN RETURN false; END IF;
    d := b / 4; e := b % 4; f := (b + 8) / 25; g := (b - f + 1) / 3;
    h := (19 * a + b - d - g + 15) % 30; i := c / 4; k := c % 4;
    l := (32 + 2 * e + 2 * i - h - k) % 7; m := (a + 11 * h + 22 * l) / 451;
    easter := make_date(y, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    RETURN day NOT IN (easter + 1, easter + 39, easter + 50)
       AND to_char(day, 'MM-DD') NOT IN
           ('01-01', '05-01', '07-21', '08-15', '11-01', '11-11', '12-25');
END $$;

CREATE FUNCTION recovery_gate_is_open(asked bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    head bigint := COALESCE((SELECT merged_into_id FROM people_party WHERE id = asked), asked);
    same bigint[] := ARRAY(SELECT id FROM people_party WHERE id = head OR merged_into_id = head);
    tried record;
BEGIN
    IF EXISTS (SELECT FROM recovery_judicialfile WHERE debtor_id = ANY(same)
               AND (served_on IS NOT NULL OR summoned_on IS NOT NULL)) THEN RETURN true; END IF;
    IF EXISTS (SELECT FROM recovery_contactattempt WHERE party_id = ANY(same) AND outcome = 'reached') THEN
        RETURN true;
    END IF;
    SELECT count(*) AS attempts, count(DISTINCT channel) AS channels, bool_or(channel = 'phone') AS phoned,
           min(made_on) AS first, max(made_on) AS last
      INTO tried FROM recovery_contactattempt WHERE party_id = ANY(same) AND outcome = 'not_reached';
    RETURN tried.attempts >= 3 AND tried.channels >= 2 AND tried.phoned
       AND (SELECT count(*) FROM generate_series(tried.first + 1, tried.last, interval '1 day') AS day
            WHERE recovery_is_working_day(day::date)) >= 10;
END $$;

CREATE FUNCTION recovery_refuse_file_without_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT COALESCE(recovery_gate_is_open(NEW.debtor_id), false) THEN
        RAISE EXCEPTION 'No first judicial recovery without a personal contact (service charter C88)'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'judicial_after_contact';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER judicial_after_contact BEFORE INSERT OR UPDATE OF debtor_id ON recovery_judicialfile
    FOR EACH ROW EXECUTE FUNCTION recovery_refuse_file_without_contact();

CREATE FUNCTION recovery_check_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER attempt_is_contact BEFORE INSERT OR UPDATE OR DELETE ON recovery_contactattempt
    FOR EACH ROW EXECUTE FUNCTION recovery_check_attempt();

CREATE FUNCTION recovery_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was logged is not changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER news_kept BEFORE UPDATE OR DELETE ON recovery_mandatenews
    FOR EACH ROW EXECUTE FUNCTION recovery_refuse_change();
CREATE TRIGGER judicial_kept BEFORE DELETE ON recovery_judicialfile
    FOR EACH ROW EXECUTE FUNCTION recovery_refuse_change();
"""
UNDO = """
DROP TRIGGER judicial_kept ON recovery_judicialfile;
DROP TRIGGER news_kept ON recovery_mandatenews;
DROP FUNCTION recovery_refuse_change();
DROP TRIGGER attempt_is_contact ON recovery_contactattempt;
DROP FUNCTION recovery_check_attempt();
DROP TRIGGER judicial_after_contact ON recovery_judicialfile;
DROP FUNCTION recovery_refuse_file_without_contact();
DROP FUNCTION recovery_gate_is_open(bigint);
DROP FUNCTION recovery_is_working_day(date);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("recovery", "0001_follow_debts")]

    operations: ClassVar = [migrations.RunSQL(GATE, UNDO)]
