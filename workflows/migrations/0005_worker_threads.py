from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0004_names_of_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="workerprocess",
            name="deaf",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="threads that hang in functions fenced off long ago",
            ),
        ),
    ]
