"""站点: places of service and which villages each of them serves."""

from django.db import models
from django.db.models import F, Q


class Site(models.Model):
    """站点: a centre (township), a station (village) or a point; its name is made by rule."""

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=10)  # rules.naming.SiteKind: hall center station point
    partner = models.CharField(max_length=20, default="", blank=True)  # 邮政 银行 商超 代办员驻地
    name = models.CharField(max_length=80)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="sites")
    unit = models.SmallIntegerField()
    address = models.CharField(max_length=120, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)
    hours = models.JSONField(default=dict, blank=True)  # as sites.hours; empty: the city's own
    status = models.CharField(max_length=10, default="open")  # planned open suspended closed
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="site_kind_known", condition=Q(kind__in=["hall", "center", "station", "point"])
            ),
            models.CheckConstraint(
                name="site_status_known",
                condition=Q(status__in=["planned", "open", "suspended", "closed"]),
            ),
            models.UniqueConstraint(name="site_name_once_in_region", fields=["region", "name"]),
        ]
        indexes = [models.Index(fields=["unit", "kind", "name"], name="site_unit_kind")]

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """覆盖: which site serves a village, and how.

    One station at a time, its own, one it was merged into (相近村纳入), or a joint one (联合设站);
    and besides any number of points (便民服务点).
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="coverage")
    village = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="coverage")
    mode = models.CharField(max_length=10)  # own merged joint point
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coverage_mode_known",
                condition=Q(mode__in=["own", "merged", "joint", "point"]),
            ),
            models.UniqueConstraint(
                name="coverage_once_at_a_time",
                fields=["site", "village"],
                condition=Q(valid_to__isnull=True),
            ),
            models.UniqueConstraint(
                name="coverage_by_one_station_at_a_time",
                fields=["village"],
                condition=Q(valid_to__isnull=True, mode__in=["own", "merged", "joint"]),
            ),
            models.CheckConstraint(
                name="coverage_valid_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village_id}←{self.site_id}"


class SiteClosure(models.Model):
    """停止办公: from when to when a site is shut besides its days of rest, and why."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=80)
    announced_at = models.DateTimeField()
    announced_by = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closure_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "ends_at"], name="closure_open", condition=Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.starts_at:%Y-%m-%d}"
