"""事项草稿: a guide and a form before they are published as a version."""

from django.db import models
from django.db.models import F, Q


class VersionDraft(models.Model):
    """版本草稿: edited freely, then sent by one person and published by another with a day."""

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="drafts")
    guide = models.JSONField()
    form = models.JSONField()
    note = models.CharField(max_length=300, default="", blank=True)  # 改了什么，为什么
    is_sample = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="draft")
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True, blank=True)
    revised_at = models.DateTimeField()
    effective_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.BigIntegerField(null=True, blank=True)
    proposed_person = models.BigIntegerField(null=True, blank=True)
    proposed_name = models.CharField(max_length=40, default="", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.BigIntegerField(null=True, blank=True)
    published_person = models.BigIntegerField(null=True, blank=True)
    version = models.OneToOneField(
        "ItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )
    in_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="version_draft_state_known",
                condition=Q(state__in=["draft", "proposed", "published", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="version_draft_published_with_version",
                condition=Q(state="published", version__isnull=False, effective_on__isnull=False)
                | ~Q(state="published") & Q(version__isnull=True),
            ),
            models.CheckConstraint(
                name="version_draft_two_persons",
                condition=Q(published_person__isnull=True)
                | ~Q(published_person=F("proposed_person")),
            ),
            models.UniqueConstraint(
                name="version_draft_one_in_hand",
                fields=["item"],
                condition=Q(state__in=["draft", "proposed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"
