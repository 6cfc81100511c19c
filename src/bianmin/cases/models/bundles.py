"""一链办件: one application for the items of a bundle. A large table: each row carries `unit`."""

from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.chains import Whole


class BundleCase(models.Model):
    """一链办件: the parent of one case for each item; its state is what the cases make of it."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    number = models.CharField(max_length=20, unique=True)
    version = models.ForeignKey(
        "catalogue.BundleVersion", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    applicant = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    contact_phone = SealedText(kind="phone", blank=True, default="")
    tracking = SealedText(kind="words")  # the secret of the link in the SMS
    tracking_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default=Whole.RUNNING.value)
    submitted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bundle_case_state_known",
                condition=Q(closed_at__isnull=True, state__in=["running", "mending"])
                | Q(closed_at__isnull=False, state__in=["done", "partly", "failed", "given_up"]),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "tracking_hash"], name="bundle_case_tracking"),
            models.Index(fields=["unit", "applicant", "-submitted_at"], name="bundle_case_of"),
        ]

    def __str__(self) -> str:
        return self.number
