"""自助机: what a kiosk remembers of whoever stands before it, for a minute."""

from django.db import models

from bianmin.ground.fields import SealedJSON
from bianmin.ground.ids import new_id


class KioskVisit(models.Model):
    """一次使用: what one person does at a kiosk, until they leave or nobody touches it.

    It holds what the browser must not: which case was opened, which number was taken, what was
    typed. The browser holds a secret whose hash stands here. The row is deleted, not kept.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    secret_hash = models.BinaryField(max_length=32)
    kept = SealedJSON(default=dict)
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="kiosk_visit_secret", fields=["unit", "secret_hash"])
        ]
        indexes = [models.Index(fields=["unit", "touched_at"], name="kiosk_visit_touched")]

    def __str__(self) -> str:
        return str(self.pk)
