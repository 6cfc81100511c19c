"""印刷品: packs printed for a site, and what hangs on its walls."""

from django.db import models
from django.db.models import Q

from bianmin.ground.ids import new_id


class PrintPack(models.Model):
    """打印包: the guides of one site as one PDF, made by the worker; open until it ends."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    forms = models.JSONField()  # papers.guides.Form values
    parts = models.JSONField(default=list)  # what was bound: [version id, form], in their order
    state = models.CharField(max_length=10, default="queued")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, default="", blank=True)  # why it failed
    ordered_at = models.DateTimeField()
    ordered_by = models.BigIntegerField(null=True)
    touched_at = models.DateTimeField()  # by the worker with each print: it is alive
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pack_state_known",
                condition=Q(state__in=["queued", "running", "done", "failed", "cancelled"]),
            ),
            models.UniqueConstraint(
                name="pack_one_open_at_a_site",
                fields=["unit", "site"],
                condition=Q(state__in=["queued", "running"]),
            ),
        ]
        indexes = [models.Index(fields=["unit", "site", "-ordered_at"], name="pack_of_site")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.state}"


class Hanging(models.Model):
    """张贴: one guide in one form on a site's wall; the photograph is its own, or its pack's.

    `unseen` says why there is no photograph yet; it is emptied by the one that comes later.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.ServiceItem", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=10)  # papers.guides.Form
    pack = models.ForeignKey(PrintPack, on_delete=models.PROTECT, related_name="+", null=True)
    hung_at = models.DateTimeField()
    hung_by = models.BigIntegerField(null=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    unseen = models.CharField(max_length=100, default="", db_default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hanging_form_known", condition=Q(form__in=["guide", "leaflet", "poster"])
            ),
            models.UniqueConstraint(
                name="hanging_once_at_a_time",
                fields=["unit", "site", "item", "form"],
                condition=Q(taken_down_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "item", "site"],
                name="hanging_of_item",
                condition=Q(taken_down_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id}/{self.item_id}/{self.form}"
