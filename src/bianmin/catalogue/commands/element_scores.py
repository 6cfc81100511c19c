"""要素跟着目录走: a new guide changes what is lacking; what leaves the lists is offline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from bianmin.catalogue.elements import told
from bianmin.catalogue.models import ItemElements, Offering, ServiceItem
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


def end_elements(items: Iterable[int], units: Iterable[int], *, at: datetime) -> None:
    """不再上网: items that no list of these counties has any more."""
    rows = ItemElements.objects.filter(
        item__in=list(items), unit__in=list(units), gone_at__isnull=True
    )
    still = Offering.objects.filter(
        unit=OuterRef("unit"), item_id=OuterRef("item_id"), valid_to__isnull=True
    )
    rows.filter(~Exists(still)).update(gone_at=at, changed_at=at)


def begin_again(item: ServiceItem, unit: int, *, at: datetime) -> None:
    """重新上网: what the county had said of an item counts again when the item comes back."""
    rows = ItemElements.objects.filter(item=item, unit=unit, gone_at__isnull=False)
    rows.update(gone_at=None, added_at=at, changed_at=at)
    rescore(item, at=at)
