"""办事指南: a version of an item put into the words and blocks of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bianmin.catalogue.codes import COPY_KINDS, DEFERRABLE, ITEM_TYPES, SOMETIMES
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import Ways
from bianmin.rules.forms import topics
from bianmin.rules.limits import UNIT_LABELS, Unit

FREE = "不收费"


@dataclass(frozen=True)
class Fact:
    """要点: one of the four figures at the head of a guide."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """要带的一样: what it is called, how many, and what to mind; or that the system looks it up."""

    key: str
    name: str
    how: str
    note: str
    is_shared: bool
    when: str  # blank, 有这种情况才要 or 可以后补


@dataclass(frozen=True)
class Guide:
    """指南: everything the page of one version says of the item itself."""

    version: ItemVersion
    type_name: str
    facts: tuple[Fact, ...]
    conditions: tuple[str, ...]
    to_bring: tuple[Paper, ...]
    looked_up: tuple[Paper, ...]
    flow: tuple[tuple[str, str], ...]
    basis: tuple[str, ...]
    faq: tuple[Mapping[str, str], ...]
    phone: Mapping[str, str]
    pages: int  # of the online form
    photos: int  # at least

    @property
    def name(self) -> str:
        return str(self.version.guide.get("name", self.version.item.name))

    @property
    def plain_name(self) -> str:
        return str(self.version.guide.get("plain_name", self.version.item.plain_name))

    @property
    def area(self) -> str:
        return str(self.version.guide.get("area", self.version.item.area))


def guide_of(version: ItemVersion, ways: Ways, at: Mapping[str, Any] | None = None) -> Guide:
    """Return the guide of a version; `ways` says how the visitor's place handles it.

    `at` is the guide as it holds for one scenario of the version.
    """
    told = version.guide if at is None else at
    papers = [_paper(each) for each in told.get("materials", ())]
    to_bring = tuple(paper for paper in papers if not paper.is_shared)
    return Guide(
        version=version,
        type_name=ITEM_TYPES.get(str(told.get("item_type", "")), ""),
        facts=_facts(told, ways),
        conditions=tuple(told.get("conditions", ())),
        to_bring=to_bring,
        looked_up=tuple(paper for paper in papers if paper.is_shared),
        flow=tuple((step["step"], step["limit"]) for step in told.get("flow", ())),
        basis=tuple(map(_basis, told.get("basis", ()))),
        faq=tuple(told.get("faq", ())),
        phone=told.get("phone", {}),
        pages=len(topics(version.form)),
        photos=sum(not paper.when for paper in to_bring),
    )


def limit_words(limit: Mapping[str, Any]) -> tuple[str, str]:
    """Return amount and unit of a limit; a limit of nothing is 当天."""
    amount = int(limit["amount"])
    return (str(amount), UNIT_LABELS[Unit(limit["unit"])]) if amount else ("当天", "")


def fee_words(fee: Mapping[str, Any]) -> tuple[str, str]:
    """Return whether there is a charge, and what else is said of it."""
    text = str(fee.get("text", ""))
    if fee.get("charged"):
        return "要收费", text
    return FREE, text.removeprefix(FREE).lstrip("，。、")


def _facts(told: Mapping[str, Any], ways: Ways) -> tuple[Fact, ...]:
    promised, statutory = told.get("promised_limit"), told.get("statutory_limit")
    facts = []
    if promised:
        amount, unit = limit_words(promised)
        legal = "".join(limit_words(statutory)) if statutory else ""
        facts.append(Fact("多久办好", amount, unit, f"法定 {legal}" if legal else ""))
    visits = told.get("visits")
    if visits is not None:
        facts.append(Fact("跑几趟", str(visits), "趟", _visits_note(told, ways)))
    fee, note = fee_words(told.get("fee", {}))
    facts.append(Fact("收不收费", fee, "", note))
    result = told.get("result", {}).get("name", "")
    if result:
        facts.append(Fact("办完给您", result))
    return tuple(facts)


def _visits_note(told: Mapping[str, Any], ways: Ways) -> str:
    if told.get("presence_required"):
        return "要本人到场"
    if ways.by_agent:
        return "代办员帮您跑"
    if told.get("visits") == 0:
        return "网上就能办"
    return "最多跑这么多"


def _paper(asked: Mapping[str, Any]) -> Paper:
    copies = asked.get("copies", 1)
    kind = COPY_KINDS.get(asked.get("copy_kind", 0), "")
    when = {SOMETIMES: "有这种情况才要", DEFERRABLE: "可以后补"}
    return Paper(
        key=str(asked["key"]),
        name=str(asked.get("plain_name") or asked["name"]),
        how=f"{kind} {copies} 份".strip() if copies else "",
        note="；".join(
            filter(
                None,
                (str(asked.get("note", "")), asked.get("sample") and f"样子：{asked['sample']}"),
            )
        ),
        is_shared=bool(asked.get("shared")),
        when=when.get(asked.get("need", 0), ""),
    )


def _basis(basis: Mapping[str, str]) -> str:
    article = basis.get("article", "")
    text = f"：{basis['text']}" if basis.get("text") else ""
    return f"《{basis['law']}》{'' if article == '全文' else article}{text}"
