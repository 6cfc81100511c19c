"""在岗: who is at every post now, which is empty, and who asks to be away."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.regions.models import Region
from bianmin.regions.queries import children
from bianmin.rules.errors import Conflict
from bianmin.sites.models import Site
from bianmin.web.console.forms.workforce.places import AnswerForm, DecisionForm
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.web.console.views.workforce.ahead import ahead
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.commands.absences import decide_absence
from bianmin.workforce.commands.alarms import answer_alarm
from bianmin.workforce.models import EmptyPost
from bianmin.workforce.models.duty import KINDS
from bianmin.workforce.queries import duty, duty_counts, people
from bianmin.workforce.queries.duty import Duty, Presence
from bianmin.workforce.queries.duty_counts import Standing
from bianmin.workforce.queries.stand_ins import site_of

SHOWN_ALARMS = 30


@dataclass
class Part:
    """一片: a county or a township with how its posts stood at the last walk."""

    region: Region
    standing: Standing
    alarms: int = 0

    @property
    def posts(self) -> int:
        return self.standing.counts.total()

    @property
    def manned(self) -> int:
        return self.standing.counts[Presence.ON]

    @property
    def empty(self) -> int:
        return self.standing.counts[Presence.EMPTY]

    @property
    def unplanned(self) -> int:
        return self.standing.counts[Presence.UNPLANNED]


@staff(*policies.SEES_PEOPLE)
@require_GET
def start(request: Request) -> HttpResponse:
    return redirect("console:duty", reach.home_region(request.actor))


@staff(*policies.SEES_PEOPLE)
@require_GET
def place(request: Request, region: int) -> HttpResponse:
    return _show(request, reach.township_of(reach.region_of(request, region)))


@staff(*policies.RUNS_SITES)
@require_POST
def answer(request: Request, alarm: int) -> HttpResponse:
    found = duty.alarm_of(alarm)
    town = reach.township_of(reach.region_of(request, found.site.region_id))
    form = AnswerForm(request.POST, auto_id=f"alarm{found.pk}-%s")
    done = attempt(form, lambda: answer_alarm(found, **form.cleaned_data, **act(request)) or True)
    if done is None:
        return _show(request, town, answer_form=form, answered=found.pk)
    messages.success(request, "已记下处置")
    return redirect("console:duty", town.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def decision(request: Request, absence: int) -> HttpResponse:
    found = duty.absence_of(absence)
    site = site_of(found.user)
    if site is None:
        raise Conflict("这位同事没有排在岗位上")
    town = reach.township_of(reach.region_of(request, site.region_id))
    form = DecisionForm(request.POST, auto_id=f"absence{found.pk}-%s")
    done = attempt(
        form,
        lambda: decide_absence(
            found,
            site,
            approve=form.cleaned_data["decision"] == "approve",
            answer=form.cleaned_data["answer"],
            **act(request),
        ),
        also=(Conflict,),
    )
    if done is None:
        return _show(request, town, decision_form=form, decided=found.pk)
    messages.success(request, "已批准" if done.state == "approved" else "已答复不同意")
    return redirect("console:duty", town.pk)


def _show(request: Request, region: Region, **given: Any) -> HttpResponse:
    is_town = region.level == "township"
    now = duty.duties(reach.below(region), (region.unit,), at=request.at) if is_town else []
    alarms = duty.open_alarms(reach.units_of(region), localdate(request.at)).filter(
        site__region__path__startswith=region.path
    )
    parts = [] if is_town else _parts(region, alarms)
    counts = sum((part.standing.counts for part in parts), Counter(one.presence for one in now))
    context = {
        "region": region,
        "crumbs": reach.crumbs(region, request.actor),
        "counts": [
            ("在岗", counts[Presence.ON], ""),
            ("空岗", counts[Presence.EMPTY], "bad"),
            ("就要到岗", counts[Presence.EXPECTED], ""),
            ("不在办公时间", counts[Presence.CLOSED], ""),
            ("还没有排班", counts[Presence.UNPLANNED], "warn"),
        ],
        "counted_at": min(filter(None, (part.standing.counted_at for part in parts)), default=None),
        "may_run": policies.may_run(request.actor, region),
        "alarms": [_alarm(one, given) for one in alarms[:SHOWN_ALARMS]],
        "alarm_count": alarms.count(),
        "asked": _asked(region, request, given),
    } | ahead(request, region, now)
    context |= {"sites": _by_site(now)} if is_town else {"parts": parts}
    status = 422 if given else 200
    return page(request, "console/workforce/place.html", context, status=status)


def _alarm(one: Any, given: dict[str, Any]) -> tuple[Any, AnswerForm]:
    form = given.get("answer_form") if given.get("answered") == one.pk else None
    return one, form or AnswerForm(auto_id=f"alarm{one.pk}-%s")


def _asked(
    region: Region, request: Request, given: dict[str, Any]
) -> list[tuple[Any, str, str, DecisionForm]]:
    who = people.ids_in(region, at=request.at)
    rows = duty.asked_absences(reach.units_of(region), who)[:SHOWN_ALARMS]
    return [
        (
            one,
            KINDS[one.kind],
            one.reason.clear(),  # whoever decides reads why
            (given.get("decision_form") if given.get("decided") == one.pk else None)
            or DecisionForm(auto_id=f"absence{one.pk}-%s"),
        )
        for one in rows
    ]


def _by_site(now: list[Duty]) -> list[tuple[Site, list[Duty]]]:
    found: dict[Site, list[Duty]] = defaultdict(list)
    for one in now:
        found[one.post.site].append(one)
    order = {"center": 0, "station": 1, "point": 2}
    return sorted(found.items(), key=lambda pair: (order.get(pair[0].kind, 3), pair[0].name))


def _parts(region: Region, alarms: QuerySet[EmptyPost]) -> list[Part]:
    depth = region.path.count("/")
    counted = duty_counts.standings(reach.units_of(region), depth)
    found = {child.pk: Part(child, counted.get(child.pk, Standing())) for child in children(region)}
    for path in alarms.values_list("site__region__path", flat=True):
        there = found.get(int(path.strip("/").split("/")[depth - 1]))
        if there is not None:
            there.alarms += 1
    return list(found.values())
