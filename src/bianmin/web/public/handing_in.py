"""交上去: how a draft becomes a case, what is read over before, and what is told afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Mandate, Person
from bianmin.cases.application import Application, Submitted
from bianmin.cases.commands.delivering import choose_delivery
from bianmin.cases.commands.drafts import discard_draft
from bianmin.cases.commands.intake import submit_case
from bianmin.cases.drafted import form_of, parts_of
from bianmin.cases.models import Case, CaseMaterial, Draft
from bianmin.cases.queries import sent_before
from bianmin.cases.routing import route
from bianmin.catalogue.queries import required_materials
from bianmin.catalogue.scenarios import form_in, promised_in
from bianmin.files.commands import hand_over
from bianmin.rules.errors import NotFound
from bianmin.rules.forms import settled, topics
from bianmin.rules.limits import Limit
from bianmin.rules.masking import Audience
from bianmin.web.frame.answers_shown import shown_answers
from bianmin.web.frame.papers import NECESSARY, files, owner_of, papers
from bianmin.web.public.filling import CHANGE
from bianmin.web.public.forms.applying import address_of
from bianmin.web.public.steps import pages_of_papers

SAME_ITEM_DAYS = 90


@transaction.atomic
def hand_in(
    draft: Draft, applicant: Person, *, delivery: Mapping[str, str], by: Actor, at: datetime
) -> Submitted:
    """提交: the draft ends, the case begins, and the photographs pass from one to the other.

    `delivery` says how the result shall come: `mode` and `address`.
    """
    handed = replace(
        applied_for(draft, applicant),
        answers=settled(form_in(draft.version, draft.scenario), draft.answers.clear()),
        materials={paper.key: "received" for paper in papers(draft) if paper.is_taken},
    )
    discard_draft(draft)
    submitted = submit_case(handed, channel="online", by=by, at=at)
    hand_over(draft.unit, owner_of(draft), to=f"case:{submitted.case.pk}", by=by, at=at)
    choose_delivery(submitted.case, **delivery, by=by, at=at)
    return submitted


def applied_for(draft: Draft, applicant: Person) -> Application:
    """谁在哪里申请: the application as far as the draft's place and the applicant tell it."""
    if draft.village is None:
        raise NotFound("这份草稿没有选地方，请重新填写")
    center, intake_site = route(draft.village)
    return Application(
        version=draft.version,
        scenario=draft.scenario,
        applicant=applicant,
        village=draft.village,
        site=center,
        intake_site=intake_site,
        answers={},
        contact_phone=applicant.phone.clear(),
    )


@dataclass(frozen=True)
class Part:
    """核对的一段: a heading and its rows of (label, words, where to change it)."""

    title: str
    rows: list[tuple[str, str, str]]


def read_over(draft: Draft, applicant: Person, mandate: Mandate | None = None) -> list[Part]:
    """核对: everything that will be handed in, each row with the page where it is changed."""
    return [_who(draft, applicant, mandate), *_answers(draft), *_papers(draft)]


def is_asked_again(draft: Draft, applicant: Person, at: datetime) -> bool:
    """重复申请: whether the same person has an open case of the same item."""
    since = at - timedelta(days=SAME_ITEM_DAYS)
    items = [part.version.item_id for part in parts_of(draft)] or [draft.version.item_id]
    return any(sent_before(applicant.pk, item, draft.unit, since) for item in items)


def told_next(case: Case) -> list[str]:
    """接下来: what happens after an application was handed in, in the order it happens."""
    center, lacking = case.site.name, _lacking(case)
    said = [f"{center}核对您交的，缺什么一次告诉您"]
    if lacking:
        said.insert(0, f"请把{'、'.join(lacking)}的原件带到{center}")
    said.append(f"受理以后，{_limit(promised_in(case.version, case.scenario))}办好")
    said.append("每到一步都发短信告诉您")
    return said


def _lacking(case: Case) -> list[str]:
    """Return the necessary papers that were not photographed."""
    rows = CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk, status="missing")
    missing = set(rows.values_list("key", flat=True))
    return [
        material.get("plain_name") or material["name"]
        for material in required_materials(case.version, case.scenario)
        if material["key"] in missing and material.get("need", NECESSARY) == NECESSARY
    ]


def _limit(limit: Limit) -> str:
    return f"{limit}内" if limit.amount else "当天"


def _who(draft: Draft, applicant: Person, mandate: Mandate | None) -> Part:
    whom = [draft.unit, draft.pk]
    own = "" if mandate else reverse("entrance:own_data")
    again = f"{reverse('public:whom', args=whom)}?{CHANGE}" if mandate else ""
    place = reverse("public:draft_place", args=[draft.unit, draft.pk])
    home = address_of(draft.village) if draft.village else ""
    return Part(
        "替谁办" if mandate else "您是谁",
        [
            ("姓名", applicant.name.masked(Audience.WINDOW), again),
            ("身份证号", applicant.id_number.masked(Audience.WINDOW), ""),
            ("手机号", applicant.phone.masked(Audience.WINDOW), own),
            ("住在哪里", home, place),
        ],
    )


def _answers(draft: Draft) -> list[Part]:
    form = form_of(draft)
    answers = settled(form, draft.answers.clear())
    parts = []
    for number, (title, names) in enumerate(topics(form), 1):
        url = _change(draft, "topic", number)
        given = {name: answers[name] for name in names if name in answers}
        shown = shown_answers(form, given)
        parts.append(Part(title, [(label, words, url) for label, words in shown]))
    return [part for part in parts if part.rows]


def _papers(draft: Draft) -> list[Part]:
    by_key = {paper.key: paper for paper in papers(draft)}
    refused = {file.pk for file in files(draft) if file.state == "refused"}
    rows: list[tuple[str, str, str]] = []
    for number, page in enumerate(pages_of_papers(draft), 1):
        url = _change(draft, "papers", number)
        for material in page:
            paper = by_key[material["key"]]
            rows.append((paper.name, _taken(paper.photos, refused), url))
    rows += [(one.name, "系统自动查，不用交", "") for one in by_key.values() if one.is_shared]
    return [Part("材料", rows)] if rows else []


def _taken(photos: tuple[int, ...], refused: set[int]) -> str:
    if refused.intersection(photos):
        return "有照片打不开，请重拍"
    return f"已拍 {len(photos)} 张" if photos else "没有拍"


def _change(draft: Draft, page: str, number: int) -> str:
    address: Any = reverse(f"public:{page}", args=[draft.unit, draft.pk, number])
    return f"{address}?{CHANGE}"
