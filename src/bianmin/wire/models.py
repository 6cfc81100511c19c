"""请求: the first answer to each keyed request, kept so that a repeat gets it again."""

from django.db import models


class IdempotentAnswer(models.Model):
    """首次答复: what a client's key was answered with, committed with the act itself."""

    key_hash = models.BinaryField(max_length=32, primary_key=True)  # of scope and key
    body_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)  # 0: the first request is under way
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="answer_age")]

    def __str__(self) -> str:
        return str(self.status)
