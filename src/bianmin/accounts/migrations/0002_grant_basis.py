from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="basis",
            field=models.CharField(default="原有授权", max_length=60),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis", ""), _negated=True), name="grant_stands_on_something"
            ),
        ),
    ]
