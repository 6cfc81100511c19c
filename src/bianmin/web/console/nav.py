"""导航: what an account may open in the console, in the order of its work."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.catalogue.policies import CITY, WATCHING
from bianmin.catalogue.services import SEEING
from bianmin.papers.policies import WATCHING as WATCHING_PRINTS
from bianmin.reports.policies import SEES_BOARDS
from bianmin.rules.roles import RoleKind
from bianmin.wire.requests import Request
from bianmin.workforce.policies import SEES_PEOPLE


@dataclass(frozen=True)
class Entry:
    """一项: its words, its address, the addresses below it, and whose it is."""

    label: str
    to: str
    below: tuple[str, ...]
    roles: frozenset[RoleKind]


WORK = {
    "people": ("workforce/people/", "workforce/queue/"),
    "training": ("workforce/training/", "workforce/courses/", "workforce/sessions/"),
    "posts": tuple(
        f"workforce/{part}/" for part in ("places", "sites", "posts", "alarms", "absences")
    ),
}
"""岗位与队伍: the addresses of each of its three entries."""

ENTRIES = (
    Entry(
        "运行监测",
        "console:start",
        ("city/", "units/", "townships/", "sites/"),
        frozenset(SEES_BOARDS),
    ),
    Entry(
        "指导目录",
        "console:directory",
        (
            "catalogue/directory/",
            "catalogue/editions/",
            "catalogue/difference/",
            "catalogue/items/",
            "catalogue/drafts/",
        ),
        frozenset(WATCHING),
    ),
    Entry("进驻目录", "console:lists", ("catalogue/lists/",), frozenset(WATCHING)),
    Entry(
        "一链办理",
        "console:bundles",
        ("catalogue/bundles/", "catalogue/bundle-drafts/"),
        frozenset(CITY),
    ),
    Entry("上网要素", "console:elements", ("catalogue/elements/",), frozenset(WATCHING)),
    Entry("省库导入", "console:sources", ("catalogue/sources/",), frozenset(CITY)),
    Entry(
        "群众的说法",
        "console:words",
        ("catalogue/words/", "catalogue/missed/"),
        frozenset(CITY),
    ),
    Entry(
        "站点开办",
        "console:site-lists",
        ("catalogue/sites/",),
        frozenset({RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU}),
    ),
    Entry("配套服务", "console:services", ("catalogue/services/",), frozenset(SEEING)),
    Entry("印刷张贴", "console:prints", ("prints/",), WATCHING_PRINTS),
    Entry("一次告知", "console:breaches", ("breaches/",), frozenset(SEES_BOARDS)),
    Entry(
        "否决报备",
        "console:refusals",
        ("refusals/",),
        frozenset({RoleKind.COUNTY_BUREAU, RoleKind.COUNTY_OFFICE}),
    ),
    Entry("岗位值班", "console:workforce", WORK["posts"], frozenset(SEES_PEOPLE)),
    Entry("人员", "console:people-start", WORK["people"], frozenset(SEES_PEOPLE)),
    Entry("培训", "console:training-start", WORK["training"], frozenset(SEES_PEOPLE)),
)


_SAME_PLACE = (
    ("一次告知", "/breaches/"),
    ("人员", "/people/"),
    ("人员", "/staffing/"),
    ("培训", "/training/"),
)
"""Below one place stand pages of several entries; the end of the address tells which."""


def nav_items(request: Request) -> list[tuple[str, str, bool]]:
    """Return (words, address, whether it is here) of what the account may open."""
    return [(e.label, reverse(e.to), _is_here(request, e)) for e in for_actor(request.actor)]


def for_actor(actor: Actor) -> list[Entry]:
    return [entry for entry in ENTRIES if actor.has(*entry.roles)]


def _is_here(request: Request, entry: Entry) -> bool:
    top = reverse("console:start")
    here = next((e for e in _SAME_PLACE if e[1] in request.path), None)
    if here is not None:
        return entry.label == here[0]
    return any(request.path.startswith(top + below) for below in entry.below)
