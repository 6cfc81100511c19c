"""配套服务: what a site says it has of the city's standard."""

from django.db import models


class SiteServices(models.Model):
    """本站配套服务: the codes of the standard that a site has, as it was last told."""

    id = models.AutoField(primary_key=True)
    site = models.OneToOneField("sites.Site", on_delete=models.PROTECT, related_name="+")
    has = models.JSONField(default=list)  # codes of services.standard()
    told_at = models.DateTimeField()
    told_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.site_id}: {len(self.has)}"
