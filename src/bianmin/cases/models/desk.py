"""受理台暂存: what a clerk has typed and not taken in yet. A large table: carries `unit`."""

from django.db import models

from bianmin.ground.fields import SealedJSON
from bianmin.ground.ids import new_id


class DeskDraft(models.Model):
    """受理台暂存: one for each clerk, as typed; gone when the application is taken in."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    user_id = models.BigIntegerField()
    fields = SealedJSON(default=dict)  # name → values, as the form sends them
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_draft_of_clerk", fields=["unit", "user_id"])
        ]

    def __str__(self) -> str:
        return f"desk:{self.pk}"
