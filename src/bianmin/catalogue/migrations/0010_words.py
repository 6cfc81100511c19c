import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The words that editors add for the search, and the searches that found nothing."""

    dependencies = [
        ("catalogue", "0009_site_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmptySearch",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("words", models.CharField(max_length=20, unique=True)),
                ("times", models.PositiveIntegerField(default=1)),
                ("last_at", models.DateTimeField()),
                ("is_settled", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_settled", False)),
                        fields=["-times", "-last_at"],
                        name="empty_search_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=30)),
                ("means", models.CharField(blank=True, default="", max_length=20)),
                ("is_off", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.BigIntegerField(blank=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_off", False), ("item__isnull", False), ("means", "")),
                            models.Q(
                                ("item__isnull", True), models.Q(("means", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="search_word_says_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("word", "item"),
                        name="search_word_of_item_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", True)),
                        fields=("word",),
                        name="search_word_means_once",
                    ),
                ],
            },
        ),
    ]
