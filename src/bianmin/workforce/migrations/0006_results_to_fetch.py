from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0005_first_ask")]

    operations = [
        migrations.RemoveConstraint(model_name="handoveritem", name="handover_item_kind_known"),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["case", "carried", "paper", "result", "appointment", "question"])
                ),
                name="handover_item_kind_known",
            ),
        ),
    ]
