"""帮办代办: an order from the asking to the follow-up, its signed forms, and the cases it opened.

All are large tables and carry `unit`; what was said and signed is sealed. There is no column for
an amount of money, on purpose: nobody is charged.
"""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.assistance import (
    LIVE,
    AidKind,
    EndCause,
    FormKind,
    Heard,
    OrderChannel,
    OrderState,
    Signed,
)

RUNNING = [state.value for state in LIVE]


class AgentOrder(models.Model):
    """代办单: one matter that an agent does with a resident or instead of them.

    The site (主办站点) answers to the end, whoever the agent is. `due_on` is the next day to mind:
    of the first visit, of the promise, of the follow-up.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=6)  # rules.assistance.AidKind
    channel = models.CharField(max_length=6)  # rules.assistance.OrderChannel
    item = models.ForeignKey(
        "catalogue.ServiceItem", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    township = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    village = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    agent = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    principal = models.ForeignKey(  # known once the card was seen
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    mandate = models.ForeignKey(
        "accounts.Mandate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    name = SealedText(kind="name", blank=True, default="")
    phone = SealedText(kind="phone", blank=True, default="")
    phone_hash = models.BinaryField(max_length=32, null=True, blank=True)
    phone_is_theirs = models.BooleanField(default=False)  # known before the agent wrote it down
    place = SealedText(kind="address", blank=True, default="")  # where to find them
    wish = SealedText(kind="words", blank=True, default="")
    state = models.CharField(max_length=10, default="asked")  # rules.assistance.OrderState
    asked_at = models.DateTimeField()
    entrusted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)  # what was promised at acceptance
    due_on = models.DateField(null=True, blank=True)  # null: a year without calendar
    confirmed_at = models.DateTimeField(null=True, blank=True)  # by the resident's own hand
    heard = models.CharField(max_length=8, default="", blank=True)  # rules.assistance.Heard
    heard_by = models.BigIntegerField(null=True, blank=True)
    heard_words = SealedText(kind="words", blank=True, default="")
    cause = models.CharField(max_length=10, default="", blank=True)  # rules.assistance.EndCause
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_known",
                condition=Q(
                    kind__in=[kind.value for kind in AidKind],
                    channel__in=[channel.value for channel in OrderChannel],
                    state__in=[state.value for state in OrderState],
                    heard__in=["", *(heard.value for heard in Heard)],
                ),
            ),
            models.CheckConstraint(
                name="order_over_has_its_end",
                condition=Q(state__in=RUNNING, ended_at__isnull=True)
                | (~Q(state__in=RUNNING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="order_ended_says_why",
                condition=Q(state="ended", cause__in=[cause.value for cause in EndCause])
                | (~Q(state="ended") & Q(cause="")),
            ),
            models.CheckConstraint(
                name="order_entrusted_has_its_principal",
                condition=Q(state__in=["asked", "ended"])
                | Q(principal__isnull=False, entrusted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_instead_of_somebody_has_its_mandate",
                condition=Q(state__in=["asked", "ended"])
                | Q(kind="help", mandate__isnull=True)
                | Q(kind="proxy", mandate__isnull=False),
            ),
            models.CheckConstraint(
                name="order_closed_was_heard", condition=~Q(state="closed") | ~Q(heard="")
            ),
            models.UniqueConstraint(name="order_number", fields=["unit", "number"]),
        ]
        indexes = [
            models.Index(fields=["unit", "township", "-asked_at"], name="order_of_township"),
            models.Index(
                fields=["unit", "agent"], name="order_of_agent", condition=Q(ended_at__isnull=True)
            ),
            models.Index(
                fields=["unit", "due_on"], name="order_to_mind", condition=Q(ended_at__isnull=True)
            ),
            models.Index(
                fields=["unit", "mandate"],
                name="order_by_mandate",
                condition=Q(mandate__isnull=False, ended_at__isnull=True),
            ),
            models.Index(
                fields=["unit", "principal"],
                name="order_of_principal",
                condition=Q(principal__isnull=False),
            ),
            models.Index(
                fields=["unit", "phone_hash"],
                name="order_of_phone",
                condition=Q(phone_hash__isnull=False),
            ),
            models.Index(fields=["unit", "ended_at"], name="order_over"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderForm(models.Model):
    """单子: one numbered form of an order, with what it says and how it was signed."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    order = models.ForeignKey(
        AgentOrder, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=8)  # rules.assistance.FormKind
    number = models.CharField(max_length=60)
    words = SealedText(kind="words", blank=True, default="")
    signed = models.CharField(max_length=6, default="not")  # rules.assistance.Signed
    signature = SealedText(kind="words", blank=True, default="")  # rules.signature, on glass
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_form_known",
                condition=Q(
                    kind__in=[kind.value for kind in FormKind],
                    signed__in=[signed.value for signed in Signed],
                ),
            ),
            models.UniqueConstraint(name="order_form_number", fields=["unit", "number"]),
        ]
        indexes = [models.Index(fields=["unit", "order", "issued_at"], name="order_form_of")]

    def __str__(self) -> str:
        return self.number


class OrderCase(models.Model):
    """代办单的办件: a case that was opened for an order; a case belongs to one order."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    order = models.ForeignKey(
        AgentOrder, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="order_case_once", fields=["unit", "case"]),
        ]
        indexes = [models.Index(fields=["unit", "order"], name="order_case_of")]

    def __str__(self) -> str:
        return str(self.case_id)
