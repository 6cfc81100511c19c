"""承诺: what an applicant signed instead of bringing a paper. A large table: carries `unit`."""

from django.db import models
from django.db.models import Q

from bianmin.cases.models.cases import Case
from bianmin.ground.ids import new_id


class Undertaking(models.Model):
    """承诺: 容缺受理 or 告知承诺 of one material, by a numbered document, until a day."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # rules.undertakings.UndertakingKind
    key = models.CharField(max_length=40)  # of the material
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60)  # of the promise that was signed
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    due_on = models.DateField()  # to hand in, or to have checked
    missed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    end = models.CharField(max_length=6, default="", blank=True)  # UndertakingEnd

    class Meta:
        constraints = [
            models.UniqueConstraint(name="undertaking_once", fields=["unit", "case", "key"]),
            models.CheckConstraint(
                name="undertaking_kind_known", condition=Q(kind__in=["deferral", "commitment"])
            ),
            models.CheckConstraint(
                name="undertaking_end_known",
                condition=Q(ended_at__isnull=True, end="")
                | Q(ended_at__isnull=False, end="kept")
                | Q(ended_at__isnull=False, end="broken", kind="commitment"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_on"],
                name="undertaking_open",
                condition=Q(ended_at__isnull=True, missed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number
