import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    """A worklist is counted and put in order out of its index, without reading the cases."""

    dependencies = [
        ("accounts", "0003_grant_item_code_as_long"),
        ("cases", "0008_scenario_of_a_case"),
        ("catalogue", "0010_words"),
        ("regions", "0001_initial"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_hand_unit",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_hand_town",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("unit"),
                django.db.models.functions.comparison.Coalesce("promise_due", "tell_by"),
                models.F("id"),
                condition=models.Q(
                    ("closed_at__isnull", True), ("state", "completed"), _connector="OR"
                ),
                include=(
                    "state",
                    "paused",
                    "channel",
                    "item",
                    "closed_at",
                    "promise_due",
                    "tell_by",
                ),
                name="case_hand_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("unit"),
                models.F("township"),
                django.db.models.functions.comparison.Coalesce("promise_due", "tell_by"),
                models.F("id"),
                condition=models.Q(
                    ("closed_at__isnull", True), ("state", "completed"), _connector="OR"
                ),
                include=(
                    "state",
                    "paused",
                    "channel",
                    "item",
                    "closed_at",
                    "promise_due",
                    "tell_by",
                ),
                name="case_hand_town",
            ),
        ),
    ]
