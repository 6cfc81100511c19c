"""事项目录: what can be asked for, in immutable versions."""

from django.db import models
from django.db.models import Q


class ServiceItem(models.Model):
    """事项: one thing that can be asked for; what it demands stands in its versions."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=80, unique=True)
    area = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    plain_name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=60, default="", blank=True)  # initials, for search
    search_text = models.TextField(default="", blank=True)
    icon = models.CharField(max_length=20, default="doc")
    popularity = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, default="active")  # active paused cancelled
    stands_alone = models.BooleanField(default=False)  # village entries need no township entry
    current = models.ForeignKey(
        "ItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="item_status_known", condition=Q(status__in=["active", "paused", "cancelled"])
            ),
        ]
        indexes = [models.Index(fields=["area", "-popularity"], name="item_area_popularity")]

    def __str__(self) -> str:
        return self.name


class ItemVersion(models.Model):
    """事项版本: the guide and the form as published; never changed afterwards.

    `guide` holds the seven fields of the plan's 三（五） and the code tables' values as shipped;
    `form` is the JSON Schema that a case's answers are checked by.
    """

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    guide = models.JSONField()
    form = models.JSONField()
    case_kind = models.CharField(max_length=10)  # immediate promised
    is_licence = models.BooleanField(default=False)
    promised_limit = models.CharField(max_length=20)  # "5 workday", rules.clock.Limit
    statutory_limit = models.CharField(max_length=20, default="", blank=True)
    presence_required = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)  # 示例
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="item_version_number", fields=["item", "number"]),
            models.CheckConstraint(
                name="item_version_case_kind_known",
                condition=Q(case_kind__in=["immediate", "promised"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"
