"""在岗与离岗: sign-ins, absences, what is handed over for them, and posts found empty."""

from django.db import models
from django.db.models import F, Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id

KINDS = {
    "leave": "请假",
    "sick": "病假",
    "visit": "踏勘、上门",
    "meeting": "开会",
    "training": "培训",
    "trip": "出差",
}
ABSENCES = tuple(KINDS)
EMPTY_CAUSES = ("away", "unsigned", "lapsed")
"""空岗的原因: nobody is left to stand there, nobody signed in, or their grants have run out."""


CHANNELS = ("desk", "phone")
"""怎么签的: at the window's computer, or by phone; the person says which."""


class DutySign(models.Model):
    """签到: one person at one site from signing in to signing out."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    channel = models.CharField(max_length=10)  # CHANNELS
    signed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_sign_channel_known", condition=Q(channel__in=list(CHANNELS))
            ),
            models.CheckConstraint(
                name="duty_sign_in_order",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("signed_at")),
            ),
            models.UniqueConstraint(
                name="duty_sign_once_at_a_time",
                fields=["unit", "user", "site", "day"],
                condition=Q(left_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["unit", "day", "site"], name="duty_sign_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.user_id}"


class Absence(models.Model):
    """离岗: leave, illness, a visit, a meeting, a training or a trip, from when to when."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = SealedText(kind="words", blank=True, default="")
    is_sudden = models.BooleanField(default=False)  # told, not asked: illness at 8:10
    state = models.CharField(max_length=10, default="asked")  # asked approved refused withdrawn
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=200, default="", blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)  # open matters went to the stand-in
    returned_at = models.DateTimeField(null=True, blank=True)  # and came back

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_kind_known", condition=Q(kind__in=ABSENCES)),
            models.CheckConstraint(
                name="absence_state_known",
                condition=Q(state__in=["asked", "approved", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="absence_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="absence_handed_before_returned",
                condition=Q(returned_at__isnull=True) | Q(handed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "ends_at"],
                name="absence_approved",
                condition=Q(state="approved"),
            ),
            models.Index(fields=["unit", "user", "-starts_at"], name="absence_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d}"


class Handover(models.Model):
    """交接: open matters that went from one named person to another, which both confirm."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    cause = models.CharField(max_length=10)  # absence return departure
    absence = models.ForeignKey(
        Absence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    giver = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handover_cause_known",
                condition=Q(cause__in=["absence", "return", "departure"]),
            ),
            models.CheckConstraint(name="handover_of_two", condition=~Q(giver=F("taker"))),
        ]
        indexes = [
            models.Index(
                fields=["unit", "giver"],
                name="handover_to_give",
                condition=Q(given_at__isnull=True),
            ),
            models.Index(
                fields=["unit", "taker"],
                name="handover_to_take",
                condition=Q(taken_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id}→{self.taker_id}"


ITEM_KINDS = ["case", "carried", "order", "paper", "result", "appointment", "question"]


class HandoverItem(models.Model):
    """交接清单: one open case, paper, result, appointment or question on the list."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # ITEM_KINDS
    subject = models.BigIntegerField()  # the id of the matter
    label = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handover_item_kind_known",
                condition=Q(kind__in=ITEM_KINDS),
            ),
            models.UniqueConstraint(
                name="handover_item_once", fields=["unit", "handover", "kind", "subject"]
            ),
        ]

    def __str__(self) -> str:
        return self.label


class EmptyPost(models.Model):
    """空岗: a post found without anybody while its site is open; whom it was told to."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    post = models.ForeignKey("workforce.Post", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    half = models.PositiveSmallIntegerField()  # 0 morning, 1 afternoon
    cause = models.CharField(max_length=10)  # away unsigned lapsed
    found_at = models.DateTimeField()
    told = models.CharField(max_length=10)  # center county: the highest level that knows
    told_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)
    remedy = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="empty_post_cause_known", condition=Q(cause__in=EMPTY_CAUSES)
            ),
            models.CheckConstraint(
                name="empty_post_told_known", condition=Q(told__in=["center", "county"])
            ),
            models.UniqueConstraint(name="empty_post_once", fields=["unit", "post", "day", "half"]),
        ]
        indexes = [
            models.Index(
                fields=["unit", "day"], name="empty_post_open", condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.day}"


class DutyCount(models.Model):
    """在岗数: how the posts of one township stood at the last walk: the pages of counties and of
    the city read this, never thousands of posts."""

    unit = models.SmallIntegerField()
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    on = models.IntegerField(default=0)
    expected = models.IntegerField(default=0)
    empty = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    unplanned = models.IntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="duty_count_once", fields=["unit", "township"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit}/{self.township_id}"
