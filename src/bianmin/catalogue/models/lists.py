"""进驻目录: a county's township list and village list, and what single sites do otherwise."""

from django.db import models
from django.db.models import Q


class Offering(models.Model):
    """进驻: one entry of a county's township list or village list; closed, never changed.

    A village entry answers to a township entry of the same unit and item (`linked`); composite
    keys in SQL hold that, and that only items of the plan's exempt areas stand alone.
    """

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="offerings")
    unit = models.SmallIntegerField()
    tier = models.CharField(max_length=10)  # township village
    entry_mode = models.CharField(max_length=10)  # accept handle agent
    linked = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answering"
    )
    stands_alone = models.BooleanField(default=False)  # as its item
    delegation = models.CharField(max_length=12, default="", blank=True)
    document = models.CharField(max_length=60, default="", blank=True)  # 文号
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offering_tier_known", condition=Q(tier__in=["township", "village"])
            ),
            models.CheckConstraint(
                name="offering_mode_known",
                condition=Q(tier="township", entry_mode__in=["accept", "handle"])
                | Q(tier="village", entry_mode__in=["accept", "handle", "agent"]),
            ),
            models.CheckConstraint(
                name="offering_village_answers_to_township",
                condition=Q(tier="township", linked__isnull=True)
                | Q(tier="village", linked__isnull=False)
                | Q(tier="village", stands_alone=True),
            ),
            models.CheckConstraint(
                name="offering_delegation_has_document",
                condition=Q(delegation="", document="")
                | (
                    Q(tier="township", delegation__in=["devolved", "entrusted", "authorised"])
                    & ~Q(document="")
                ),
            ),
            models.UniqueConstraint(
                name="offering_once_at_a_time",
                fields=["unit", "tier", "item"],
                condition=Q(valid_to__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit"], condition=Q(valid_to__isnull=False), name="offering_closed"
            ),
            models.Index(
                fields=["unit", "item", "tier"],
                condition=Q(valid_to__isnull=True, stands_alone=True),
                name="offering_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}/{self.tier}/{self.item_id}"


class Omission(models.Model):
    """不列入: why a county's list leaves out an item that the city's directory recommends."""

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="+")
    unit = models.SmallIntegerField()
    tier = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    said_at = models.DateTimeField()
    said_by = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="omission_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="omission_once_at_a_time",
                fields=["unit", "tier", "item"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}/{self.tier}/{self.item_id}"


class LinkTask(models.Model):
    """联动事项: a change on one side of a linked pair that the other side must answer."""

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="+")
    unit = models.SmallIntegerField()
    side = models.CharField(max_length=10)  # whose work it is: township village
    what = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_task_side_known", condition=Q(side__in=["township", "village"])
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "opened_at"],
                name="link_task_open",
                condition=Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}/{self.side}/{self.item_id}"


class SiteSuspension(models.Model):
    """站点停办: an item of the list that one site does not offer for the time being."""

    id = models.AutoField(primary_key=True)
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="+")
    unit = models.SmallIntegerField()
    reason = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    began_by = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="site_suspension_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="site_suspension_once_at_a_time",
                fields=["site", "item"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}/{self.item_id}"


class DirectedGrant(models.Model):
    """定向放权: a power given to one site alone (实施方案三（九）), which handles by itself."""

    id = models.AutoField(primary_key=True)
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="+")
    unit = models.SmallIntegerField()
    delegation = models.CharField(max_length=12)
    document = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.BigIntegerField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directed_grant_has_document",
                condition=Q(delegation__in=["devolved", "entrusted", "authorised"])
                & ~Q(document=""),
            ),
            models.UniqueConstraint(
                name="directed_grant_once_at_a_time",
                fields=["site", "item"],
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}/{self.item_id}"


class SinkingAnswer(models.Model):
    """下沉答复: what a county said to the advice to push an item down, with the sum as it stood."""

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="+")
    unit = models.SmallIntegerField()
    mode = models.CharField(max_length=10)
    is_accepted = models.BooleanField()
    reason = models.CharField(max_length=200)
    points = models.PositiveSmallIntegerField()
    lines = models.JSONField()  # [label, said, points, most]
    said_at = models.DateTimeField()
    said_by = models.BigIntegerField(null=True, blank=True)
    said_name = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sinking_answer_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="sinking_answer_mode_known", condition=Q(mode__in=["accept", "handle"])
            ),
        ]
        indexes = [models.Index(fields=["unit", "item", "-said_at"], name="sinking_answer_newest")]

    def __str__(self) -> str:
        return f"{self.unit}/{self.item_id} {self.mode}"
