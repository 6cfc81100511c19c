"""答复单: what a window gave to somebody who left without a case. A large table: carries `unit`."""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedJSON, SealedText
from bianmin.ground.ids import new_id


class Card(models.Model):
    """答复单: 指路牌, 明白纸 or 答复卡, numbered, in two copies; never a refusal."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    kind = models.CharField(max_length=12)  # rules.cards.CardKind
    number = models.CharField(max_length=60)
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    township = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    version = models.ForeignKey(
        "catalogue.ItemVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    scenario = models.CharField(max_length=40, default="", blank=True)
    visitor = SealedText(kind="name", blank=True, default="")
    phone = SealedText(kind="phone", blank=True, default="")
    matter = SealedText(kind="words", blank=True, default="")
    lines = SealedJSON(default=list)  # [{"key","what","why","how"}]
    secret = SealedText(kind="words")  # of the link to the answer
    secret_hash = models.BinaryField(max_length=32)
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()
    answer_by = models.DateField(null=True, blank=True)
    answer = SealedText(kind="words", blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="card_kind_known",
                condition=Q(kind__in=["signpost", "plain_sheet", "reply_card"]),
            ),
            models.CheckConstraint(
                name="card_answered_by_somebody",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, kind="reply_card"),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "site", "-issued_at"], name="card_of_site"),
            models.Index(
                fields=["unit", "township", "issued_at"],
                name="card_unanswered",
                condition=Q(kind="reply_card", answered_at__isnull=True),
            ),
            models.Index(fields=["unit", "secret_hash"], name="card_secret"),
        ]

    def __str__(self) -> str:
        return self.number
