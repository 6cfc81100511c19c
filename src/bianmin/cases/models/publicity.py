"""公示和核查: what the village read, what it said, and what was found there.

Every table here is large: each row carries `unit`, and every statement names it.
"""

from django.db import models
from django.db.models import F, Q

from bianmin.cases.models.cases import Case
from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id


class Publicity(models.Model):
    """公示: one case on the village's board, under a masked name, until a day."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    township = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    place = models.CharField(max_length=100)  # where it hangs, besides this site
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField()
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_one_open_publicity",
                fields=["unit", "case"],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "township", "until_on"],
                name="publicity_open",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.until_on}"


class Objection(models.Model):
    """异议: what somebody said against it; who said it is seen by whoever hears it alone."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="+")
    words = SealedText(kind="words")
    phone = SealedText(kind="phone", blank=True, default="")
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.BigIntegerField(null=True, blank=True)
    is_upheld = models.BooleanField(null=True, blank=True)
    finding = SealedText(kind="words", blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_heard_together",
                condition=Q(heard_at__isnull=True, heard_by__isnull=True, is_upheld__isnull=True)
                | Q(heard_at__isnull=False, heard_by__isnull=False, is_upheld__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Inquiry(models.Model):
    """核查记录: who went or met, when, what was found, and how they voted."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # rules.publicity.InquiryKind
    day = models.DateField()
    people = SealedText(kind="words")  # who was there
    found = SealedText(kind="words")
    present = models.PositiveSmallIntegerField()
    agreed = models.PositiveSmallIntegerField(null=True, blank=True)  # of a meeting
    photos = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inquiry_kind_known", condition=Q(kind__in=["household", "meeting", "site"])
            ),
            models.CheckConstraint(
                name="inquiry_votes_of_a_meeting",
                condition=Q(kind="meeting", agreed__isnull=False, agreed__lte=F("present"))
                | (~Q(kind="meeting") & Q(agreed__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
