import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("calendars", "0001_initial"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=300)),
                ("published_by", models.CharField(max_length=60)),
                ("loaded_at", models.DateTimeField()),
                ("key_id", models.CharField(max_length=8)),
                ("signature", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 1999), ("year__lte", 2199)),
                        name="calendar_year_sane",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="calendars.calendaryear",
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("is_workday", models.BooleanField()),
                ("name", models.CharField(blank=True, default="", max_length=20)),
            ],
        ),
    ]
