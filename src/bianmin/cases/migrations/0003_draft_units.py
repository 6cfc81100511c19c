from django.db import migrations

from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    """Every draft is found by its unit and id."""

    dependencies = [("cases", "0002_units")]

    operations = [unit_keys("cases_draft")]
