from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_mandates")]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="mandate", name="mandate_one_at_a_time"),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                name="mandate_one_of_a_scope",
                fields=["principal", "holder", "way", "areas", "items"],
                condition=Q(granted_at__isnull=False, ended_at__isnull=True, order__isnull=True),
            ),
        ),
    ]
