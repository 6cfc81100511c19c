from django.db import migrations, models


class Migration(migrations.Migration):
    """退件 and 作废 say nothing of the matter: no category is made up for them."""

    dependencies = [
        ("cases", "0012_items_warning"),
    ]

    operations = [
        migrations.AlterField(
            model_name="refusalfiling",
            name="category",
            field=models.CharField(blank=True, default="", max_length=1),
        ),
    ]
