"""Cases from the resident's side: submit with a token, follow and mend by the tracking code."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Router

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.api import shapes
from bianmin.api.app import bearer, open_to_holder
from bianmin.api.keys import KEYED
from bianmin.api.types import Number, Problem, TrackingCode
from bianmin.cases import application, queries
from bianmin.cases.commands import closing, intake, lookup
from bianmin.cases.models import Case
from bianmin.cases.routing import route
from bianmin.catalogue.queries import version_of
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.wire.requests import Request

LINK = open_to_holder("the address carries 128 secret bits, known from the SMS alone")
CODE = open_to_holder("number and six digits; five tries an hour show only words of state")
router = Router(tags=["cases"])
ERRORS = {400: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


@router.post(
    "/cases",
    auth=bearer,
    response={201: shapes.SubmittedShape, 401: Problem, **ERRORS},
    openapi_extra=KEYED,
)
def submit(request: HttpRequest, body: shapes.Application) -> object:
    """网上申报: the token's own person applies."""
    known = cast(Request, request)
    version = version_of(body.item)
    village = Region.objects.filter(pk=body.village, valid_to__isnull=True).first()
    person = Person.objects.filter(pk=known.actor.person_id or 0).first()
    if version is None or village is None or person is None:
        raise NotFound("没有这个事项或村（社区）")
    center, intake_site = route(village)
    made = intake.submit_case(
        application.Application(
            version=version,
            applicant=person,
            village=village,
            site=center,
            intake_site=intake_site,
            answers=body.answers,
            contact_phone=body.contact_phone or person.phone.clear(),
            materials=body.materials,
            scenario=body.scenario,
        ),
        channel="online",
        by=known.actor,
        at=known.at,
    )
    return 201, shapes.SubmittedShape(
        number=made.case.number,
        tracking=made.tracking,
        query_code=made.query_code,
        state=made.case.state,
    )


@router.get(
    "/progress/{number}",
    auth=CODE,
    response={200: shapes.ProgressShape, 429: Problem, **ERRORS},
)
def progress(request: HttpRequest, number: Number, code: str) -> object:
    """查进度: words of state by number and the six digits; five tries an hour."""
    known = cast(Request, request)
    found = lookup.look_up(number, code[:20], at=known.at, today=localdate(known.at))
    return shapes.ProgressShape(
        number=found.number, item=found.item, state=found.state.value, words=found.words
    )


@router.get("/tracking/{code}", auth=LINK, response={200: shapes.CaseShape, **ERRORS})
def track(request: HttpRequest, code: TrackingCode) -> object:
    """跟踪: the case behind the secret of its link."""
    case, _ = _tracked(request, code)
    return shapes.case(case, localdate(cast(Request, request).at))


@router.post(
    "/tracking/{code}/correction",
    auth=LINK,
    response={200: shapes.CaseShape, **ERRORS},
    openapi_extra=KEYED,
)
def correct(request: HttpRequest, code: TrackingCode, body: shapes.Correction) -> object:
    """补正: say which listed materials have been handed in again."""
    case, applicant = _tracked(request, code)
    at = cast(Request, request).at
    intake.correct_case(case, body.materials, by=applicant, at=at)
    return shapes.case(case, localdate(at))


@router.post(
    "/tracking/{code}/withdrawal",
    auth=LINK,
    response={200: shapes.CaseShape, **ERRORS},
    openapi_extra=KEYED,
)
def withdraw(request: HttpRequest, code: TrackingCode, body: shapes.Reason) -> object:
    """撤回: take the application back before it is decided."""
    case, applicant = _tracked(request, code)
    at = cast(Request, request).at
    closing.withdraw_case(case, reason=body.reason, by=applicant, at=at)
    return shapes.case(case, localdate(at))


def _tracked(request: HttpRequest, code: str) -> tuple[Case, Actor]:
    """The case and its applicant as the actor: whoever holds the secret acts for them."""
    case = queries.tracked(code)
    if case is None:
        raise NotFound("链接不完整或已失效，请从短信里重新打开")
    return case, queries.holder_of_link(case)
