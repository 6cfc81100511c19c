"""消息: what we tell people, written with the act that causes it and sent once by a job."""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedJSON, SealedText
from bianmin.ground.ids import new_id


class OutgoingMessage(models.Model):
    """外发消息: one SMS; `dedupe_key` makes it unique however often the act is repeated."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    dedupe_key = models.CharField(max_length=120, unique=True)
    to = SealedText(kind="phone")
    template = models.CharField(max_length=30)
    params = SealedJSON(default=dict)
    state = models.CharField(max_length=10, default="queued")  # queued sent failed dead
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=64, default="", blank=True)
    last_error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_state_known",
                condition=Q(state__in=["queued", "sent", "failed", "dead"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "next_try_at"], name="message_due", condition=Q(state="queued")
            ),
            models.Index(
                fields=["unit", "next_try_at"], name="message_dead", condition=Q(state="dead")
            ),
            models.Index(
                fields=["unit", "sent_at"], name="message_sent", condition=Q(state="sent")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"
