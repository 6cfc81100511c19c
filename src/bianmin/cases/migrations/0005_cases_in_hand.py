from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

IN_HAND = Q(closed_at__isnull=True) | Q(state="completed")
DUE = Coalesce("promise_due", "tell_by")


class Migration(migrations.Migration):
    """Worklists read an index of what is in hand, in their own order."""

    dependencies = [("cases", "0004_open_of_handler")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(F("unit"), DUE, F("id"), name="case_hand_unit", condition=IN_HAND),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                F("unit"), F("township"), DUE, F("id"), name="case_hand_town", condition=IN_HAND
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                F("unit"), F("intake_site"), DUE, F("id"), name="case_hand_desk", condition=IN_HAND
            ),
        ),
        migrations.RemoveIndex("case", "case_open_in_township"),
    ]
