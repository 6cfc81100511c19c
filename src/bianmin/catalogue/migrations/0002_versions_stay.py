from django.db import migrations

from bianmin.ground.sql import append_only


class Migration(migrations.Migration):
    """A published version is never changed."""

    dependencies = [("catalogue", "0001_initial"), ("ground", "0001_floor")]

    operations = [append_only("catalogue_itemversion")]
