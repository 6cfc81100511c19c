"""张贴与回收: what hangs at a site, shown by a photograph; old prints taken down.

Who cannot photograph says why (`unseen`): the wall is right at once, and the photograph is owed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.files.blobs import Readable
from bianmin.files.commands import take_upload
from bianmin.papers.guides import Form
from bianmin.papers.models import Hanging, PrintPack
from bianmin.papers.policies import may_print_for
from bianmin.papers.queries import hanging_owner, pack_owner
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import require
from bianmin.sites.models import Site


@transaction.atomic
def hang_print(
    site: Site,
    item: ServiceItem,
    *,
    form: str,
    photo: Readable | None,
    unseen: str = "",
    by: Actor,
    at: datetime,
) -> Hanging:
    """张贴: the version in force now hangs here; the one before it is taken down with this.

    Raise Invalid for an unknown form, for what is no photograph, and for none without a reason;
    Conflict for an item that is no longer offered.
    """
    require(may_print_for(by, site))
    why = _why_unseen(photo, unseen)
    if form not in set(Form):
        raise Invalid("请选择贴的样式", {"form": "请选择一种"})
    if item.status != "active" or item.current_id is None:
        raise Conflict("这个事项已经停办，请把旧的取下来")
    _lock(site)
    hanging = Hanging(
        unit=site.unit,
        site=site,
        item=item,
        version_id=item.current_id,
        form=form,
        hung_at=at,
        hung_by=by.user_id,
        unseen=why,
    )
    replaced = _take_down(site, [(item.pk, form)], at=at)
    Hanging.objects.bulk_create([hanging])
    _photograph(hanging_owner(hanging.pk), site, photo, item.plain_name, by=by, at=at)
    _record(hanging, "hang_print", by=by, at=at, reason=why, replaced=replaced)
    return hanging


@transaction.atomic
def hang_pack(
    pack: PrintPack, *, photo: Readable | None, unseen: str = "", by: Actor, at: datetime
) -> int:
    """整包张贴: everything that the pack holds hangs now, in the versions it was printed in."""
    require(may_print_for(by, pack.site))
    why = _why_unseen(photo, unseen)
    if pack.state != "done":
        raise Conflict("打印包还没有做好")
    _lock(pack.site)
    if Hanging.objects.filter(unit=pack.unit, pack=pack).exists():
        raise Conflict("这一包已经记过张贴了")
    item_of = dict(
        ItemVersion.objects.filter(pk__in={version for version, _ in pack.parts}).values_list(
            "pk", "item_id"
        )
    )
    keys = [(item_of[version], form) for version, form in pack.parts]
    replaced = _take_down(pack.site, keys, at=at)
    Hanging.objects.bulk_create(
        Hanging(
            unit=pack.unit,
            site=pack.site,
            item_id=item_of[version],
            version_id=version,
            form=form,
            pack=pack,
            hung_at=at,
            hung_by=by.user_id,
            unseen=why,
        )
        for version, form in pack.parts
    )
    _photograph(pack_owner(pack.pk), pack.site, photo, "打印包", by=by, at=at)
    record(
        f"pack:{pack.pk}",
        "hang_pack",
        unit=pack.unit,
        by=by,
        at=at,
        reason=why,
        site=pack.site_id,
        prints=len(keys),
        replaced=replaced,
    )
    return len(keys)


@transaction.atomic
def remove_print(
    hanging: Hanging, *, photo: Readable | None, unseen: str = "", by: Actor, at: datetime
) -> None:
    """取下: the print is gone and the photograph shows the wall without it."""
    require(may_print_for(by, hanging.site))
    why = _why_unseen(photo, unseen)
    if not _take_down(hanging.site, [(hanging.item_id, hanging.form)], at=at):
        raise Conflict("这一张已经取下了")
    owner = hanging_owner(hanging.pk)
    _photograph(owner, hanging.site, photo, hanging.item.plain_name, by=by, at=at)
    _record(hanging, "remove_print", by=by, at=at, reason=why)


@transaction.atomic
def photograph_print(hanging: Hanging, *, photo: Readable, by: Actor, at: datetime) -> None:
    """补拍: the photograph that was owed, or a better one; nothing on the wall changes."""
    require(may_print_for(by, hanging.site))
    here = Hanging.objects.filter(unit=hanging.unit, pk=hanging.pk, taken_down_at__isnull=True)
    if not here.update(unseen=""):
        raise Conflict("这一张已经取下了")
    owner = hanging_owner(hanging.pk)
    _photograph(owner, hanging.site, photo, hanging.item.plain_name, by=by, at=at)
    _record(hanging, "photograph_print", by=by, at=at)


def _why_unseen(photo: Readable | None, unseen: str) -> str:
    """Return why there is no photograph, blank where there is one."""
    if photo is not None:
        return ""
    if not unseen.strip():
        told = "请拍一张照片；拍不了的，选一个原因"
        raise Invalid(told, {"photo": told})
    return unseen.strip()[:100]


def _lock(site: Site) -> None:
    """Let those who hang at one site wait for each other: one print of a kind at a time."""
    list(Site.objects.select_for_update().filter(pk=site.pk).values_list("pk"))


def _take_down(site: Site, keys: list[tuple[int, str]], *, at: datetime) -> int:
    """Take down what hangs in these forms of these items; return how many."""
    taken = 0
    for form in Form:
        items = [item for item, of in keys if of == form]
        rows = Hanging.objects.filter(unit=site.unit, site=site, item_id__in=items, form=form)
        taken += rows.filter(taken_down_at__isnull=True).update(taken_down_at=at)
    return taken


def _photograph(
    owner: str, site: Site, photo: Readable | None, what: str, *, by: Actor, at: datetime
) -> None:
    if photo is None:
        return
    name = f"{what}的张贴照片"
    take_upload(photo, unit=site.unit, owner=owner, display_name=name, by=by, at=at)


def _record(
    hanging: Hanging, act: str, *, by: Actor, at: datetime, reason: str = "", replaced: int = 0
) -> None:
    record(
        hanging_owner(hanging.pk),
        act,
        unit=hanging.unit,
        by=by,
        at=at,
        reason=reason,
        site=hanging.site_id,
        item=hanging.item.code,
        form=hanging.form,
        replaced=replaced,
    )
