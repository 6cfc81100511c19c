"""办事指南的印本: one version of an item as an A4 sheet, a folded leaflet or a wall poster.

All three are drawn from `ItemVersion.guide`, in the order of the uniform template of the plan's
三（五）: name, kind, basis, conditions, materials, time limit, fee.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from bianmin.catalogue import queries as catalogue
from bianmin.catalogue.codes import BLANK_FORM, COPY_KINDS, ITEM_TYPES
from bianmin.catalogue.models import ItemVersion
from bianmin.papers.codes import qr
from bianmin.papers.frame import look
from bianmin.papers.places import Door, doors_of
from bianmin.papers.printing import Try, fitting, print_pdf
from bianmin.papers.shelf import kept
from bianmin.rules.limits import Limit, Unit
from bianmin.sites.models import Site

WHEN: Mapping[int, str] = {2: "有这种情况才要", 3: "可以后补"}
WAYS: Mapping[tuple[str, str], str] = {
    ("village", "agent"): "村里帮您代办",
    ("village", "accept"): "村里受理",
    ("village", "handle"): "村里直接办",
    ("township", "accept"): "镇里受理",
    ("township", "handle"): "镇里直接办",
}
SUPERVISION = "12345"
LARGE = (12.5, 11.5)  # points; a leaflet has room for most guides
SMALL = (7.0, 6.0)  # a poster is set three times as large
ISSUED = 20  # 来源渠道: issued by an office


class Form(StrEnum):
    """样式: what a guide is printed as."""

    SHEET = "guide"
    LEAFLET = "leaflet"
    POSTER = "poster"

    @property
    def label(self) -> str:
        return {"guide": "办事指南单页", "leaflet": "三折页", "poster": "上墙海报"}[self.value]

    @property
    def tries(self) -> tuple[Try, ...]:
        """一张纸: a poster has one side, a leaflet two, a sheet better one than two."""
        one, two = fitting(1), fitting(2)
        leaflet = tuple((size, 2) for size in LARGE) + two
        poster = one + tuple((size, 1) for size in SMALL)
        return {"guide": one[:4] + two, "leaflet": leaflet, "poster": poster}[self.value]


@dataclass(frozen=True)
class Fact:
    """要点: one of the figures at the head of a guide."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """材料: one row of what to bring."""

    name: str
    how: str
    source: str
    note: str


@dataclass(frozen=True)
class Guide:
    """指南: the words of one version as they are printed, for one site or for nobody's."""

    code: str
    number: int
    since: str
    is_current: bool
    name: str
    plain_name: str
    type_name: str
    ways: tuple[str, ...]
    facts: tuple[Fact, ...]
    conditions: tuple[str, ...]
    papers: tuple[Paper, ...]
    flow: tuple[Mapping[str, str], ...]
    basis: tuple[str, ...]
    faq: tuple[Mapping[str, str], ...]
    consult: str
    supervise: str
    publisher: str
    site_name: str
    doors: tuple[Door, ...]
    mark: str
    address: str


def public_address(code: str) -> str:
    """公开网址: where the newest version of an item's guide is read."""
    return f"{settings.BIANMIN_ADDRESS}/items/{code}/"


def guide_of(version: ItemVersion, site: Site | None = None) -> Guide:
    """指南: put a version into words; with a site, say whom to ask there."""
    told, item = version.guide, version.item
    doors = doors_of(site)
    phone = told.get("phone", {})
    return Guide(
        code=item.code,
        number=version.number,
        since=f"{localdate(version.published_at):%Y年%-m月%-d日}",
        is_current=item.current_id == version.pk,
        name=str(told.get("name", item.name)),
        plain_name=str(told.get("plain_name", item.plain_name)),
        type_name=ITEM_TYPES.get(str(told.get("item_type", "")), "公共服务"),
        ways=_ways(version, site),
        facts=_facts(told),
        conditions=tuple(told.get("conditions", ())),
        papers=tuple(map(paper_of, told.get("materials", ()))),
        flow=tuple(told.get("flow", ())),
        basis=tuple(map(_basis, told.get("basis", ()))),
        faq=tuple(told.get("faq", ())),
        consult=str(phone.get("consult", "")),
        supervise=str(phone.get("supervise", SUPERVISION)),
        publisher=doors[-1].name if doors else f"{settings.BIANMIN_CITY}基层便民服务",
        site_name=site.name if site and doors[0] is not doors[-1] else "",
        doors=doors,
        mark=str(told.get("mark", "")),
        address=public_address(item.code),
    )


