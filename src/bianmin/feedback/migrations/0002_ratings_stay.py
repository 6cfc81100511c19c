from django.db import migrations

from bianmin.ground.sql import append_only, unit_keys


class Migration(migrations.Migration):
    """A rating once given is neither changed nor removed."""

    dependencies = [("feedback", "0001_initial"), ("cases", "0002_units")]

    operations = [
        unit_keys("feedback_rating", parent="cases_case", column="case_id"),
        append_only("feedback_rating"),
    ]
