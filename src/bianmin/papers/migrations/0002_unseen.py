from django.db import migrations, models


class Migration(migrations.Migration):
    """没有照片的张贴: why a print that hangs has not been photographed yet."""

    dependencies = [("papers", "0001_foundation")]

    operations = [
        migrations.AddField(
            "hanging",
            "unseen",
            models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
    ]
