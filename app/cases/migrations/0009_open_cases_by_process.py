"""Open cases of a confidential process are taken off the figures of every page of who may not read them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_hand_on_later")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["process"], name="case_open_by_process"
            ),
        ),
    ]
