"""批准单: what one person asked for and another decides. A large table: each row carries `unit`."""

from django.db import models
from django.db.models import F, Q

from bianmin.cases.models.cases import Case
from bianmin.ground.fields import SealedJSON, SealedText
from bianmin.ground.ids import new_id


class Approval(models.Model):
    """批准单: a second slip, a pause, an extension or a late entry, with its reason and its end."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # rules.approvals.ApprovalKind
    reason = SealedText(kind="words")
    facts = SealedJSON(default=dict)
    proposed_by = models.BigIntegerField()
    proposed_by_person = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decide_by = models.DateField(null=True, blank=True)  # null: a year without calendar
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_person = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    opinion = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="approval_one_open_of_a_kind",
                fields=["unit", "case", "kind"],
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="approval_by_another_person",
                condition=Q(decided_by_person__isnull=True)
                | ~Q(decided_by_person=F("proposed_by_person")),
            ),
            models.CheckConstraint(
                name="approval_kind_known",
                condition=Q(kind__in=["second_slip", "pause", "extension", "late_entry"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "proposed_at"],
                name="approval_undecided",
                condition=Q(decided_at__isnull=True),
            ),
            models.Index(
                fields=["unit", "-decided_at"],
                name="approval_second_slips",
                condition=Q(kind="second_slip", approved=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"
