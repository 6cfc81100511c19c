"""代办单在窗口的页面: what one order offers whoever looks after it, and where they may register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.accounts.queries import names_of
from bianmin.assistance import policies, queries
from bianmin.assistance.custody import chain_of
from bianmin.assistance.file import OrderFile
from bianmin.regions.models import Region
from bianmin.rules.assistance import (
    AT_SITE,
    CHANNEL_LABELS,
    HEARD_LABELS,
    OPEN,
    Heard,
    OrderChannel,
    OrderVerb,
)
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict
from bianmin.sites.models import Site
from bianmin.sites.queries import villages_of
from bianmin.web.desk.forms.orders import AgentForm, BareForm, EndForm, HeardForm, ReasonForm
from bianmin.web.desk.moves import Kind, Step
from bianmin.web.frame.orders import OrderLine, form_lines

Given = Mapping[str, forms.Form]
KINDS: Mapping[OrderVerb, Kind] = {
    OrderVerb.ARCHIVE: Kind("archive", "归档", style="act-p", lead="单子齐了再归档"),
    OrderVerb.FOLLOW_UP: Kind(
        "follow-up", "登记回访", style="act-p", lead="打电话或上门问本人：办了没有，收没收钱"
    ),
    OrderVerb.PAUSE: Kind("pause", "中止"),
    OrderVerb.END: Kind("ending", "终止", lead="本人打电话、到窗口说不办了，也在这里停"),
}
FORMS: Mapping[OrderVerb, type[forms.Form]] = {
    OrderVerb.ARCHIVE: BareForm,
    OrderVerb.FOLLOW_UP: HeardForm,
    OrderVerb.PAUSE: ReasonForm,
    OrderVerb.END: EndForm,
}
ASSIGN = Kind("assignment", "派单、换人", lead="主办站点不变；本人会收到短信")


def places_of(actor: Actor) -> list[Region]:
    """能登记的村: those of the actor's station, or of their township."""
    towns = [r.region_id for r in actor.holding(RoleKind.CLERK, RoleKind.CENTER_HEAD)]
    own = [r.site_id for r in actor.holding(RoleKind.STATION_CLERK) if r.site_id is not None]
    here = Q(parent_id__in=towns, level="village", valid_to__isnull=True)
    found = {place.pk: place for place in Region.objects.filter(here).order_by("pinyin", "id")}
    for site in Site.objects.filter(pk__in=own).select_related("region").order_by("id"):
        found |= {place.pk: place for place in villages_of(site) or [site.region]}
    return list(Region.objects.filter(pk__in=found).select_related("parent").order_by("pinyin"))


def sheet(
    actor: Actor, file: OrderFile, given: Given, at: datetime, line: OrderLine
) -> dict[str, Any]:
    """Return what the page of an order shows at the desk."""
    order = file.order
    names = names_of({form.issued_by for form in file.forms if form.issued_by})
    return {
        "line": line,
        "order": order,
        "channel": CHANNEL_LABELS[OrderChannel(order.channel)],
        "heard": HEARD_LABELS[Heard(order.heard)] if order.heard else "",
        "cases": file.cases,
        "papers": file.papers,
        "chain": chain_of(file.papers),
        "forms": [
            (form, title, names.get(form.issued_by or 0, "")) for form, title in form_lines(file)
        ],
        "steps": list(_steps(actor, file, given, at)),
        "is_stopped": file.is_stopped(at),
    }


def _steps(actor: Actor, file: OrderFile, given: Given, at: datetime) -> Iterator[Step]:
    gives = any(policies.reaches(role, file.order) for role in actor.holding(*AT_SITE))
    if gives and file.state in OPEN:
        agents = queries.agents_for(file.order, at=at)
        agents = [one for one in agents if policies.may_assign(actor, file.order, one)]
        if agents:
            blank = AgentForm(agents=agents, auto_id="assignment-%s")
            yield _step(file, ASSIGN, given, blank)
    for verb, kind in KINDS.items():
        if policies.may_do(actor, file, verb, at=at):
            yield _step(file, kind, given, FORMS[verb](auto_id=f"{kind.noun}-%s"))


def _step(file: OrderFile, kind: Kind, given: Given, blank: forms.Form) -> Step:
    url = reverse(f"desk:order-{kind.noun}", args=[file.order.pk])
    return Step(kind, url, Verdict(), given.get(kind.noun, blank), kind.noun in given)
