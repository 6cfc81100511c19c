"""上网实施要素: what a county says for itself of each item online, and the files that bring it."""

from django.db import models
from django.db.models import F, Q


class ElementBatch(models.Model):
    """要素批次: one file that came in (checked, applied or dropped), or one that was handed out."""

    id = models.AutoField(primary_key=True)
    unit = models.SmallIntegerField()
    number = models.PositiveIntegerField()
    is_outgoing = models.BooleanField(default=False)
    is_increment = models.BooleanField(default=False)
    file_name = models.CharField(max_length=120, default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)  # SHA-256 of the file
    code_format = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="checked")
    table = models.JSONField(null=True, blank=True)  # what waits, or what was handed out
    report = models.JSONField(default=dict)
    checked_at = models.DateTimeField()
    checked_by = models.BigIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)
    settled_name = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="element_batch_number", fields=["unit", "number"]),
            models.UniqueConstraint(
                name="element_batch_one_waiting",
                fields=["unit"],
                condition=Q(state="checked"),
            ),
            models.CheckConstraint(
                name="element_batch_settled",
                condition=Q(state="checked", settled_at__isnull=True, table__isnull=False)
                | Q(state__in=["applied", "dropped"], settled_at__isnull=False, table__isnull=True)
                | Q(state="handed", settled_at__isnull=False, is_outgoing=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}/{self.number}"


class ItemElements(models.Model):
    """实施要素: a county's own columns of one item, and how complete the whole is.

    `wanted` and `lacking` count the guide's columns too; they are written with the values and again
    when another version of the guide comes into force.
    """

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey("ServiceItem", on_delete=models.PROTECT, related_name="elements")
    unit = models.SmallIntegerField()
    code_format = models.CharField(max_length=20)
    values = models.JSONField(default=dict)
    wanted = models.PositiveSmallIntegerField()
    lacking = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        ElementBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="item_elements_once", fields=["unit", "item"]),
            models.CheckConstraint(
                name="item_elements_lacking_of_wanted", condition=Q(lacking__lte=F("wanted"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "lacking"],
                condition=Q(gone_at__isnull=True),
                name="item_elements_lacking",
            ),
            models.Index(fields=["unit", "changed_at"], name="item_elements_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}/{self.item_id}"
