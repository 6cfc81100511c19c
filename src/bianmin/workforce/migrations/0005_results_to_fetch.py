from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0004_duty_counts")]

    operations = [
        migrations.RemoveConstraint(model_name="handoveritem", name="handover_item_kind_known"),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["case", "carried", "paper", "result", "appointment"])
                ),
                name="handover_item_kind_known",
            ),
        ),
    ]
