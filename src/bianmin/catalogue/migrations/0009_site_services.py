import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a site says it has of the city's standard of accompanying services."""

    dependencies = [
        ("catalogue", "0008_item_sources"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteServices",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("has", models.JSONField(default=list)),
                ("told_at", models.DateTimeField()),
                ("told_by", models.BigIntegerField(null=True)),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
            ],
        ),
    ]
