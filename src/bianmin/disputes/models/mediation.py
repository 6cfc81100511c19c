"""人民调解: a dispute with its parties, mediators, sessions, agreement and follow-ups.

All are large tables and carry `unit`; whoever is named in them is sealed.
"""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.mediation import (
    RUNNING,
    SETTLED,
    Consent,
    DisputeChannel,
    DisputeKind,
    DisputeState,
    Performance,
)

LIVE = [state.value for state in RUNNING]


class Dispute(models.Model):
    """纠纷调解: one entry of the register (人民调解法 §27)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)  # rules.mediation.DisputeKind
    channel = models.CharField(max_length=8)  # rules.mediation.DisputeChannel
    facts = SealedText(kind="words", blank=True, default="")
    state = models.CharField(max_length=10, default="applied")  # rules.mediation.DisputeState
    applied_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    conclude_by = models.DateField(null=True, blank=True)  # null: a year without calendar
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = SealedText(kind="words", blank=True, default="")  # why it ended without agreement

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dispute_known",
                condition=Q(
                    kind__in=[k.value for k in DisputeKind],
                    channel__in=[c.value for c in DisputeChannel],
                    state__in=[s.value for s in DisputeState],
                ),
            ),
            models.CheckConstraint(
                name="dispute_over_has_its_end",
                condition=Q(state__in=LIVE, ended_at__isnull=True)
                | (~Q(state__in=LIVE) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="dispute_settled_was_taken_up",
                condition=~Q(state__in=["open", *(s.value for s in SETTLED)])
                | Q(taken_up_at__isnull=False),
            ),
            models.UniqueConstraint(name="dispute_number", fields=["unit", "number"]),
        ]
        indexes = [
            models.Index(fields=["unit", "site", "-applied_at"], name="dispute_of_site"),
            models.Index(fields=["unit", "ended_at"], name="dispute_ended"),
        ]

    def __str__(self) -> str:
        return self.number


class Party(models.Model):
    """当事人: who quarrels, and whether they are willing to have it mediated (§17)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, db_index=False, related_name="+")
    is_applicant = models.BooleanField(default=False)
    person_id = models.BigIntegerField(null=True, blank=True)
    name = SealedText(kind="name", blank=True, default="")
    id_number = SealedText(kind="id_number", blank=True, default="")
    id_number_hash = models.BinaryField(max_length=32, null=True, blank=True)
    phone = SealedText(kind="phone", blank=True, default="")
    phone_hash = models.BinaryField(max_length=32, null=True, blank=True)
    address = SealedText(kind="address", blank=True, default="")
    consent = models.CharField(max_length=8, default="open")  # rules.mediation.Consent
    asked_at = models.DateTimeField(null=True, blank=True)  # from then on they see it too
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)  # who wrote the answer down

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="party_consent_known", condition=Q(consent__in=[c.value for c in Consent])
            ),
            models.CheckConstraint(
                name="party_answer_has_its_moment",
                condition=Q(consent="open", answered_at__isnull=True)
                | (~Q(consent="open") & Q(answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="party_phone_once", fields=["unit", "dispute", "phone_hash"]
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "dispute"], name="party_of_dispute"),
            models.Index(
                fields=["unit", "phone_hash"],
                name="party_of_phone",
                condition=Q(phone_hash__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Mediator(models.Model):
    """调解员: one of those who mediate a dispute (§19), until replaced."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, db_index=False, related_name="+")
    user_id = models.BigIntegerField()
    named_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="mediator_once",
                fields=["unit", "dispute", "user_id"],
                condition=Q(left_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "user_id"], name="mediator_of", condition=Q(left_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class MediationSession(models.Model):
    """调解会: when and where, who was there and what was said (§27)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, db_index=False, related_name="+")
    starts_at = models.DateTimeField()
    place = SealedText(kind="words", blank=True, default="")
    present = SealedText(kind="words", blank=True, default="")
    minutes = SealedText(kind="words", blank=True, default="")
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mediation_session_noted_by_somebody",
                condition=Q(noted_at__isnull=True, noted_by__isnull=True)
                | Q(noted_at__isnull=False, noted_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["unit", "dispute", "starts_at"], name="mediation_session_when")
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Agreement(models.Model):
    """调解协议: written and numbered, in force when all have signed; or oral and noted (§28–30)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, db_index=False, related_name="+")
    is_oral = models.BooleanField(default=False)
    number = models.CharField(max_length=60, default="", blank=True)
    facts = SealedText(kind="words", blank=True, default="")
    terms = SealedText(kind="words", blank=True, default="")
    performance = SealedText(kind="words", blank=True, default="")  # 履行方式
    perform_by = models.DateField(null=True, blank=True)  # 履行期限
    drawn_at = models.DateTimeField()
    drawn_by = models.BigIntegerField()
    effective_on = models.DateField(null=True, blank=True)
    confirm_by = models.DateField(null=True, blank=True)  # null: a year without calendar

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agreement_one_each", fields=["unit", "dispute"]),
            models.CheckConstraint(
                name="agreement_written_is_numbered",
                condition=Q(is_oral=True, number="", effective_on__isnull=False)
                | (Q(is_oral=False) & ~Q(number="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FollowUp(models.Model):
    """回访: whether what was agreed is being done (§31)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, db_index=False, related_name="+")
    due_on = models.DateField()
    visited_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=8, default="", blank=True)  # rules.mediation.Performance
    words = SealedText(kind="words", blank=True, default="")
    noted_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="follow_up_visited_has_its_result",
                condition=Q(visited_on__isnull=True, result="", noted_by__isnull=True)
                | Q(
                    visited_on__isnull=False,
                    noted_by__isnull=False,
                    result__in=[p.value for p in Performance],
                ),
            ),
            models.UniqueConstraint(
                name="follow_up_one_to_come",
                fields=["unit", "dispute"],
                condition=Q(visited_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_on"],
                name="follow_up_to_come",
                condition=Q(visited_on__isnull=True),
            ),
            models.Index(fields=["unit", "dispute", "due_on"], name="follow_up_of_dispute"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"
