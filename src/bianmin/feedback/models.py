"""好差评: ratings as given. The database refuses to change or remove one."""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id


class Rating(models.Model):
    """好差评: one of five levels (1 = 非常满意 … 5 = 非常不满意) for one service act."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.ServiceItem", on_delete=models.PROTECT, related_name="+")
    handler_id = models.BigIntegerField(null=True)
    level = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    words = SealedText(kind="words", blank=True, default="")
    is_anonymous = models.BooleanField(default=False)
    channel = models.CharField(max_length=10)  # link page kiosk phone
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rating_once_per_act", fields=["unit", "case", "act"]),
            models.CheckConstraint(
                name="rating_level_known", condition=Q(level__gte=1, level__lte=5)
            ),
        ]
        indexes = [models.Index(fields=["unit", "site", "rated_at"], name="rating_site")]

    def __str__(self) -> str:
        return str(self.level)
