"""指导目录: the city's directory in numbered editions, and each county's answer to one."""

from django.db import models
from django.db.models import F, Q

STATES = ["draft", "proposed", "published"]


class Edition(models.Model):
    """目录版次: drafted, sent by one person, published by another, in force from a day on."""

    id = models.AutoField(primary_key=True)
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="draft")
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    adopt_by = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.BigIntegerField(null=True, blank=True)
    proposed_person = models.BigIntegerField(null=True, blank=True)
    proposed_name = models.CharField(max_length=40, default="", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.BigIntegerField(null=True, blank=True)
    published_person = models.BigIntegerField(null=True, blank=True)
    published_name = models.CharField(max_length=40, default="", blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="edition_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="edition_published_when_dated",
                condition=Q(state="published", published_at__isnull=False)
                & Q(effective_on__isnull=False, adopt_by__isnull=False)
                | ~Q(state="published") & Q(published_at__isnull=True, in_force_at__isnull=True),
            ),
            models.CheckConstraint(
                name="edition_two_persons",
                condition=Q(published_person__isnull=True)
                | ~Q(published_person=F("proposed_person")),
            ),
            models.UniqueConstraint(
                name="edition_one_in_hand",
                fields=["state"],
                condition=Q(state="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class DirectoryChange(models.Model):
    """变更记录: what one edition does to one item, and why."""

    id = models.AutoField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="changes")
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    township_mode = models.CharField(max_length=10, default="", blank=True)
    village_mode = models.CharField(max_length=10, default="", blank=True)
    draft = models.ForeignKey(
        "VersionDraft", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_change_kind_known",
                condition=Q(kind__in=["add", "change", "pause", "resume", "cancel"]),
            ),
            models.CheckConstraint(name="directory_change_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(name="directory_change_once", fields=["edition", "item"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.kind}/{self.item_id}"


class DirectoryEntry(models.Model):
    """目录条目: an item as the directory holds it, from edition `since` to before `until`.

    What an edition holds is the rows whose span contains its number, so any two are compared by
    two index scans, and an edition costs what it changes.
    """

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="entries")
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField(null=True, blank=True)
    standing = models.CharField(max_length=10, default="active")  # active paused
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=20)
    township_mode = models.CharField(max_length=10, default="", blank=True)
    village_mode = models.CharField(max_length=10, default="", blank=True)
    version = models.ForeignKey(
        "ItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_entry_in_order",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
            ),
            models.CheckConstraint(
                name="directory_entry_standing_known",
                condition=Q(standing__in=["active", "paused"]),
            ),
            models.UniqueConstraint(
                name="directory_entry_once_at_a_time",
                fields=["item"],
                condition=Q(until__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["since"], name="directory_entry_since"),
            models.Index(fields=["until"], name="directory_entry_until"),
            models.Index(fields=["area", "name"], name="directory_entry_area"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.since}–{self.until or ''}"


class AdoptionTask(models.Model):
    """采纳任务: one county's work on a published edition, until adopted or explained."""

    id = models.AutoField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="tasks")
    unit = models.SmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="open")  # open adopted explained
    reason = models.CharField(max_length=300, default="", blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.BigIntegerField(null=True, blank=True)
    done_name = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="adoption_task_once", fields=["edition", "unit"]),
            models.CheckConstraint(
                name="adoption_task_explained_with_a_reason",
                condition=Q(state="open", done_at__isnull=True)
                | Q(state="adopted", done_at__isnull=False)
                | Q(state="explained", done_at__isnull=False) & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="adoption_task_unit")]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.unit}"
