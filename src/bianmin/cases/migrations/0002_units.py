from django.db import migrations

from bianmin.ground.sql import unit_keys

CHILDREN = ("casematerial", "casepause", "notice", "refusalfiling", "decision", "delivery")


class Migration(migrations.Migration):
    """Every row of a case lies in the case's unit."""

    dependencies = [("cases", "0001_initial"), ("ground", "0001_floor")]

    operations = [
        unit_keys("cases_case"),
        *(unit_keys(f"cases_{name}", parent="cases_case", column="case_id") for name in CHILDREN),
    ]
