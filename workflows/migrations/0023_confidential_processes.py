"""What kind of confidential data a process holds, taken from its settings, where each page can ask it."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("workflows", "0022_cover_put_off")]
    operations = [
        migrations.AddField(
            model_name="definitionversion",
            name="confidential",
            field=models.GeneratedField(
                db_persist=True,
                expression=KeyTextTransform("confidential", "manifest"),
                help_text="the kind of data its cases hold, see processes/confidential.yaml; asked for every page",
                output_field=models.TextField(null=True),
            ),
        ),
        migrations.AddIndex(
            model_name="definitionversion",
            index=models.Index(
                condition=models.Q(("confidential__isnull", False)),
                fields=["definition", "number"],
                name="version_confidential",
            ),
        ),
    ]
