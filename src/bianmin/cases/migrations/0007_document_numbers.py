import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Running numbers of documents, one for each township, kind and year."""

    dependencies = [("cases", "0006_no_index_without_unit"), ("regions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DocumentNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField(default=0)),
                (
                    "township",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "township", "kind", "year"),
                        name="document_number_per_year",
                    )
                ],
            },
        ),
    ]
