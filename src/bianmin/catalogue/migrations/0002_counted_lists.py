from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """数目录: what was closed and what stands alone are few; counts of them read nothing else."""

    dependencies = [("catalogue", "0001_foundation")]

    operations = [
        migrations.AddIndex(
            "offering",
            models.Index(
                condition=Q(valid_to__isnull=False), fields=["unit"], name="offering_closed"
            ),
        ),
        migrations.AddIndex(
            "offering",
            models.Index(
                condition=Q(valid_to__isnull=True, stands_alone=True),
                fields=["unit", "item", "tier"],
                name="offering_alone",
            ),
        ),
    ]
