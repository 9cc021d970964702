"""An assimilated quarter no longer tells why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("affiliation", "0004_retirement_quarter"),
    ]

    operations = [
        migrations.AlterField(
            model_name="quarterstatus",
            name="coverage",
            field=models.CharField(
                choices=[
                    ("due", "Due"),
                    ("exempt", "Exempted"),
                    ("assimilated", "Assimilated"),
                    ("bridging", "Bridging right"),
                    ("birth_exempt", "Exempted after a birth"),
                    ("retired", "Quarter of the retirement"),
                ],
                default="due",
                max_length=12,
            ),
        ),
    ]