def guide_html(guide: Guide, form: Form) -> str:
    """版面: the guide as the HTML that is printed, with everything it needs in itself."""
    context = {"guide": guide, "qr": qr(guide.address), **look("parts.css", f"{form.value}.css")}
    return render_to_string(f"papers/{form.value}.html", context)


def guide_pdf(version: ItemVersion, form: Form, site: Site | None = None) -> bytes:
    """印指南: one version in one form, from the shelf if it has been drawn before."""
    html = guide_html(guide_of(version, site), form)
    return kept(html, lambda: print_pdf(html, tries=form.tries).content)


def _ways(version: ItemVersion, site: Site | None) -> tuple[str, ...]:
    """Say where it is handled: by the unit's lists, or by the guide where there is no unit."""
    path = version.guide.get("path", {})
    modes = catalogue.modes_of(version.item_id, site.unit) if site else path
    ways = [WAYS[key] for key in WAYS if modes.get(key[0]) == key[1]]
    return (*ways, *(["由县级部门办结"] if path.get("county") else []))


def _facts(told: Mapping[str, Any]) -> tuple[Fact, ...]:
    facts = []
    promised, legal = _limit(told.get("promised_limit")), _limit(told.get("statutory_limit"))
    if promised:
        facts.append(Fact("多久办好", promised, f"法定 {legal}" if legal else "从受理那天起算"))
    if (visits := told.get("visits")) is not None:
        note = "要您本人到场" if told.get("presence_required") else "可以请人代办"
        facts.append(Fact("跑几趟", f"{visits} 趟", note))
    fee = told.get("fee", {})
    text = str(fee.get("text", ""))
    if fee.get("charged"):
        facts.append(Fact("收不收费", "要收费", text))
    else:
        facts.append(Fact("收不收费", "不收费", text.removeprefix("不收费").lstrip("，。、")))
    if result := str(told.get("result", {}).get("name", "")):
        facts.append(Fact("办完给您", result))
    return tuple(facts)


def _limit(limit: Mapping[str, Any] | None) -> str:
    if not limit:
        return ""
    told = Limit(int(limit["amount"]), Unit(limit["unit"]))
    return "当天办好" if told.is_immediate else f"{told.amount} {str(told).lstrip('0123456789')}"


def paper_of(asked: Mapping[str, Any]) -> Paper:
    """材料: one material of a guide as a row of what to bring."""
    name = str(asked.get("plain_name") or asked["name"])
    note = str(asked.get("note", ""))
    if asked.get("shared"):
        return Paper(name, "不用带", "系统自动查", "" if "系统自动查" in note else note)
    copies = asked.get("copies", 1)
    kind = COPY_KINDS.get(asked.get("copy_kind", 0), "")
    how = f"{kind} {copies} 份" if copies else kind
    when = WHEN.get(asked.get("need", 0), "")
    return Paper(name, how.strip(), _source(asked), "；".join(filter(None, [when, note])))


def _source(asked: Mapping[str, Any]) -> str:
    if asked.get("doc_kind") == BLANK_FORM:
        return "窗口有空表"
    if asked.get("source") == ISSUED:
        return str(asked.get("issuer") or "发证单位")
    return "自己带"


def _basis(basis: Mapping[str, str]) -> str:
    article = basis.get("article", "")
    return f"《{basis['law']}》{'' if article == '全文' else article}"
