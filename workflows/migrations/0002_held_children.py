from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="held",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="paused because the execution it serves is",
            ),
        ),
    ]
