"""法律顾问: who comes to a centre and when, and who spoke with them. Talks carry `unit`."""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.counsel import HELD, Advice, ConsultationState, DutySeason
from bianmin.rules.mediation import DisputeKind


class Counsel(models.Model):
    """法律顾问: a lawyer or legal worker of a centre; public, as a name on its wall."""

    id = models.AutoField(primary_key=True)
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    firm = models.CharField(max_length=80)
    licence = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    villages = models.ManyToManyField("regions.Region", related_name="+", blank=True)  # none: all
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="counsel_once_at_a_site",
                fields=["site", "licence"],
                condition=Q(ended_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CounselDuty(models.Model):
    """值班时间: a span of one weekday in one season, within the centre's own hours."""

    id = models.AutoField(primary_key=True)
    counsel = models.ForeignKey(Counsel, on_delete=models.PROTECT, related_name="duties")
    season = models.CharField(max_length=6, default="all")  # rules.counsel.DutySeason
    weekday = models.PositiveSmallIntegerField()  # 0: Monday
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="counsel_duty_known",
                condition=Q(season__in=[s.value for s in DutySeason], weekday__lte=6),
            ),
            models.CheckConstraint(
                name="counsel_duty_in_order", condition=Q(closes__gt=models.F("opens"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}"


class Consultation(models.Model):
    """约法律顾问: one visitor's half-hour with one counsel, and what was advised."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    counsel = models.ForeignKey(Counsel, on_delete=models.PROTECT, db_index=False, related_name="+")
    starts_at = models.DateTimeField()
    visitor = SealedText(kind="name", blank=True, default="")
    phone = SealedText(kind="phone", blank=True, default="")
    phone_hash = models.BinaryField(max_length=32, null=True, blank=True)
    kind = models.CharField(max_length=10)  # rules.mediation.DisputeKind
    state = models.CharField(max_length=10, default="booked")  # rules.counsel.ConsultationState
    booked_at = models.DateTimeField()
    booked_by = models.BigIntegerField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    advice = SealedText(kind="words", blank=True, default="")
    outcome = models.CharField(max_length=10, default="", blank=True)  # rules.counsel.Advice

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consultation_known",
                condition=Q(
                    state__in=[s.value for s in ConsultationState],
                    kind__in=[k.value for k in DisputeKind],
                ),
            ),
            models.CheckConstraint(
                name="consultation_kept_has_its_outcome",
                condition=Q(state="kept", outcome__in=[a.value for a in Advice])
                | (~Q(state="kept") & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="consultation_over_has_its_end",
                condition=Q(state="booked", ended_at__isnull=True)
                | (~Q(state="booked") & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="consultation_one_at_a_time",
                fields=["unit", "counsel", "starts_at"],
                condition=Q(state__in=HELD),
            ),
            models.UniqueConstraint(
                name="consultation_one_to_come",
                fields=["unit", "site", "phone_hash"],
                condition=Q(state="booked"),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "site", "starts_at"], name="consultation_of_site"),
            models.Index(
                fields=["unit", "phone_hash"],
                name="consultation_of_phone",
                condition=Q(phone_hash__isnull=False),
            ),
            models.Index(
                fields=["unit", "starts_at"],
                name="consultation_to_come",
                condition=Q(state="booked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counsel_id} {self.starts_at:%Y-%m-%d %H:%M}"
