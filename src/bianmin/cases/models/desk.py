"""受理台暂存: what a clerk has typed and not taken in yet. A large table: carries `unit`."""

from uuid import uuid4

from django.db import models

from bianmin.ground.fields import SealedJSON
from bianmin.ground.ids import new_id


class DeskDraft(models.Model):
    """受理台暂存: one for each tab of a clerk, as typed; gone when the application is taken in."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    user_id = models.BigIntegerField()
    tab = models.UUIDField(default=uuid4)  # which of the clerk's tabs
    page = models.UUIDField(default=uuid4)  # which opening of the tab wrote last
    fields = SealedJSON(default=dict)  # name → values, as the form sends them
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_draft_of_tab", fields=["unit", "user_id", "tab"])
        ]

    def __str__(self) -> str:
        return f"desk:{self.pk}"
