from django.db import migrations

from bianmin.ground.sql import unit_keys

ALONE = (
    "dutysign",
    "absence",
    "emptypost",
    "departure",
    "lessonread",
    "attendance",
    "attempt",
)


class Migration(migrations.Migration):
    """What grows with every day lies in the unit of the person or the site."""

    dependencies = [("workforce", "0001_initial"), ("ground", "0001_floor")]

    operations = [
        *(unit_keys(f"workforce_{name}") for name in ALONE),
        unit_keys("workforce_handover", parent="workforce_absence", column="absence_id"),
        unit_keys("workforce_handoveritem", parent="workforce_handover", column="handover_id"),
        unit_keys("workforce_certificate", parent="workforce_attempt", column="attempt_id"),
    ]
