"""规范名称: the four names that the plan fixes, made from a region's name and checked.

实施方案三（一）: 乡镇（街道）便民服务中心, 村（社区）便民服务站, and 便民服务点 for a partner's
outlet (邮政、银行、商超) as for the usual place of a village agent.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import Invalid


class SiteKind(StrEnum):
    """站点种类: the county's hall and the plan's three tiers."""

    HALL = "hall"
    CENTER = "center"
    STATION = "station"
    POINT = "point"


class PointKind(StrEnum):
    """服务点种类: both are named alike."""

    PARTNER = "partner"
    AGENT_BASE = "agent_base"


SUFFIXES: Mapping[SiteKind, str] = MappingProxyType(
    {
        SiteKind.HALL: "政务服务中心",
        SiteKind.CENTER: "便民服务中心",
        SiteKind.STATION: "便民服务站",
        SiteKind.POINT: "便民服务点",
    }
)

POINT_LABELS: Mapping[PointKind, str] = MappingProxyType(
    {PointKind.PARTNER: "合作网点", PointKind.AGENT_BASE: "代办员驻地"}
)

_COMMUNITY = "社区"
_VILLAGE = "村"
_PLACE = re.compile(r".+(?:村|社区)")
_TOWNSHIP = re.compile(r".+(街道|镇|乡)")

# Suffixes as the official lists really write them, slips of the pen included.
_RESIDENTS = re.compile(r"居?(?:居民委员会?|居委会?)$")
_VILLAGERS = re.compile(r"(?:村民委员会?|村委会?|村会)$")
_OFFICE = re.compile(r"(?<=街道)办事处$|(?<=[镇乡])人民政府$")

# 类似乡级单位: what stands in a township's place without being one.
_BODY = re.compile(r"(?:管理委员会|管委会|便民服务中心|服务中心|办事处)$")
_ODD_UNIT = re.compile(r".+(?:开发区|园区|度假区|风景区|管理区|矿区|新区|农场|林场|市场)")

_SLIPS: Mapping[str, SiteKind] = MappingProxyType(
    {
        "为民服务中心": SiteKind.CENTER,
        "行政服务中心": SiteKind.CENTER,
        "便民服务大厅": SiteKind.CENTER,
        "为民服务站": SiteKind.STATION,
        "便民服务室": SiteKind.STATION,
        "便民代办点": SiteKind.POINT,
        "为民服务点": SiteKind.POINT,
    }
)


def village_name(official: str) -> str:
    """村名: strip the committee from an official name: 古城社区居委会 → 古城社区.

    A residents' committee is a 社区 and a villagers' committee a 村, unless the rest of the
    name already ends in either: 七一村民委员会 → 七一村, 东升社区村委会 → 东升社区.
    Raises Invalid when the name tells neither.
    """
    name = _without_space(official)
    for committee, ending in ((_RESIDENTS, _COMMUNITY), (_VILLAGERS, _VILLAGE)):
        rest = committee.sub("", name)
        if rest != name and rest:
            return rest if _PLACE.fullmatch(rest) else rest + ending
    if not _PLACE.fullmatch(name):
        raise Invalid(f"看不出“{official}”是村还是社区")
    return name


def village_kind(official: str) -> str:
    """村或社区: by the name without its committee. Raises Invalid as above."""
    return _COMMUNITY if village_name(official).endswith(_COMMUNITY) else _VILLAGE


def township_name(official: str) -> str:
    """乡镇街道名: strip the office: 柳园街道办事处 → 柳园街道.

    A unit that is neither 乡, 镇 nor 街道 loses its body's name and gets nothing instead:
    香江光彩大市场服务中心 → 香江光彩大市场, 香江管委会 → 香江.
    """
    name = _OFFICE.sub("", _without_space(official))
    if _TOWNSHIP.fullmatch(name):
        return name
    return _BODY.sub("", name) or name


def township_kind(official: str) -> str:
    """乡级种类: 街道, 镇, 乡, or 其他 for a unit that is none of them."""
    found = _TOWNSHIP.fullmatch(township_name(official))
    return found[1] if found else "其他"


def hall_name(county: str) -> str:
    """政务服务中心: the county's hall."""
    return _without_space(county) + SUFFIXES[SiteKind.HALL]


def center_name(township: str) -> str:
    """便民服务中心: ``XX乡镇（街道）便民服务中心`` from the township's official name."""
    return township_name(township) + SUFFIXES[SiteKind.CENTER]


def station_name(village: str) -> str:
    """便民服务站: ``XX村（社区）便民服务站``. Raises Invalid as ``village_name``."""
    return village_name(village) + SUFFIXES[SiteKind.STATION]


