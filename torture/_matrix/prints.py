"""Prints: a bound pack of every station and what hangs there, with its photograph."""

from __future__ import annotations

import io

from tests.files.samples import jpeg
from tests.make import MONDAY_9AM

from bianmin.files.models import StoredFile
from bianmin.papers.commands import hangings, packs
from bianmin.papers.models import PrintPack
from bianmin.papers.queries import hanging_owner
from bianmin.rules.roles import RoleKind
from torture._matrix.planting import Planted


def plant_prints(planted: Planted) -> None:
    """Order a pack for every station and hang one guide; the photograph bears a mark."""
    for home in planted.homes.values():
        station, item = home.town.station, planted.cast.version.item
        head = home.steps.by(RoleKind.CENTER_HEAD)
        pack = packs.order_pack(station, forms=["guide"], **head)
        PrintPack.objects.filter(unit=pack.unit, pk=pack.pk).update(
            state="done", ended_at=MONDAY_9AM, parts=[[item.current_id, "guide"]]
        )
        hanging = hangings.hang_print(
            station, item, form="poster", photo=io.BytesIO(jpeg()), **home.steps.by(RoleKind.AGENT)
        )
        photo = StoredFile.objects.filter(unit=pack.unit, owner=hanging_owner(hanging.pk))
        photo.update(state="clean", media_type="image/jpeg")
        home.listed |= {"print_site": station.pk, "pack": pack.pk, "hanging": hanging.pk}
