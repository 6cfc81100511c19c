"""How things look in the API; personal data is masked for whoever asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bianmin.api.types import Answers, Code, Given, Id, Short, Shown, Text
from bianmin.cases.models import Case
from bianmin.cases.queries import Dossier
from bianmin.cases.standing import standing
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.scenarios import form_in
from bianmin.regions.models import Region
from bianmin.rules.forms import standard
from bianmin.rules.masking import Audience
from bianmin.sites.models import Site


class ItemShape(Shown):
    code: str
    name: str
    plain_name: str
    area: str


class ItemPage(Shown):
    items: list[ItemShape]
    page: int
    has_next: bool


class GuideShape(ItemShape):
    version: int
    is_sample: bool
    guide: dict[str, Any]
    form: dict[str, Any]


class SiteShape(Shown):
    id: int
    kind: str
    name: str
    region: str
    address: str
    phone: str


class SitePage(Shown):
    sites: list[SiteShape]
    page: int
    has_next: bool


class RegionShape(Shown):
    id: int
    level: str
    kind: str
    name: str


class MaterialShape(Shown):
    key: str
    name: str
    status: str


class CaseShape(Shown):
    number: str
    item: str
    version: int
    state: str
    label: str
    words: str
    due: date | None
    due_text: str
    light: str
    days_left: int | None
    paused: bool
    submitted_at: datetime


class ProgressShape(Shown):
    number: str
    item: str
    state: str
    words: str


class WorkShape(CaseShape):
    applicant: str
    site: str
    channel: str


class WorkPage(Shown):
    cases: list[WorkShape]
    page: int
    has_next: bool


class DossierShape(WorkShape):
    materials: list[MaterialShape]
    moves: dict[str, str]  # action → "" if allowed, else why not
    history: list[str]


class Application(Given):
    """What a resident hands in; the applicant is the token's own person."""

    item: Code
    village: Id
    answers: Answers
    contact_phone: Short = ""
    materials: dict[Short, Short] = {}
    scenario: Short = ""


class SubmittedShape(Shown):
    number: str
    tracking: str
    query_code: str
    state: str


class Correction(Given):
    materials: dict[Short, Short]


class Reason(Given):
    reason: Text


class GapShape(Given):
    key: Short
    what: Text
    why: Text
    how: Text


class Gaps(Given):
    gaps: list[GapShape]


class PauseShape(Given):
    kind: Short
    basis: Text
    document: Short
    expected_workdays: Id


class Result(Given):
    result: Text


class Proposal(Given):
    action: Short
    category: Short
    reason: Text
    law: Text
    alternatives: Text


class DeliveryShape(Given):
    mode: Short
    receiver: Short = ""
    mandate: Short = ""
    on: date | None = None


class Nothing(Given):
    """A body without content."""


def item(found: ServiceItem) -> ItemShape:
    return ItemShape(code=found.code, name=found.name, plain_name=found.plain_name, area=found.area)


def guide(version: ItemVersion, scenario: str = "") -> GuideShape:
    return GuideShape(
        **item(version.item).model_dump(),
        version=version.number,
        is_sample=version.is_sample,
        guide=version.guide,
        form=standard(form_in(version, scenario)),
    )


def site(found: Site) -> SiteShape:
    return SiteShape(
        id=found.pk,
        kind=found.kind,
        name=found.name,
        region=found.region.name,
        address=found.address,
        phone=found.phone,
    )


def region(found: Region) -> RegionShape:
    return RegionShape(id=found.pk, level=found.level, kind=found.kind, name=found.name)


def case(found: Case, today: date) -> CaseShape:
    now = standing(found, today)
    return CaseShape(
        number=found.number,
        item=found.item.name,
        version=found.version_id,
        state=now.state.value,
        label=now.label,
        words=now.words,
        due=now.due.on,
        due_text=now.due.text,
        light=now.light.value,
        days_left=now.days_left,
        paused=found.paused,
        submitted_at=found.submitted_at,
    )


def work(found: Case, today: date) -> WorkShape:
    return WorkShape(
        **case(found, today).model_dump(),
        applicant=found.applicant.name.masked(Audience.OTHER_DESK),
        site=found.site.name,
        channel=found.channel,
    )


def dossier(found: Dossier, today: date, moves: dict[str, str]) -> DossierShape:
    return DossierShape(
        **work(found.case, today).model_dump(),
        materials=[MaterialShape(key=m.key, name=m.name, status=m.status) for m in found.materials],
        moves=moves,
        history=[f"{e.at.isoformat()} {e.action}" for e in found.events],
    )
