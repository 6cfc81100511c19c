"""Staff worklists and moves, with a bearer token; one address for each verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Router

from bianmin.accounts.actor import Actor
from bianmin.api import shapes
from bianmin.api.app import staff_bearer
from bianmin.api.keys import KEYED
from bianmin.api.types import Number, Page, Problem
from bianmin.cases import policies, queries
from bianmin.cases.commands import (
    archiving,
    asking,
    clocks,
    closing,
    delivering,
    intake,
    refusals,
    review,
)
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case
from bianmin.rules.errors import Invalid, NotFound
from bianmin.rules.lifecycle import Action
from bianmin.wire.requests import Request

router = Router(tags=["desk"], auth=staff_bearer)
PER_PAGE = 50
ERRORS = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    422: Problem,
}
Verb = Callable[[Case, Actor, datetime], object]


@router.get("/desk/cases", response={200: shapes.WorkPage, 401: Problem, 422: Problem})
def worklist(request: HttpRequest, page: Page = 1) -> object:
    """待办: open cases of the token's posts, those with least time first."""
    known = cast(Request, request)
    shown = Paginator(queries.open_cases(known.actor), PER_PAGE).get_page(page)
    today = localdate(known.at)
    return shapes.WorkPage(
        cases=[shapes.work(found, today) for found in shown],
        page=shown.number,
        has_next=shown.has_next(),
    )


@router.get("/desk/cases/{number}", response={200: shapes.DossierShape, **ERRORS})
def case(request: HttpRequest, number: Number) -> object:
    """一个办件: with its materials and what the actor may do next."""
    return _answer(request, _case(request, number))


def _case(request: HttpRequest, number: str) -> Case:
    rows = queries.by_number(cast(Request, request).actor, number)
    found = rows.select_related(*queries.SHOWN, "version").first()
    if found is None:
        raise NotFound("没有这个办件，或者您不能查看它")
    return found


def _answer(request: HttpRequest, found: Case) -> shapes.DossierShape:
    known = cast(Request, request)
    moves = policies.moves_for(known.actor, found)
    return shapes.dossier(
        queries.dossier(found),
        localdate(known.at),
        {action.value: verdict.reason for action, verdict in moves.items()},
    )


def _act(request: HttpRequest, number: str, verb: Verb) -> shapes.DossierShape:
    known = cast(Request, request)
    found = _case(request, number)
    verb(found, known.actor, known.at)
    return _answer(request, found)


def _plain(noun: str, command: Callable[..., Any]) -> None:
    """Route a verb that needs nothing but the case."""

    def view(request: HttpRequest, number: Number, body: shapes.Nothing) -> object:
        return _act(request, number, lambda c, by, at: command(c, by=by, at=at))

    _route(noun, command, view)


def _reasoned(noun: str, command: Callable[..., Any]) -> None:
    """Route a verb that needs a reason."""

    def view(request: HttpRequest, number: Number, body: shapes.Reason) -> object:
        return _act(request, number, lambda c, by, at: command(c, reason=body.reason, by=by, at=at))

    _route(noun, command, view)


def _gapped(noun: str, command: Callable[..., Any]) -> None:
    """Route a verb that tells everything that is missing."""

    def view(request: HttpRequest, number: Number, body: shapes.Gaps) -> object:
        gaps = [Gap(**gap.model_dump()) for gap in body.gaps]
        return _act(request, number, lambda c, by, at: command(c, gaps, by=by, at=at))

    _route(noun, command, view)


def _route(noun: str, command: Callable[..., Any], view: Callable[..., object]) -> None:
    view.__name__ = command.__name__
    router.post(
        f"/desk/cases/{{number}}/{noun}",
        response={200: shapes.DossierShape, **ERRORS},
        summary=(command.__doc__ or "").partition(":")[0],
        description=command.__doc__ or "",
        openapi_extra=KEYED,
    )(view)


_plain("receipt", intake.receive_case)
_gapped("return", review.return_case)
_gapped("correction-request", review.request_correction)
_plain("acceptance", review.accept_case)
_plain("refusal", refusals.refuse_acceptance)
_reasoned("refusal-dismissal", refusals.dismiss_refusal)
_plain("review", review.start_review)
_reasoned("forwarding", review.forward_case)
_reasoned("forwarding-return", review.return_forwarded)
_plain("grant", review.grant_case)
_reasoned("denial", review.deny_case)
_plain("completion", closing.complete_case)
_plain("archive", archiving.archive_case)
_reasoned("closure", closing.close_incomplete)
_reasoned("voiding", closing.void_case)


@router.post(
    "/desk/cases/{number}/correction",
    response={200: shapes.DossierShape, **ERRORS},
    openapi_extra=KEYED,
)
def correct(request: HttpRequest, number: Number, body: shapes.Correction) -> object:
    """补正: papers brought to the counter."""
    return _act(
        request, number, lambda c, by, at: intake.correct_case(c, body.materials, by=by, at=at)
    )


@router.post(
    "/desk/cases/{number}/refusal-proposal",
    response={200: shapes.DossierShape, **ERRORS},
    openapi_extra=KEYED,
)
def propose(request: HttpRequest, number: Number, body: shapes.Proposal) -> object:
    """拟否决: propose a refusal for another person to decide."""
    try:
        action = Action(body.action)
    except ValueError:
        raise Invalid("没有这种决定", {"action": "没有这种决定"}) from None
    return _act(
        request,
        number,
        lambda c, by, at: refusals.propose_refusal(
            c,
            action=action,
            category=body.category,
            reason=body.reason,
            law=body.law,
            alternatives=body.alternatives,
            by=by,
            at=at,
        ),
    )


@router.post(
    "/desk/cases/{number}/pause",
    response={200: shapes.DossierShape, **ERRORS},
    openapi_extra=KEYED,
)
def pause(request: HttpRequest, number: Number, body: shapes.PauseShape) -> object:
    """报暂停: ask to stop the clocks for a special procedure; another person allows it."""
    return _act(
        request,
        number,
        lambda c, by, at: asking.ask_pause(c, **body.model_dump(), by=by, at=at),
    )


@router.post(
    "/desk/cases/{number}/resumption",
    response={200: shapes.DossierShape, **ERRORS},
    openapi_extra=KEYED,
)
def resume(request: HttpRequest, number: Number, body: shapes.Result) -> object:
    """恢复: let the clocks run again."""
    return _act(
        request, number, lambda c, by, at: clocks.resume_case(c, result=body.result, by=by, at=at)
    )


@router.post(
    "/desk/cases/{number}/delivery",
    response={200: shapes.DossierShape, **ERRORS},
    openapi_extra=KEYED,
)
def deliver(request: HttpRequest, number: Number, body: shapes.DeliveryShape) -> object:
    """送达: hand the result over."""
    return _act(
        request,
        number,
        lambda c, by, at: delivering.deliver_result(c, **body.model_dump(), by=by, at=at),
    )
