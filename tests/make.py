"""Builders: each makes one thing with defaults that can be read here."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Grant, Person, Role, User
from bianmin.accounts.queries import actor_of
from bianmin.cases.application import Application, Submitted
from bianmin.cases.commands.intake import submit_case, take_at_counter
from bianmin.cases.models import Case
from bianmin.catalogue.models import ItemVersion, Offering, ServiceItem
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.models import Region
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Coverage, Site

DAY = date(2020, 1, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MONDAY_9AM = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
_numbers = itertools.count(1)

LEVEL_KINDS = {"city": "市", "unit": "区", "township": "镇", "village": "村"}


def region(name: str, parent: Region | None = None, *, kind: str = "", unit: int = 0) -> Region:
    """A region below its parent; level and unit follow from the parent."""
    levels = ["city", "unit", "township", "village"]
    level = "city" if parent is None else levels[levels.index(parent.level) + 1]
    made = Region.objects.create(
        parent=parent,
        path=f"/new{next(_numbers)}/",
        level=level,
        kind=kind or LEVEL_KINDS[level],
        name=name,
        short_name=name,
        unit=0 if parent is None else (parent.unit or unit),
        valid_from=DAY,
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    Region.objects.filter(pk=made.pk).update(path=made.path)
    return made


def site(place: Region, *, kind: str = "center", name: str = "") -> Site:
    labels = {"center": "便民服务中心", "station": "便民服务站", "point": "便民服务点"}
    return Site.objects.create(
        kind=kind,
        name=name or f"{place.name}{labels[kind]}",
        region=place,
        unit=place.unit,
        phone="0635-0000000",
        opened_on=DAY,
    )


def cover(at: Site, village: Region, *, mode: str = "own") -> Coverage:
    return Coverage.objects.create(site=at, village=village, mode=mode, valid_from=DAY)


def id_number(serial: int = 0, *, born: date = date(1958, 5, 6), area: str = "371502") -> str:
    """A synthetic identity number with a right check digit."""
    body = f"{area}{born:%Y%m%d}{serial % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def person(name: str = "王桂英", *, phone: str = "", village: Region | None = None) -> Person:
    serial = next(_numbers)
    number = id_number(serial, born=date(1950 + serial // 1000, 5, 6))
    phone = phone or f"138{serial:08d}"
    return Person.objects.create(
        name=name,
        id_number=number,
        id_number_hash=keyed_hash("id_number", number),
        phone=phone,
        phone_hash=keyed_hash("phone", phone),
        address="河湾镇柳庄村 12 号",
        village=village,
    )


AT_WINDOW = (RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT)


def user(
    kind: RoleKind | None = None,
    place: Region | None = None,
    *,
    at_site: Site | None = None,
    who: Person | None = None,
    name: str = "",
    trained: bool = True,
) -> User:
    """An account; with a kind it is staff and holds that role for the place.

    Whoever works at a window or as an agent was granted every item, unless not trained.
    """
    serial = next(_numbers)
    made = User.objects.create(
        login=f"u{serial}",
        display_name=name or f"职员{serial}",
        person=who or person(name or f"职员{serial}"),
        is_staff_member=kind is not None,
        joined_at=LONG_AGO,
    )
    if kind is not None:
        give(made, kind, place or (at_site.region if at_site else None), at_site=at_site)
    if kind in AT_WINDOW and at_site is not None and trained:
        grant(made, at_site)
    return made


def grant(account: User, at_site: Site, item_code: str = "") -> Grant:
    return Grant.objects.create(
        user=account, site=at_site, item_code=item_code, basis="测试", starts_at=LONG_AGO
    )


def give(
    account: User, kind: RoleKind, place: Region | None, *, at_site: Site | None = None
) -> Role:
    assert place is not None
    return Role.objects.create(
        user=account, kind=kind.value, region=place, site=at_site, starts_at=LONG_AGO
    )


def actor(account: User, *, at: datetime = MONDAY_9AM) -> Actor:
    return actor_of(account, at=at, channel="web")


GUIDE: dict[str, Any] = {
    "name": "老年人福利补贴申领",
    "plain_name": "高龄津贴",
    "synonyms": ["老人钱", "老人补贴"],
    "area": "老年人优待",
    "item_type": "05",
    "basis": [{"law": "老年人权益保障法", "article": "第三十三条"}],
    "conditions": ["您年满 80 周岁"],
    "materials": [
        {"key": "id_card", "name": "居民身份证", "plain_name": "身份证", "need": 1, "source": 10}
        | {"basis": "《居民身份证法》第十三条"},
        {"key": "account", "name": "银行账户", "plain_name": "银行卡", "need": 1, "source": 10}
        | {"basis": "《老年人权益保障法》第三十三条"},
        {"key": "hukou", "name": "户口簿", "need": 1, "source": 20, "shared": True}
        | {"issuer": "公安机关", "basis": "《户口登记条例》第四条"},
    ],
    "promised_limit": {"amount": 5, "unit": "workday"},
    "statutory_limit": {"amount": 20, "unit": "workday"},
    "case_kind": "promised",
    "fee": {"charged": False, "text": "不收费"},
    "visits": 0,
    "path": {"village": "agent", "township": "accept", "county": True},
    "phone": {"consult": "0635-0000001", "supervise": "12345"},
}
FORM: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["band"],
    "properties": {
        "band": {
            "type": "string",
            "enum": ["80-89", "90-99", "100+"],
            "x-bianmin": {"topic": {"page": 1, "title": "年龄"}, "label": "年龄段"},
        },
        "note": {
            "type": "string",
            "maxLength": 100,
            "x-bianmin": {"topic": {"page": 1, "title": "年龄"}, "label": "补充说明"},
        },
    },
}
ANSWERS = {"band": "80-89"}


SCENARIOS: dict[str, Any] = {
    "questions": [
        {
            "key": "who",
            "text": "谁来办？",
            "options": [{"text": "本人", "to": "first"}, {"text": "家里人", "to": "home"}],
        },
        {
            "key": "home",
            "text": "户口在哪里？",
            "hint": "看户口簿第一页",
            "options": [{"text": "本县", "to": "card"}, {"text": "外地", "to": "second"}],
        },
        {
            "key": "card",
            "text": "有银行卡吗？",
            "options": [{"text": "有", "to": "third"}, {"text": "没有", "to": "second"}],
        },
    ],
    "leaves": [
        {"key": "first", "name": "本人办", "materials": ["id_card", "hukou"]},
        {"key": "second", "name": "家里人办，没有卡", "materials": ["id_card"]},
        {
            "key": "third",
            "name": "家里人办，有卡",
            "materials": ["id_card", "account"],
            "promised_limit": {"amount": 3, "unit": "workday"},
            "fields": ["band"],
        },
    ],
}


def split_version(*, code: str = "", units: tuple[int, ...] = (1, 2)) -> ItemVersion:
    """A published version whose questions lead to three scenarios."""
    made = version(code=code, units=units)
    guide = GUIDE | {"scenarios": SCENARIOS}
    split = ItemVersion.objects.create(
        item=made.item,
        number=2,
        guide=guide,
        form=FORM,
        case_kind="promised",
        promised_limit=made.promised_limit,
        statutory_limit=made.statutory_limit,
        published_at=LONG_AGO,
    )
    ServiceItem.objects.filter(pk=made.item_id).update(current=split)
    split.item.refresh_from_db()
    return split


def version(
    *,
    code: str = "",
    licence: bool = False,
    promised: str = "5 workday",
    statutory: str = "20 workday",
    presence: bool = False,
    units: tuple[int, ...] = (1, 2),
    case_kind: str = "promised",
    guide: dict[str, Any] | None = None,
) -> ItemVersion:
    """A published version of an item of its own, offered in both tiers."""
    serial = next(_numbers)
    item = ServiceItem.objects.create(
        code=code or f"T-{serial:04d}",
        area=GUIDE["area"],
        name=GUIDE["name"],
        plain_name=GUIDE["plain_name"],
        search_text="\n".join([GUIDE["name"], GUIDE["plain_name"], *GUIDE["synonyms"]]),
    )
    made = ItemVersion.objects.create(
        item=item,
        number=1,
        guide=guide or GUIDE,
        form=FORM,
        case_kind=case_kind,
        is_licence=licence,
        promised_limit=promised,
        statutory_limit=statutory,
        presence_required=presence,
        published_at=LONG_AGO,
    )
    ServiceItem.objects.filter(pk=item.pk).update(current=made)
    item.refresh_from_db()
    township = Offering.objects.bulk_create(
        Offering(item=item, unit=unit, tier="township", entry_mode="accept", valid_from=DAY)
        for unit in units
    )
    Offering.objects.bulk_create(
        Offering(
            item=item,
            unit=entry.unit,
            tier="village",
            entry_mode="agent",
            linked=entry,
            valid_from=DAY,
        )
        for entry in township
    )
    return made


def application(
    center: Site,
    village: Region,
    *,
    applicant: Person | None = None,
    intake: Site | None = None,
    of: ItemVersion | None = None,
    agent: Person | None = None,
    answers: dict[str, Any] | None = None,
) -> Application:
    who = applicant or person(village=village)
    return Application(
        version=of or version(),
        applicant=who,
        village=village,
        site=center,
        intake_site=intake or center,
        answers=ANSWERS if answers is None else answers,
        contact_phone=who.phone.clear(),
        materials={"id_card": "received", "account": "received"},
        agent=agent,
    )


def submitted(
    center: Site, village: Region, *, at: datetime = MONDAY_9AM, **rest: Any
) -> Submitted:
    """A case submitted online by its applicant."""
    wanted = application(center, village, **rest)
    by = Actor(None, wanted.applicant.pk, "申请人", (), "web")
    return submit_case(wanted, channel="online", by=by, at=at)


def received(
    center: Site, village: Region, by: Actor, *, at: datetime = MONDAY_9AM, **rest: Any
) -> Case:
    """A case taken at the window by this clerk."""
    return take_at_counter(application(center, village, **rest), by=by, at=at).case
