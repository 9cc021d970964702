"""Whose files are a person's own, in one place; and the database lets nobody hold or finish a task of theirs."""

from django.db import migrations

# `me`: the person the user is. Their household, spouse and helpers, and the companies they lead are theirs too.
OWN = """
CREATE FUNCTION confidentiality_own(users bigint[], day date) RETURNS TABLE (user_id bigint, party_id bigint)
LANGUAGE sql STABLE AS $$
    WITH me AS (
        SELECT s.user_id, coalesce(s.party_id, p.party_id) AS party_id
        FROM confidentiality_stafffile s LEFT JOIN people_person p ON p.niss_index = s.niss_index
        WHERE s.user_id = ANY(users) AND s.ended_at IS NULL
    ), own AS (
        SELECT me.user_id, me.party_id FROM me WHERE me.party_id IS NOT NULL
        UNION
        SELECT me.user_id, other.party_id
        FROM me
        JOIN people_householdmember mine ON mine.party_id = me.party_id
        JOIN people_householdmember other ON other.household_id = mine.household_id
        WHERE mine.withdrawn_at IS NULL AND mine.started_on <= day AND coalesce(mine.ended_on, day) >= day
          AND other.withdrawn_at IS NULL AND other.started_on <= day AND coalesce(other.ended_on, day) >= day
        UNION
        SELECT me.user_id, l.to_party_id FROM me JOIN people_link l ON l.from_party_id = me.party_id
        WHERE l.kind IN ('spouse', 'spouse_helper', 'helper', 'officer', 'active_partner')
          AND l.withdrawn_at IS NULL AND l.started_on <= day AND coalesce(l.ended_on, day) >= day
        UNION
        SELECT me.user_id, l.from_party_id FROM me JOIN people_link l ON l.to_party_id = me.party_id
        WHERE l.kind IN ('spouse', 'spouse_helper', 'helper')
          AND l.withdrawn_at IS NULL AND l.started_on <= day AND coalesce(l.ended_on, day) >= day
    )
    SELECT own.user_id, own.party_id FROM own
$$;
"""
# What the application refuses in words before; it is the last of several doors. Who held a task before it became
# theirs keeps it: a lead gives it to somebody else, and it may be cancelled with its case.
REFUSE = """
CREATE FUNCTION confidentiality_refuse_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM confidentiality_stafffile s WHERE s.user_id = NEW.assignee_id AND s.ended_at IS NULL)
       AND EXISTS (
        SELECT FROM cases_case c
        JOIN confidentiality_own(
            ARRAY[NEW.assignee_id]::bigint[], (workflows_now() AT TIME ZONE 'Europe/Brussels')::date
        ) own ON own.party_id = c.party_id
        WHERE c.reference = NEW.case_ref
    ) THEN
        RAISE EXCEPTION 'User % may not handle their own file', NEW.assignee_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confidentiality_own_task_held
BEFORE UPDATE OF assignee_id ON workflows_humantask FOR EACH ROW
WHEN (NEW.assignee_id IS NOT NULL AND NEW.case_ref <> '' AND NEW.assignee_id IS DISTINCT FROM OLD.assignee_id)
EXECUTE FUNCTION confidentiality_refuse_own();
CREATE TRIGGER confidentiality_own_task_done
BEFORE UPDATE OF state ON workflows_humantask FOR EACH ROW
WHEN (NEW.state = 'completed' AND OLD.state <> 'completed' AND NEW.case_ref <> ''
      AND NEW.closed_by = 'user:' || NEW.assignee_id)
EXECUTE FUNCTION confidentiality_refuse_own();
"""
UNDO = """
DROP TRIGGER confidentiality_own_task_done ON workflows_humantask;
DROP TRIGGER confidentiality_own_task_held ON workflows_humantask;
DROP FUNCTION confidentiality_refuse_own();
DROP FUNCTION confidentiality_own(bigint[], date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("confidentiality", "0002_keep_history"),
        ("cases", "0007_link_cases"),
        ("people", "0005_keep_reads"),
        ("workflows", "0018_version_origin"),
    ]

    operations = [migrations.RunSQL(OWN + REFUSE, UNDO)]