def joint_station_name(villages: Sequence[str]) -> str:
    """联合设站: the first village is where it stands and gives the name; the plan knows no other.

    Which villages it serves is coverage and not part of the name. Raises Invalid for fewer
    than two villages, and as ``village_name``.
    """
    names = [village_name(village) for village in villages]
    if len(set(names)) < 2:
        raise Invalid("联合设站至少要有两个村（社区）")
    return names[0] + SUFFIXES[SiteKind.STATION]


def point_name(place: str, kind: PointKind = PointKind.AGENT_BASE) -> str:
    """便民服务点: of an agent by the village, of a partner by the outlet's own name.

    Raises Invalid as ``village_name``, and for a partner without a name.
    """
    if kind is PointKind.AGENT_BASE:
        return village_name(place) + SUFFIXES[SiteKind.POINT]
    outlet = _without_space(place)
    if not outlet:
        raise Invalid("合作网点要写明网点名称")
    return outlet.removesuffix(SUFFIXES[SiteKind.POINT]) + SUFFIXES[SiteKind.POINT]


def kind_of(name: str) -> SiteKind | None:
    """种类: return the kind that the name's ending says, None if none."""
    endings = (kind for kind, suffix in SUFFIXES.items() if name.endswith(suffix))
    return next(endings, None)


def check(name: str, odd_units: Collection[str] = ()) -> tuple[str, ...]:
    """核对: say in Chinese what is wrong with a site's name; nothing when it is right.

    ``odd_units`` are the names (as ``township_name`` gives them) of units of the township
    level that are neither 乡, 镇 nor 街道.
    """
    if name != _without_space(name):
        return ("名称里不能有空格", *check(_without_space(name), odd_units))
    kind = kind_of(name)
    if kind is None:
        return (_wrong_ending(name),)
    place = name.removesuffix(SUFFIXES[kind])
    if not place or "XX" in place.upper():
        return (f"“{SUFFIXES[kind]}”前面要写明地名",)
    fault = _FAULTS[kind](place, odd_units)
    return (fault,) if fault else ()


def _wrong_ending(name: str) -> str:
    for slip, kind in _SLIPS.items():
        if name.endswith(slip):
            return f"应以“{SUFFIXES[kind]}”结尾，不用“{slip}”"
    return "名称应以“便民服务中心”“便民服务站”或“便民服务点”结尾"


def _hall_fault(place: str, odd_units: Collection[str]) -> str:
    if _TOWNSHIP.fullmatch(place):
        return "乡镇（街道）的场所应叫“便民服务中心”，“政务服务中心”是县级的名称"
    if _PLACE.fullmatch(place):
        return "村（社区）的场所应叫“便民服务站”，“政务服务中心”是县级的名称"
    return ""


def _center_fault(place: str, odd_units: Collection[str]) -> str:
    if _OFFICE.search(place) or _BODY.search(place):
        return f"机构名要去掉，应写“{center_name(place)}”"
    if _TOWNSHIP.fullmatch(place) or _ODD_UNIT.fullmatch(place) or place in odd_units:
        return ""
    if _PLACE.fullmatch(place) or _has_committee(place):
        return f"村（社区）的场所应叫“便民服务站”，应写“{station_name(place)}”"
    return "“便民服务中心”前面应写到“乡”“镇”或“街道”"


def _station_fault(place: str, odd_units: Collection[str]) -> str:
    if _has_committee(place):
        return f"“居委会”“村委会”等字样要去掉，应写“{station_name(place)}”"
    if place.endswith(_COMMUNITY * 2):
        return "“社区”写重了"
    if _PLACE.fullmatch(place):
        return ""
    if _TOWNSHIP.fullmatch(place) or place in odd_units:
        return f"乡镇（街道）的场所应叫“便民服务中心”，应写“{center_name(place)}”"
    return "“便民服务站”前面应写到“村”或“社区”"


def _point_fault(place: str, odd_units: Collection[str]) -> str:
    if _has_committee(place):
        return f"“居委会”“村委会”等字样要去掉，应写“{point_name(place)}”"
    return ""


_FAULTS: Mapping[SiteKind, Callable[[str, Collection[str]], str]] = MappingProxyType(
    {
        SiteKind.HALL: _hall_fault,
        SiteKind.CENTER: _center_fault,
        SiteKind.STATION: _station_fault,
        SiteKind.POINT: _point_fault,
    }
)


def _has_committee(place: str) -> bool:
    return any(
        committee.sub("", place) not in (place, "") for committee in (_RESIDENTS, _VILLAGERS)
    )


def _without_space(text: str) -> str:
    return "".join(text.split())
