"""办件: one person's request for one item, and everything that hangs on it.

Every table here is large: each row carries `unit`, and every statement names it.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from bianmin.ground.fields import SealedJSON, SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.lifecycle import State

IN_HAND = Q(closed_at__isnull=True) | Q(state=State.COMPLETED.value)
"""在手: open, or a result not yet handed over. A partial index is used only by a query that
carries its own predicate, so indexes and worklists share this one."""

DUE = Coalesce("promise_due", "tell_by")
"""到期: the day that matters now: the promise, or before acceptance the day to tell what is
missing; without either (待公布) a case stands last."""

READY = Coalesce("decided_at", "completed_at")
"""办好: from when a result waits to be handed over: decided here, or completed elsewhere."""

LISTED_BY = ("state", "paused", "channel", "item", "closed_at", "promise_due", "tell_by")
"""A worklist is counted and put in order by these, out of its index alone; the two days because
PostgreSQL reads `DUE` from an index only where its columns are in it too."""


class Draft(models.Model):
    """暂存: an application being filled in; becomes a case when it is submitted.

    Of a bundle `version` is its first item's, and `chosen` all items asked for, as they were then.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    secret_hash = models.BinaryField(max_length=32)  # resume link or cookie
    version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, null=True, related_name="+"
    )
    user_id = models.BigIntegerField(null=True, db_index=True)
    scenario = models.CharField(max_length=40, default="", db_default="", blank=True)
    bundle = models.ForeignKey(
        "catalogue.BundleVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    # code → {"number": of its version, "leaf": the scenario}
    chosen = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    answers = SealedJSON(default=dict)
    applicant = SealedJSON(default=dict)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "expires_at"], name="draft_expiry")]

    def __str__(self) -> str:
        return f"draft:{self.pk}"


class Case(models.Model):
    """办件: one request; `state` moves only by the table of rules.lifecycle."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    number = models.CharField(max_length=20, unique=True)
    # No index on one reference alone: every question names its unit, and so do the indexes below.
    version = models.ForeignKey(
        "catalogue.ItemVersion", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    item = models.ForeignKey(
        "catalogue.ServiceItem", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    township = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    village = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    intake_site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    applicant = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    agent = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    mandate = models.ForeignKey(  # 委托: by which a relative handed it in
        "accounts.Mandate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    bundle = models.ForeignKey(  # 一链办理: the whole that it is a part of
        "cases.BundleCase",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    channel = models.CharField(max_length=10)  # online counter agent
    scenario = models.CharField(max_length=40, default="", db_default="", blank=True)  # 情形
    contact_phone = SealedText(kind="phone", blank=True, default="")
    answers = SealedJSON(default=dict)
    tracking = SealedText(kind="words")  # the secret of the link in the SMS
    tracking_hash = models.BinaryField(max_length=32)
    query_code_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=20, default=State.SUBMITTED.value)
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    clock_from = models.DateField(null=True, blank=True)  # the day the limits count from
    claimed_at = models.DateTimeField(null=True, blank=True)  # 补录: received, as claimed
    # The day the papers reached us: the first or the mended ones; the earlier of claim and record.
    arrived_on = models.DateField(null=True, blank=True)
    tell_by = models.DateField(null=True, blank=True)  # null while received: 待公布
    promise_due = models.DateField(null=True, blank=True)  # null while accepted: 待公布
    link_from = models.DateField(null=True, blank=True)  # since when the present link has it
    link_due = models.DateField(null=True, blank=True)  # its own last day, if the item gives one
    statutory_due = models.DateField(null=True, blank=True)
    extension_workdays = models.PositiveSmallIntegerField(null=True, blank=True)  # 延长, once
    warn_workdays = models.PositiveSmallIntegerField(null=True, blank=True)  # the item's yellow
    escalated = models.PositiveSmallIntegerField(default=0, db_default=0)  # 催到哪一级
    date_pending = models.BooleanField(default=False)  # 待公布: a year without calendar
    decided_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    correction_count = models.PositiveSmallIntegerField(default=0)
    paused = models.BooleanField(default=False)
    moved_at = models.DateTimeField()
    handler_id = models.BigIntegerField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_state_known", condition=Q(state__in=[s.value for s in State])
            ),
            models.CheckConstraint(
                name="case_channel_known", condition=Q(channel__in=["online", "counter", "agent"])
            ),
            models.CheckConstraint(
                name="case_accepted_and_counting_together",
                condition=Q(accepted_at__isnull=True, clock_from__isnull=True)
                | Q(accepted_at__isnull=False, clock_from__isnull=False),
            ),
            models.CheckConstraint(
                name="case_agent_is_not_applicant",
                condition=Q(agent__isnull=True) | ~Q(agent=F("applicant")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "site", "promise_due", "id"],
                name="case_worklist",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["unit", "promise_due", "id"],
                name="case_open_in_unit",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                "unit", DUE, "id", name="case_hand_unit", condition=IN_HAND, include=LISTED_BY
            ),
            models.Index(
                "unit",
                "township",
                DUE,
                "id",
                name="case_hand_town",
                condition=IN_HAND,
                include=LISTED_BY,
            ),
            models.Index(
                "unit", "intake_site", DUE, "id", name="case_hand_desk", condition=IN_HAND
            ),
            models.Index(
                "unit",
                "township",
                READY,
                "id",
                name="case_undelivered",
                condition=Q(state=State.COMPLETED.value),
            ),
            models.Index(
                fields=["unit", "tell_by"],
                name="case_tell_once",
                condition=Q(state__in=["submitted", "received"]),
            ),
            models.Index(fields=["unit", "applicant", "-submitted_at"], name="case_applicant"),
            models.Index(
                fields=["unit", "agent", "-submitted_at"],
                name="case_agent",
                condition=Q(agent__isnull=False),
            ),
            models.Index(fields=["unit", "site", "-submitted_at"], name="case_site_recent"),
            models.Index(
                fields=["unit", "handler_id"],
                name="case_open_of_handler",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["unit", "link_due"],
                name="case_link_due",
                condition=Q(closed_at__isnull=True, link_due__isnull=False),
            ),
            models.Index(
                fields=["unit", "id"], name="case_date_pending", condition=Q(date_pending=True)
            ),
            models.Index(fields=["unit", "tracking_hash"], name="case_tracking"),
            models.Index(
                fields=["unit", "bundle"],
                name="case_of_bundle",
                condition=Q(bundle__isnull=False),
            ),
            models.Index(
                fields=["unit", "item", "-decided_at"],
                name="case_decided_of_item",
                condition=Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseMaterial(models.Model):
    """材料: one material of the item's list as handed in for a case."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=10)  # received missing wrong shared waived
    note = models.CharField(max_length=200, default="", blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_material_once", fields=["unit", "case", "key"]),
            models.CheckConstraint(
                name="case_material_status_known",
                condition=Q(status__in=["received", "missing", "wrong", "shared", "waived"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CasePause(models.Model):
    """暂停: an interval in which one or both clocks stand still; open until `ended_at`."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # rules.clock.PauseKind
    basis = models.CharField(max_length=200)
    document = models.CharField(max_length=100, default="", db_default="", blank=True)
    approved_by = models.BigIntegerField(null=True, blank=True)
    expected_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_one_open_pause",
                fields=["unit", "case"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
