"""好差评和群众提问: ratings, which the database keeps as given; questions and who answers them."""

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
    channel = models.CharField(max_length=10)  # link page kiosk slip phone
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
    """群众提问: what somebody asked, who answers for it (首问责任人), and what was answered.

    `first_by` was asked first, `holder` is responsible now: the first one until another has taken
    it over. Nobody sees the telephone: the message that an answer is there goes to it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    words = SealedText(kind="words")
    phone = SealedText(kind="phone", blank=True, default="")
    visitor = SealedText(kind="name", blank=True, default="")
    channel = models.CharField(max_length=8, default="net", db_default="net")  # AskChannel
    first_by = models.BigIntegerField(null=True, blank=True)  # null: nobody is in office
    holder = models.BigIntegerField(null=True, blank=True)
    offered_to = models.BigIntegerField(null=True, blank=True)  # who has not taken it yet
    answer_by = models.DateField(null=True, blank=True)  # null: a year without calendar
    escalated = models.PositiveSmallIntegerField(default=0, db_default=0)
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
            models.CheckConstraint(
                name="question_channel_known", condition=Q(channel__in=["visit", "phone", "net"])
            ),
            models.CheckConstraint(
                name="question_noted_has_its_officer",
                condition=Q(channel="net") | Q(first_by__isnull=False, holder__isnull=False),
            ),
            models.CheckConstraint(
                name="question_offered_by_its_holder",
                condition=Q(offered_to__isnull=True)
                | Q(answered_at__isnull=True, holder__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "township", "asked_at"],
                name="question_waiting",
                condition=Q(answered_at__isnull=True),
            ),
            models.Index(fields=["unit", "answered_at"], name="question_answered"),
            models.Index(
                fields=["unit", "holder"],
                name="question_held",
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class QuestionOffer(models.Model):
    """转办: a question offered by whoever answers for it to somebody who has not taken it yet.

    Forgotten with its question; until somebody takes it, `from_user` stays responsible.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    question = models.ForeignKey(
        Question, on_delete=models.DO_NOTHING, db_index=False, related_name="+"
    )
    from_user = models.BigIntegerField()
    to_user = models.BigIntegerField()
    note = SealedText(kind="words", blank=True, default="")
    offered_at = models.DateTimeField()
    end = models.CharField(max_length=10, default="", blank=True)  # rules.first_ask.OfferEnd
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = SealedText(kind="words", blank=True, default="")  # why it was not taken

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="question_one_open_offer",
                fields=["unit", "question"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="offer_end_known",
                condition=Q(ended_at__isnull=True, end="")
                | Q(ended_at__isnull=False, end__in=["taken", "declined", "replaced"]),
            ),
            models.CheckConstraint(
                name="offer_to_another", condition=~Q(from_user=models.F("to_user"))
            ),
        ]
        indexes = [models.Index(fields=["unit", "question", "offered_at"], name="offer_question")]

    def __str__(self) -> str:
        return f"{self.from_user}→{self.to_user}"
