from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_agents_mandates")]

    operations = [
        migrations.AddField(
            "mandate", "ends_others", models.BooleanField(db_default=False, default=False)
        ),
    ]
