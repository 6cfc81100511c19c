from django.db import migrations, models


class Migration(migrations.Migration):
    """A case keeps from when its item wants a yellow light."""

    dependencies = [
        ("cases", "0011_approvals"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="warn_workdays",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
