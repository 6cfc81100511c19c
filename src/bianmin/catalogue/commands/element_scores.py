"""重算完整度: a new guide changes what every county's elements lack."""

from __future__ import annotations

from datetime import datetime

from bianmin.catalogue.elements import told
from bianmin.catalogue.models import ItemElements, ServiceItem
from bianmin.regions.queries import all_units
from bianmin.rules.elements import score_of
from bianmin.rules.item_codes import CodeFormat


def rescore(item: ServiceItem, *, at: datetime) -> None:
    """重算: count again what each county lacks of an item; an increment carries it out."""
    unified = told(item)
    rows = list(ItemElements.objects.filter(item=item, unit__in=all_units(), gone_at__isnull=True))
    for row in rows:
        score = score_of(unified | row.values, CodeFormat(row.code_format))
        row.wanted, row.lacking, row.changed_at = score.wanted, score.lacking, at
    if rows:
        ItemElements.objects.bulk_update(rows, ["wanted", "lacking", "changed_at"])
