"""站点的问题."""

from __future__ import annotations

from bianmin.regions.models import Region
from bianmin.sites.models import Site


def center_of(township: Region) -> Site | None:
    """便民服务中心: the open centre of a township."""
    return Site.objects.filter(region=township, kind="center", status="open").first()
