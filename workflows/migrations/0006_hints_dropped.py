from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0005_worker_threads"),
    ]

    operations = [
        migrations.AddField(
            model_name="workerprocess",
            name="hints_dropped",
            field=models.PositiveBigIntegerField(
                db_default=0,
                default=0,
                help_text="live updates let go because Redis was too slow",
            ),
        ),
    ]
