"""区划: our own dated tree of city, reporting units, townships and villages.

Official codes stand beside the tree, never in it: the three development zones have none, and
their townships carry the code of the district around them.
"""

from django.db import models
from django.db.models import Q


class Region(models.Model):
    """区划: one place in the tree, with the days on which it was valid.

    `path` is made of our own ids (`/1/4/57/903/`); scope follows it. `unit` is the small number
    of the reporting unit the place belongs to (0 for the city itself) and never changes.
    """

    id = models.AutoField(primary_key=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=60, unique=True)
    level = models.CharField(max_length=10)  # city unit township village
    kind = models.CharField(max_length=20)  # 县 市 区 开发区 镇 乡 街道 其他 村 社区
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=40)
    pinyin = models.CharField(max_length=120, default="", blank=True)
    unit = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # last valid day

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="region_level_known",
                condition=Q(level__in=["city", "unit", "township", "village"]),
            ),
            models.CheckConstraint(
                name="region_only_the_city_has_no_parent",
                condition=Q(level="city", parent__isnull=True, unit=0)
                | Q(parent__isnull=False, unit__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "pinyin"], name="region_children"),
            models.Index(fields=["unit", "level"], name="region_unit_level"),
            models.Index(
                fields=["path"], name="region_path_prefix", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionCode(models.Model):
    """区划代码: one official code of a region in one code system, valid for some vintages."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="codes")
    system = models.CharField(max_length=10)  # nbs mca local
    code = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="region_code_once_at_a_time",
                fields=["system", "code"],
                condition=Q(valid_to__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["code", "system"], name="region_code_lookup")]

    def __str__(self) -> str:
        return f"{self.system}:{self.code}"
