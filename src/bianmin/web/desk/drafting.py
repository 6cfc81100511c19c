"""受理台暂存: what lies parked on the desk, whose tab it is, and the photographs of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.cases import queries
from bianmin.cases.commands.desk import Place, owner_of
from bianmin.cases.models import DeskDraft
from bianmin.catalogue.models import Bundle, ServiceItem
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.rules.masking import Audience, Kind, mask
from bianmin.web.desk.forms.intake import MaterialsForm

BUNDLE = "bundle"
"""The field that says which bundle a page takes in."""
NOT_CHOSEN, NOBODY = "还没选事项", "还没填姓名"


@dataclass(frozen=True)
class Parked:
    """挂起的一份: whose and what, as far as it was typed."""

    tab: UUID
    name: str
    item: str
    saved_at: datetime
    url: str


@dataclass(frozen=True)
class Tab:
    """标签页: the draft of this tab, what the page sends along, and what else lies parked."""

    place: Place
    draft: DeskDraft | None
    parked: list[Parked]


def place_in(sent: Mapping[str, str]) -> Place:
    """Return where a page writes, as it says itself; a new tab when it does not say."""
    page = _uuid(sent.get("page")) or uuid4()
    return Place(_uuid(sent.get("draft")) or uuid4(), page, _uuid(sent.get("seen")))


def tab_of(actor: Actor, unit: int, sent: Mapping[str, str]) -> Tab:
    """Return this tab with its draft; a tab whose draft is gone begins a new one."""
    place = place_in(sent)
    rows = list(queries.desk_drafts_of(actor, unit))
    row = next((row for row in rows if row.tab == place.tab), None)
    is_opened = "page" not in sent
    draft = row if row is not None and (is_opened or is_ours(row, place)) else None
    parked = _parked([other for other in rows if other is not draft])
    if draft is not None:
        return Tab(Place(place.tab, uuid4(), draft.page), draft, parked)
    is_new = is_opened or row is not None
    return Tab(Place(uuid4() if is_new else place.tab, uuid4(), place.seen), None, parked)


def is_ours(draft: DeskDraft, place: Place) -> bool:
    """Say whether nobody but this page has written since it was opened."""
    return draft.page in (place.page, place.seen)


def _parked(rows: list[DeskDraft]) -> list[Parked]:
    typed = [(row, row.fields.clear()) for row in rows]
    codes = {_first(fields, "item") for _, fields in typed}
    items = ServiceItem.objects.filter(code__in=codes) if codes else ServiceItem.objects.none()
    names = dict(items.values_list("code", "plain_name"))
    if wholes := {_first(fields, BUNDLE) for _, fields in typed} - {""}:
        named = Bundle.objects.filter(code__in=wholes)
        names |= {f"{BUNDLE} {code}": name for code, name in named.values_list("code", "name")}
    return [
        Parked(
            row.tab,
            mask(Kind.NAME, _first(fields, "name"), Audience.WINDOW) or NOBODY,
            names.get(_chosen(fields), NOT_CHOSEN),
            row.saved_at,
            f"{_page_of(fields)}?draft={row.tab}",
        )
        for row, fields in typed
    ]


def _chosen(fields: Mapping[str, list[str]]) -> str:
    whole = _first(fields, BUNDLE)
    return f"{BUNDLE} {whole}" if whole else _first(fields, "item")


def _page_of(fields: Mapping[str, list[str]]) -> str:
    """Where it is filled in: the page of the bundle, or the window's own."""
    whole = _first(fields, BUNDLE)
    return reverse("desk:bundle-intake", args=[whole]) if whole else reverse("desk:intake")


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, [])), "")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def files_by_key(
    draft: DeskDraft | None, materials: MaterialsForm | None
) -> dict[str, list[StoredFile]]:
    """Return the files of a draft by the paper they show, as the papers are named."""
    found: dict[str, list[StoredFile]] = defaultdict(list)
    if draft is None or materials is None:
        return {}
    keys = {material["name"]: material["key"] for material in materials.listed}
    for file in files_of(draft.unit, owner_of(draft)):
        key = keys.get(file.display_name.clear())
        if key is not None:
            found[key].append(file)
    return dict(found)  # a template would ask a defaultdict for "items" and get a new list
