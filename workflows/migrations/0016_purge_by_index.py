"""The purge finds what is past its time by an index: without one it read every row that is done, and found nothing."""

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0015_read_own_work_off_the_index'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inboxmessage',
            index=models.Index(django.db.models.functions.comparison.Coalesce('delivered_at', 'expires_at', 'received_at'), models.F('id'), condition=models.Q(('outcome__in', ['delivered', 'started', 'expired'])), name='inbox_done'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('state__in', ['done', 'cancelled'])), fields=['done_at', 'id'], name='job_done'),
        ),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['sent_at', 'id'], name='outbox_sent'),
        ),
    ]
