"""A merge of two parties keeps both payments of an archived month, and drops one that was recorded twice."""

from typing import ClassVar

from django.db import migrations, models

KEEP = """
CREATE OR REPLACE FUNCTION benefits_keep_archive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('vigie.merging_parties', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        ELSIF to_jsonb(NEW) - 'party_id' - 'part' = to_jsonb(OLD) - 'party_id' - 'part' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION benefits_keep_archive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'party_id' = to_jsonb(OLD) - 'party_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("benefits", "0008_late_interest")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="familymonth", name="family_month_once"),
        migrations.AddField(
            model_name="familymonth",
            name="part",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="above nought: another payment of the month, of a party that became one with this",
            ),
        ),
        migrations.AddConstraint(
            model_name="familymonth",
            constraint=models.UniqueConstraint(fields=("party", "month", "part"), name="family_month_once"),
        ),
        migrations.RunSQL(KEEP, BEFORE),
    ]
