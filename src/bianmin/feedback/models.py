"""好差评和群众提问: ratings, which the database keeps as given; questions with answers."""

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


class Question(models.Model):
    """群众提问: what somebody asked in her own words, and what her township's centre answered.

    Nobody sees the telephone: the message that an answer is there goes to it, with the link.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    words = SealedText(kind="words")
    phone = SealedText(kind="phone")
    code = SealedText(kind="words")  # the secret of the link
    code_hash = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    answer = SealedText(kind="words", blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_answered_by_somebody",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.UniqueConstraint(name="question_code", fields=["unit", "code_hash"]),
        ]
        indexes = [
            models.Index(
                fields=["unit", "township", "asked_at"],
                name="question_waiting",
                condition=Q(answered_at__isnull=True),
            ),
            models.Index(fields=["unit", "answered_at"], name="question_answered"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
