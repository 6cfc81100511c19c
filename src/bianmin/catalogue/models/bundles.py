"""一链办理: several items of one matter of life, drafted, sent and published by two persons."""

from django.db import models
from django.db.models import F, Q


class Bundle(models.Model):
    """一件事: what it is stands in its versions."""

    id = models.AutoField(primary_key=True)
    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField(default=0)  # among the others on the page
    current = models.ForeignKey(
        "BundleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class BundleVersion(models.Model):
    """一件事的版本: as published, never changed; bound to the edition of the directory then."""

    id = models.AutoField(primary_key=True)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    edition = models.ForeignKey(
        "Edition", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pinned = models.JSONField()  # code of the item → number of its version then
    is_sample = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bundle_version_number", fields=["bundle", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} v{self.number}"


class BundleDraft(models.Model):
    """一件事的草稿: sent by one person, published by another."""

    id = models.AutoField(primary_key=True)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="drafts")
    content = models.JSONField()
    note = models.CharField(max_length=300, default="", blank=True)
    state = models.CharField(max_length=10, default="draft")
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True, blank=True)
    revised_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.BigIntegerField(null=True, blank=True)
    proposed_person = models.BigIntegerField(null=True, blank=True)
    proposed_name = models.CharField(max_length=40, default="", blank=True)
    published_person = models.BigIntegerField(null=True, blank=True)
    version = models.OneToOneField(
        BundleVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bundle_draft_state_known",
                condition=Q(state__in=["draft", "proposed", "published", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="bundle_draft_published_with_version",
                condition=Q(state="published", version__isnull=False)
                | ~Q(state="published") & Q(version__isnull=True),
            ),
            models.CheckConstraint(
                name="bundle_draft_two_persons",
                condition=Q(published_person__isnull=True)
                | ~Q(published_person=F("proposed_person")),
            ),
            models.UniqueConstraint(
                name="bundle_draft_one_in_hand",
                fields=["bundle"],
                condition=Q(state__in=["draft", "proposed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.state}"
