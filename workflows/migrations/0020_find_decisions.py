"""Decisions of real cases are found by their name and time: counted by rule, and replayed, in the studio."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("workflows", "0019_take_back_a_completion")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.AddIndex(
            model_name="historyevent",
            index=models.Index(
                KeyTextTransform("decision", "data"),
                models.F("at"),
                condition=models.Q(("kind", "decision_made")),
                name="history_decision",
            ),
        ),
    ]
