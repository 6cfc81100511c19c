import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """挂起: each tab of a clerk has a draft of its own. 视为受理 is counted by the day."""

    dependencies = [
        ("cases", "0013_refusals_without_category"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="deskdraft", name="desk_draft_of_clerk"),
        migrations.AddField(
            model_name="deskdraft", name="tab", field=models.UUIDField(default=uuid.uuid4)
        ),
        migrations.AddField(
            model_name="deskdraft", name="page", field=models.UUIDField(default=uuid.uuid4)
        ),
        migrations.AddConstraint(
            model_name="deskdraft",
            constraint=models.UniqueConstraint(
                fields=["unit", "user_id", "tab"], name="desk_draft_of_tab"
            ),
        ),
        migrations.AddField(
            model_name="caseday",
            name="deemed_accepted",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(kind="deemed_accepted"),
                fields=["unit", "-issued_at"],
                name="notice_deemed",
            ),
        ),
    ]
