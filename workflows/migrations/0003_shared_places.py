from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0002_held_children"),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="shares_place",
            field=models.BooleanField(
                db_default=False, default=False, help_text="runs in the place of one above it"
            ),
        ),
    ]
