"""区划: our own dated tree of city, reporting units, townships and villages.

Official codes stand beside the tree, never in it: the three development zones have none, and
their townships carry the code of the district around them.
"""

from django.db import models
from django.db.models import F, Q


class Region(models.Model):
    """区划: one place in the tree, with the days on which it was valid.

    `path` is made of our own ids (`/1/4/57/903/`); scope follows it. `unit` is the small number
    of the reporting unit the place belongs to (0 for the city itself) and never changes.
    """

    id = models.AutoField(primary_key=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=60, unique=True)  # its index serves prefixes too
    level = models.CharField(max_length=10)  # city unit township village
    kind = models.CharField(max_length=20)  # 县 市 区 开发区 镇 乡 街道 其他 村 社区
    name = models.CharField(max_length=60)  # as people say it: 古城社区; official names: codes
    short_name = models.CharField(max_length=40)
    pinyin = models.CharField(max_length=120, default="", blank=True)  # sort key and search
    initials = models.CharField(max_length=40, default="", blank=True)
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
            models.CheckConstraint(
                name="region_valid_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "pinyin"], name="region_children"),
            models.Index(fields=["unit", "level"], name="region_unit_level"),
        ]

    def __str__(self) -> str:
        return self.name


class RegionCode(models.Model):
    """区划代码: one official code and name of a region, for the vintages that list them so."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="codes")
    system = models.CharField(max_length=10)  # nbs mca local
    code = models.CharField(max_length=12)  # 6, 9 or 12 digits, without the filling zeros
    name = models.CharField(max_length=60, default="", blank=True)  # 古城社区居委会
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


class DivisionImport(models.Model):
    """区划版本: one vintage of one code system that has been taken in for a city."""

    system = models.CharField(max_length=10)
    city_code = models.CharField(max_length=6)
    vintage = models.DateField()
    digest = models.CharField(max_length=64)
    divisions = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="division_import_once", fields=["system", "city_code", "vintage"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.city_code} {self.vintage}"


class RegionLink(models.Model):
    """沿革: what became of a place; written by a person, since no source tells it."""

    predecessor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="later_links")
    successor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="earlier_links")
    kind = models.CharField(max_length=12)  # merged_into renamed recoded split
    on = models.DateField()  # first day of the new state
    note = models.CharField(max_length=200, default="", blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="region_link_once", fields=["predecessor", "successor", "kind"]
            ),
            models.CheckConstraint(
                name="region_link_kind_known",
                condition=Q(kind__in=["merged_into", "renamed", "recoded", "split"]),
            ),
            models.CheckConstraint(
                name="region_link_to_another", condition=~Q(predecessor=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id}→{self.successor_id} {self.kind}"


class Unmatched(models.Model):
    """待挂接: a place that a newer vintage no longer lists; a person says what became of it."""

    region = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="unmatched")
    since = models.DateField()
    suggestion = models.ForeignKey(
        Region, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["region"],
                name="unmatched_open",
                condition=Q(resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.since}"
