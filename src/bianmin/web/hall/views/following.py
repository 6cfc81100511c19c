"""自助机查进度、评一评: by number and code, as on the public page; a slip opens only its rating."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.cases.commands.lookup import WrongCode, case_of, progress_of
from bianmin.cases.models import Case
from bianmin.cases.policies import may_rate
from bianmin.cases.queries import case_kept
from bianmin.counter.queries.line import ticket_behind
from bianmin.feedback.commands import SLIP, rate
from bianmin.feedback.policies import may_rate_by_slip
from bianmin.feedback.queries import is_open, rating_of
from bianmin.rules import ratings
from bianmin.rules.errors import Conflict, DomainError, Invalid, TooMany
from bianmin.rules.numbers import spaced
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.web.frame.acting import actor_for
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.promises import promise
from bianmin.web.frame.queueing import site_with_queue
from bianmin.web.frame.rating_form import RatingForm
from bianmin.web.hall import visits
from bianmin.web.hall.forms import CaseForm, SlipForm
from bianmin.wire import access
from bianmin.wire.requests import Request

CHANNEL = "kiosk"
PAGES = ("case", "rating")  # whither number and code lead
TOO_LATE = "评价时间已经过了，有意见请打 12345"
RATED = "这件事您已经评价过了，谢谢"


@access.public("words of state for a number and its code; five tries an hour for one number")
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: Request, site: int) -> HttpResponse:
    """查进度: the words of state alone; no name, no paper."""
    place = site_with_queue(site)
    if request.method == "POST":
        return _open(request, place)
    kept = visits.kept_by(request, place)
    if "case" not in kept:
        context = {"form": visits.again(CaseForm, kept, "case")}
        return visits.page(request, "case_form", place, context)
    return visits.page(request, "case", place, _told(request, kept))


@access.public("whoever showed number and code, or the slip of a number, rates what was done")
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: Request, site: int) -> HttpResponse:
    """评一评: one touch for a good level; a poor one names its reason."""
    place = site_with_queue(site)
    kept = visits.kept_by(request, place)
    to_rate = _case_to_rate(kept)
    if request.method == "POST":
        return _rate(request, place, to_rate, CHANNEL if "case" in kept else SLIP)
    if to_rate is None and "thanks" not in kept:
        asked: dict[str, Any] = {
            "form": visits.again(CaseForm, kept, "rating"),
            "slip": visits.again(SlipForm, kept, "slip"),
        }
        return visits.page(request, "rating_form", place, asked)
    context = {
        "kept": kept,
        "form": visits.again(RatingForm, kept, "levels"),
        "levels": ratings.LABELS.items(),
        "reasons": ratings.REASONS.items(),
        "item": to_rate.item.plain_name if to_rate and "case" in kept else "",
        "refusal": _refusal(request, to_rate) if to_rate else "",
    }
    return visits.page(request, "rating", place, context, is_short="thanks" in kept)


@access.public("a slip's 128-bit secret opens the rating of what its number was called for")
@require_POST
def slip(request: Request, site: int) -> HttpResponse:
    """扫小票: from the number to the case that came of it."""
    place, form = site_with_queue(site), SlipForm(request.POST)
    found = attempt(form, lambda: _served(form.cleaned_data["slip"]), also=(DomainError,))
    if found is not None:
        return visits.start(request, place, "rating", rates=visits.named(found[0]), slip=found[1])
    return visits.refused(request, place, "rating", form, page="slip")


def _open(request: Request, place: Site) -> HttpResponse:
    form = CaseForm(request.POST)
    to = request.POST.get("to", "")
    to = to if to in PAGES else PAGES[0]
    found = attempt(form, lambda: _behind(**form.cleaned_data, at=request.at), also=(TooMany,))
    if found is not None:
        return visits.start(request, place, to, case=visits.named(found))
    return visits.refused(request, place, to, form)


def _behind(number: str, code: str, *, at: datetime) -> Case:
    """The case of number and code; here one sentence says what is wrong, above both."""
    try:
        return case_of(number, code, at=at)
    except WrongCode as wrong:
        raise Invalid(str(wrong), {"code": str(wrong)}) from None


def _told(request: Request, kept: Mapping[str, Any]) -> dict[str, Any]:
    found = case_kept(*kept["case"])
    today = localdate(request.at)
    told, given = progress_of(found, today), rating_of(found)
    return {
        "found": told,
        "number": spaced(told.number),
        "steps": told.standing.steps,
        "promise": promise(told.standing, today, is_accepted=told.is_accepted),
        "may_rate": not _refusal(request, found),
        "rated": ratings.LABELS[ratings.Satisfaction(given.level)] if given else "",
    }


def _case_to_rate(kept: Mapping[str, Any]) -> Case | None:
    named = kept.get("case") or kept.get("rates")
    return case_kept(*named) if named else None


def _refusal(request: Request, found: Case) -> str:
    """不能评的原因: empty when it may be rated."""
    verdict = may_rate(actor_for(request, found), found)
    if not verdict:
        return verdict.reason
    if rating_of(found) is not None:
        return RATED
    return "" if is_open(found, localdate(request.at)) else TOO_LATE


def _rate(request: Request, place: Site, found: Case | None, channel: str) -> HttpResponse:
    if found is None:
        return visits.over(request, place)
    form = RatingForm(request.POST)
    given = attempt(
        form,
        lambda: rate(
            found,
            channel=channel,
            by=actor_for(request, found),
            at=request.at,
            **form.given(),
        ),
        also=(DomainError,),
    )
    if given is not None:
        return visits.start(request, place, "rating", thanks=True)
    return visits.refused(request, place, "rating", form, page="levels")


def _served(code: str) -> tuple[Case, str]:
    ticket = ticket_behind(code)
    if not ticket.ended_at:
        raise Conflict(f"{ticket.number} 号还没办完，办完再评")
    if ticket.case_id is None:
        raise Conflict(f"{ticket.number} 号没有收件，不用评；有话要说请打 12345")
    case = case_kept(ticket.unit, ticket.case_id)
    require(may_rate_by_slip(case))
    return case, ticket.number
