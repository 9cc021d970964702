"""Messages an app has taken into its records; rejected transmissions are found by an index."""

from django.db import migrations, models

STATES = [
    ("waiting", "To be placed"),
    ("invalid", "Invalid"),
    ("delivered", "Delivered to a case"),
    ("started", "Opened a case"),
    ("applied", "Answered a transmission"),
    ("recorded", "Recorded"),
    ("set_aside", "Set aside"),
]


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0003_http_partners")]
    operations = [
        migrations.AlterField(
            model_name="arrival",
            name="state",
            field=models.CharField(choices=STATES, default="waiting", max_length=10),
        ),
        migrations.RemoveConstraint(model_name="arrival", name="arrival_state_known"),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [state for state, _label in STATES])), name="arrival_state_known"
            ),
        ),
        migrations.AddIndex(
            model_name="transmission",
            index=models.Index(
                condition=models.Q(("state", "rejected")), fields=["id"], name="transmission_rejected"
            ),
        ),
    ]
