"""Personal content goes when its time of keeping is over, and the chain of seals holds."""

from django.db import migrations, models


#: One change of a line is allowed: its data shrink to a part of themselves, its digest takes their place, its salt
#: goes. A line older than salts gets one first. Columns that say what happened stay as they are.
LET_CONTENT_GO = """
ALTER TABLE workflows_historyevent ALTER COLUMN salt SET DEFAULT gen_random_uuid();
CREATE OR REPLACE FUNCTION workflows_refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Test runs empty every table between two tests; Django names their databases test_*.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.digest = ''
       AND (NEW.id, NEW.instance_id, NEW.rev, NEW.at, NEW.actor, NEW.kind, NEW.node_id, NEW.token_id, NEW.xact)
         = (OLD.id, OLD.instance_id, OLD.rev, OLD.at, OLD.actor, OLD.kind, OLD.node_id, OLD.token_id, OLD.xact)
       AND NEW.seq IS NOT DISTINCT FROM OLD.seq THEN
        IF NEW.digest = '' AND NEW.data = OLD.data AND OLD.salt IS NULL AND NEW.salt IS NOT NULL THEN
            RETURN NEW;
        END IF;
        IF NEW.digest ~ '^[0-9a-f]{64}$' AND NEW.salt IS NULL AND OLD.data @> NEW.data
           AND EXISTS (SELECT FROM workflows_processinstance i WHERE i.id = OLD.instance_id
                       AND i.ended_at IS NOT NULL AND i.content_removed_at IS NULL) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'History is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""
APPEND_ONLY = """
ALTER TABLE workflows_historyevent ALTER COLUMN salt DROP DEFAULT;
CREATE OR REPLACE FUNCTION workflows_refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'History is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0016_purge_by_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_ref', models.TextField()),
                ('reason', models.TextField()),
                ('placed_at', models.DateTimeField()),
                ('placed_by', models.TextField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lifted_by', models.TextField(blank=True)),
                ('lifted_because', models.TextField(blank=True)),
            ],
        ),
        migrations.AddField(
            model_name='historyevent',
            name='digest',
            field=models.CharField(blank=True, db_default='', default='', help_text='SHA-256 of salt and former data, where content was removed', max_length=64),
        ),
        migrations.AddField(
            model_name='historyevent',
            name='salt',
            field=models.UUIDField(editable=False, help_text='random; null in lines older than it and where content was removed', null=True),
        ),
        migrations.AddField(
            model_name='historyseal',
            name='by_digest',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='historyseal',
            name='rebased',
            field=models.CharField(blank=True, db_default='', default='', help_text='of an older seal, from the digests', max_length=64),
        ),
        migrations.AddField(
            model_name='processinstance',
            name='content_removed_at',
            field=models.DateTimeField(blank=True, help_text='when its personal content went, its time of keeping being over', null=True),
        ),
        migrations.AddIndex(
            model_name='bulkitem',
            index=models.Index(condition=models.Q(('instance_id__isnull', False)), fields=['instance_id'], name='bulk_item_instance'),
        ),
        migrations.AddIndex(
            model_name='processinstance',
            index=models.Index(condition=models.Q(('content_removed_at__isnull', True), ('ended_at__isnull', False)), fields=['definition_key', 'ended_at', 'id'], name='instance_kept'),
        ),
        migrations.AddConstraint(
            model_name='processinstance',
            constraint=models.CheckConstraint(condition=models.Q(('content_removed_at__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='instance_removed_once_ended'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('case_ref',), name='legal_hold_once_a_case'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case_ref', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='legal_hold_says_why'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by', '')), models.Q(('lifted_at__isnull', False), models.Q(('lifted_by', ''), _negated=True)), _connector='OR'), name='legal_hold_lifted_by'),
        ),
        migrations.RunSQL(LET_CONTENT_GO, APPEND_ONLY),
    ]
