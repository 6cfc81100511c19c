"""答复: what the office tells the applicant and decides: notices, refusals, decisions.

Every table here is large: each row carries `unit`, and every statement names it.
"""

from django.db import models
from django.db.models import F, Q

from bianmin.cases.models.cases import Case
from bianmin.ground.fields import SealedJSON, SealedText
from bianmin.ground.ids import new_id


class Notice(models.Model):
    """告知: a numbered notice to the applicant, one for each act that the law wants in writing."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # rules.documents.NoticeKind
    number = models.CharField(max_length=60, default="", blank=True)
    lines = SealedJSON(default=list)  # [{"key","what","why","how"}]
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True)
    answer_by = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "case", "issued_at"], name="notice_case"),
            models.Index(
                fields=["unit", "-issued_at"],
                name="notice_deemed",
                condition=models.Q(kind="deemed_accepted"),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.kind


class RefusalFiling(models.Model):
    """否决报备: a refusal is proposed by one person and decided by another."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=20)  # refuse_acceptance deny close_incomplete void
    category = models.CharField(max_length=1, default="", blank=True)  # A B C of a refusal
    reason = SealedText(kind="words")
    law = models.CharField(max_length=200, default="", blank=True)
    alternatives = models.CharField(max_length=200, default="", blank=True)
    proposed_by = models.BigIntegerField()
    proposed_by_person = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_person = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    decide_by = models.DateField(null=True, blank=True)  # null: a year without calendar
    document_number = models.CharField(max_length=60, default="", db_default="", blank=True)
    is_sampled = models.BooleanField(default=False, db_default=False)  # 抽查
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.BigIntegerField(null=True, blank=True)
    is_upheld = models.BooleanField(null=True, blank=True)
    check_note = models.CharField(max_length=200, default="", db_default="", blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "-decided_at"],
                name="refusal_filed",
                condition=Q(approved=True),
            ),
            models.Index(
                fields=["unit", "proposed_at"],
                name="refusal_undecided",
                condition=Q(decided_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="refusal_checked_together",
                condition=Q(checked_at__isnull=True, is_upheld__isnull=True)
                | Q(checked_at__isnull=False, is_upheld__isnull=False),
            ),
            models.UniqueConstraint(
                name="case_one_open_refusal",
                fields=["unit", "case"],
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="refusal_decided_by_another_person",
                condition=Q(decided_by_person__isnull=True)
                | ~Q(decided_by_person=F("proposed_by_person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.case_id}"


class Decision(models.Model):
    """决定: granted or denied, with its document's number."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10)  # granted denied
    reason = SealedText(kind="words", blank=True, default="")
    document_number = models.CharField(max_length=60, default="", blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_decided_once", fields=["unit", "case"]),
            models.CheckConstraint(
                name="decision_outcome_known", condition=Q(outcome__in=["granted", "denied"])
            ),
        ]

    def __str__(self) -> str:
        return self.outcome
