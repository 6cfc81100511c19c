"""事项来源: sets of items that others keep, such as a provincial library, as they gave them."""

from django.db import models
from django.db.models import Q


class ItemSource(models.Model):
    """来源: whose set it is, which format its codes follow, and how its tables are written."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    code_format = models.CharField(max_length=20)
    columns = models.JSONField(default=list)
    style = models.JSONField(default=dict)  # bom, newline
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="source_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class SourceBatch(models.Model):
    """导入批次: one file held against its source: checked first, then applied or dropped."""

    id = models.AutoField(primary_key=True)
    source = models.ForeignKey(ItemSource, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    is_increment = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="checked")
    table = models.JSONField(null=True, blank=True)  # what waits to be applied
    report = models.JSONField()
    checked_at = models.DateTimeField()
    checked_by = models.BigIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)
    settled_name = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="source_batch_number", fields=["source", "number"]),
            models.UniqueConstraint(
                name="source_batch_one_waiting",
                fields=["source"],
                condition=Q(state="checked"),
            ),
            models.CheckConstraint(
                name="source_batch_settled",
                condition=Q(state="checked", settled_at__isnull=True, table__isnull=False)
                | Q(state__in=["applied", "dropped"], settled_at__isnull=False, table__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.number}"


class SourceItem(models.Model):
    """来源事项: one row of a source, every column as given; taken into our catalogue or not."""

    id = models.AutoField(primary_key=True)
    source = models.ForeignKey(ItemSource, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    department = models.CharField(max_length=80, default="", blank=True)
    item_type = models.CharField(max_length=2, default="", blank=True)
    values = models.JSONField()
    place = models.PositiveIntegerField()  # in the source's order
    batch = models.ForeignKey(SourceBatch, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    item = models.ForeignKey(
        "ServiceItem", on_delete=models.PROTECT, null=True, blank=True, related_name="source_items"
    )
    seen_at = models.DateTimeField(null=True, blank=True)  # when a manager followed it last

    class Meta:
        constraints = [
            models.UniqueConstraint(name="source_item_code", fields=["source", "code"]),
        ]
        indexes = [models.Index(fields=["source", "place"], name="source_item_place")]

    def __str__(self) -> str:
        return self.name
