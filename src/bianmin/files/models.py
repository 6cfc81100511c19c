"""文件: uploads, taken first and made harmless afterwards."""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id


class StoredFile(models.Model):
    """文件: an upload of one case or draft; served only once it is `clean`."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    owner = models.CharField(max_length=60)  # "case:123" or "draft:123"
    display_name = SealedText(kind="words")
    media_type = models.CharField(max_length=60, default="", blank=True)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    stored_name = models.CharField(max_length=64, unique=True)  # random; blob is encrypted
    state = models.CharField(max_length=10, default="waiting")  # waiting clean refused erased
    refusal = models.CharField(max_length=120, default="", blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_state_known",
                condition=Q(state__in=["waiting", "clean", "refused", "erased"]),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "owner"], name="file_owner"),
            models.Index(fields=["unit", "id"], name="file_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.stored_name
