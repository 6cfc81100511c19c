from django.db import migrations, models

COUNTS = ("visits_told", "no_visit", "on_net", "one_visit", "places_told", "one_place")


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_entrusted")]

    operations = [
        *(
            migrations.AddField("caseday", name, models.IntegerField(db_default=0, default=0))
            for name in COUNTS
        ),
        *(
            migrations.AddField(
                "delivery", name, models.PositiveSmallIntegerField(blank=True, null=True)
            )
            for name in ("visits", "places")
        ),
    ]
