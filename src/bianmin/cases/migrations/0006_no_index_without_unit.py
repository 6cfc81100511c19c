import django.db.models.deletion
from django.db import migrations, models

REFERENCES = {
    "version": "catalogue.itemversion",
    "item": "catalogue.serviceitem",
    "township": "regions.region",
    "village": "regions.region",
    "site": "sites.site",
    "intake_site": "sites.site",
    "applicant": "accounts.person",
    "agent": "accounts.person",
}
MAY_LACK = {"village", "agent"}


def without_index(name: str, to: str) -> migrations.AlterField:
    empty = {"null": True, "blank": True} if name in MAY_LACK else {}
    return migrations.AlterField(
        "case",
        name,
        models.ForeignKey(
            to,
            on_delete=django.db.models.deletion.PROTECT,
            db_index=False,
            related_name="+",
            **empty,
        ),
    )


class Migration(migrations.Migration):
    """Every question names its unit: eight indexes on one reference alone only cost writes."""

    dependencies = [("cases", "0005_cases_in_hand")]

    operations = [without_index(name, to) for name, to in REFERENCES.items()]
