from django.db import migrations

from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    """Every message is found by its unit and id."""

    dependencies = [("messaging", "0001_initial"), ("ground", "0001_floor")]

    operations = [unit_keys("messaging_outgoingmessage")]
