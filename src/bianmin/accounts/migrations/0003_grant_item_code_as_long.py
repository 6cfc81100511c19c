from django.db import migrations, models


class Migration(migrations.Migration):
    """A grant may name any item, whose code may be as long as a province's."""

    dependencies = [("accounts", "0002_grant_basis")]

    operations = [
        migrations.AlterField(
            model_name="grant",
            name="item_code",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
    ]
