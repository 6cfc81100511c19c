"""Nobody changes or removes an event or a seal, not even the owner of the tables."""

from django.db import migrations

from bianmin.ground.sql import append_only, unit_keys


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("ground", "0001_floor")]
    operations = [
        unit_keys("audit_event"),
        append_only("audit_event"),
        append_only("audit_seal"),
    ]
