import json
from typing import Any

from django.db import migrations, models


def fill_in_names(apps: Any, schema_editor: Any) -> None:
    versions = apps.get_model("workflows", "Version").objects.order_by("pk")
    for key, document in versions.values_list("pk", "document").iterator(chunk_size=50):
        name = str(json.loads(document).get("name") or "")[:200]
        versions.filter(pk=key).update(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0003_shared_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="name",
            field=models.CharField(
                db_default="", default="", help_text="the document's", max_length=200
            ),
        ),
        migrations.RunPython(fill_in_names, migrations.RunPython.noop, elidable=True),
    ]
