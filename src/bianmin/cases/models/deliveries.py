"""送达与归档: how the result shall come, what was sent out, who received it, what the file holds.

Every table here is large: each row carries `unit`, and every statement names it.
"""

from django.db import models
from django.db.models import F, Q

from bianmin.cases.models.cases import Case
from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id

MODE_KNOWN = Q(mode__in=["pickup", "post", "agent", "electronic"])


class DeliveryChoice(models.Model):
    """选送达方式: how the applicant wants the result, as chosen last; by post with an address."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10)  # rules.delivery.Mode
    address = SealedText(kind="address", blank=True, default="")
    chosen_at = models.DateTimeField()
    chosen_by = models.BigIntegerField(null=True)  # null: by the link of the SMS

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_one_delivery_choice", fields=["unit", "case"]),
            models.CheckConstraint(name="delivery_choice_known", condition=MODE_KNOWN),
        ]

    def __str__(self) -> str:
        return self.mode


class Dispatch(models.Model):
    """送出: a result that left by post or with an agent, until it arrived or came back."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10)  # post agent
    carrier = models.CharField(max_length=40, default="", blank=True)
    post_number = models.CharField(max_length=30, default="", blank=True)
    address = SealedText(kind="address", blank=True, default="")
    taken_by = models.BigIntegerField(null=True, blank=True)  # the agent's account
    sent_on = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField(null=True)
    end = models.CharField(max_length=10, default="", blank=True)  # arrived returned
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=100, default="", blank=True)  # of the return

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_one_open_dispatch", fields=["unit", "case"], condition=Q(end="")
            ),
            models.CheckConstraint(
                name="dispatch_mode_known",
                condition=Q(mode="post", taken_by__isnull=True) & ~Q(post_number="")
                | Q(mode="agent", taken_by__isnull=False, post_number=""),
            ),
            models.CheckConstraint(
                name="dispatch_ended_together",
                condition=Q(end="", ended_at__isnull=True, ended_on__isnull=True)
                | Q(
                    end__in=["arrived", "returned"],
                    ended_at__isnull=False,
                    ended_on__gte=F("sent_on"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.post_number or self.mode


class Delivery(models.Model):
    """送达: how, when and to whom the result was given."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10)  # rules.delivery.Mode
    receiver = SealedText(kind="name", blank=True, default="")
    mandate = SealedText(kind="words", blank=True, default="")  # of who is not the applicant
    received_on = models.DateField(null=True)  # as signed; null in rows older than the column
    delivered_at = models.DateTimeField()  # when it was recorded here
    delivered_by = models.BigIntegerField(null=True)
    # 跑几趟、几处、没出村: by rules.footfall; null where the case does not say
    visits = models.PositiveSmallIntegerField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    stayed = models.BooleanField(null=True, blank=True)
    signed_slip = models.BigIntegerField(null=True, blank=True)  # the file of the signed slip

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_delivered_once", fields=["unit", "case"]),
            models.CheckConstraint(name="delivery_mode_known", condition=MODE_KNOWN),
        ]

    def __str__(self) -> str:
        return self.mode


class ArchiveList(models.Model):
    """归档目录: what the file of an archived case holds, as it was put away."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    entries = models.JSONField()  # [{"part","title","number","day","pages"}]: names nobody
    kept = models.CharField(max_length=80)  # 保管期限, as it was then
    pages = models.PositiveSmallIntegerField(null=True, blank=True)  # of the bound paper
    archived_at = models.DateTimeField()
    archived_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_archived_once", fields=["unit", "case"]),
        ]

    def __str__(self) -> str:
        return f"archive:{self.case_id}"
