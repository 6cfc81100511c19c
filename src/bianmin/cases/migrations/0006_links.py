from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_footfall")]

    operations = [
        migrations.AddField("case", "link_from", models.DateField(blank=True, null=True)),
        migrations.AddField("case", "link_due", models.DateField(blank=True, null=True)),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["unit", "link_due"],
                name="case_link_due",
                condition=Q(closed_at__isnull=True, link_due__isnull=False),
            ),
        ),
    ]
