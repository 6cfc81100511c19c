"""留痕: the append-only trail. The database refuses to change or remove a row."""

from django.db import models

from bianmin.ground.ids import new_id


class Event(models.Model):
    """留痕: who did what to which subject, when, with which facts (no personal data)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    at = models.DateTimeField()
    subject = models.CharField(max_length=60)  # "case:123"
    action = models.CharField(max_length=40)
    by_user = models.BigIntegerField(null=True)
    by_person = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=40)
    reason = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)
    key_id = models.CharField(max_length=4)
    digest = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["unit", "subject", "id"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.action}"


class Seal(models.Model):
    """封存: a batch of events in a chain; the newest seal of the chain is its head."""

    id = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    made_at = models.DateTimeField()
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    events = models.IntegerField()
    members = models.BinaryField()  # id (8 bytes) and digest (32) of each event, by rising id
    root = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32, unique=True)
    key_id = models.CharField(max_length=4)

    class Meta:
        indexes = [models.Index(fields=["last_event"], name="seal_last_event")]

    def __str__(self) -> str:
        return bytes(self.head).hex()[:16]
