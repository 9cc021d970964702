"""New tasks wait to be given out from the transaction that makes them on; the history of teams stays as it is."""

from django.db import migrations

WAIT = """
CREATE FUNCTION teams_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM teams_membership WHERE ended_at IS NULL) THEN
        INSERT INTO teams_waitingtask (task)
        SELECT id FROM fresh WHERE state = 'ready' AND assignee_id IS NULL ORDER BY created_at, id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER teams_task_waits AFTER INSERT ON workflows_humantask
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION teams_wait();

CREATE FUNCTION teams_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER teams_membership_kept BEFORE UPDATE OR DELETE ON teams_membership
FOR EACH ROW EXECUTE FUNCTION teams_keep('ended_at', 'ended_by');
CREATE TRIGGER teams_skill_kept BEFORE UPDATE OR DELETE ON teams_skill
FOR EACH ROW EXECUTE FUNCTION teams_keep('ended_at', 'ended_by');
CREATE TRIGGER teams_schedule_kept BEFORE UPDATE OR DELETE ON teams_schedule
FOR EACH ROW EXECUTE FUNCTION teams_keep();
CREATE TRIGGER teams_event_kept BEFORE UPDATE OR DELETE ON teams_teamevent
FOR EACH ROW EXECUTE FUNCTION teams_keep();
CREATE TRIGGER teams_decision_kept BEFORE UPDATE OR DELETE ON teams_decision
FOR EACH ROW EXECUTE FUNCTION teams_keep();
"""
UNDO = """
DROP TRIGGER teams_task_waits ON workflows_humantask;
DROP FUNCTION teams_wait();
DROP TRIGGER teams_membership_kept ON teams_membership;
DROP TRIGGER teams_skill_kept ON teams_skill;
DROP TRIGGER teams_schedule_kept ON teams_schedule;
DROP TRIGGER teams_event_kept ON teams_teamevent;
DROP TRIGGER teams_decision_kept ON teams_decision;
DROP FUNCTION teams_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_teams"), ("workflows", "0017_kept_for_a_time")]
    operations = [migrations.RunSQL(WAIT, UNDO)]
