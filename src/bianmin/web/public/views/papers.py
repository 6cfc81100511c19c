from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from bianmin.cases.deliveries import choice_of, is_result, is_to_open
from bianmin.cases.models import Case
from bianmin.catalogue import queries
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import leaf_in
from bianmin.papers.application_forms import blank_form_pdf
from bianmin.papers.guides import Form, guide_pdf
from bianmin.papers.mandates import mandate_form_pdf
from bianmin.rules.errors import NotAllowed
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites
from bianmin.web.public.doors import BY_LINK, by_mandate, opened
from bianmin.wire import access
from bianmin.wire.prints import application_form_of_case, document_of_case, printed
from bianmin.wire.requests import Request

HIGHEST_VERSION = 32_767


@access.public("a published guide is public")
@require_safe
def guide(request: Request, code: str, form: str) -> HttpResponse:
    """指南印本: the version in force, for whoever asks or for one site (`?site=`)."""
    return _print(request, queries.version_of(code), form)


@access.public("a version is readable for ever at its address")
@require_safe
def kept_guide(request: Request, code: str, number: int, form: str) -> HttpResponse:
    """旧版印本: a version as it was published; it says that it is old."""
    version = queries.kept_version(code, number) if number <= HIGHEST_VERSION else None
    return _print(request, version, form)


@access.capability(BY_LINK)
@require_safe
def own_document(request: Request, code: str, notice: int) -> HttpResponse:
    """文书: one of the documents of the case behind the link, her own copy."""
    case = _of_ones_own(request, code)
    if is_to_open(case, choice_of(case)) and is_result(case, notice):
        return redirect("public:result", code)  # wanted on the net: opened once, by themselves
    return document_of_case(request, case, notice, copies=1)


@access.capability(BY_LINK)
@require_safe
def own_form(request: Request, code: str) -> HttpResponse:
    """申请表: of the case behind the link, as it was filled in."""
    return application_form_of_case(request, _of_ones_own(request, code))


@access.public("a published form is public")
@require_safe
def blank_form(request: Request, code: str) -> HttpResponse:
    """空白申请表: to be filled in by hand, for one scenario where the item is split."""
    version, scenario = queries.version_of(code), request.GET.get("scenario", "")
    if version is None or (scenario and leaf_in(version, scenario) is None):
        raise Http404
    return printed(
        blank_form_pdf(version, scenario),
        f"{version.item.name} 申请表 第{version.number}版",
        is_public=True,
    )


@access.public("a blank form is public")
@require_safe
def mandate_form(request: Request) -> HttpResponse:
    """委托书空白表: filled in by hand and signed at a window."""
    return printed(mandate_form_pdf(), "授权委托书", is_public=True)


def _of_ones_own(request: Request, code: str) -> Case:
    """The case behind the link, for whoever does not stand in for another."""
    case, actor = opened(request, code)
    if by_mandate(actor, case):
        raise NotAllowed(
            "文书和申请表只给本人，上面有本人的查询链接；要补什么，这件事的页面上都写着"
        )
    return case


def _print(request: Request, version: ItemVersion | None, form: str) -> HttpResponse:
    if version is None or form not in set(Form):
        raise Http404
    wanted = Form(form)
    return printed(
        guide_pdf(version, wanted, _site(request)),
        f"{version.item.name} {wanted.label} 第{version.number}版",
        is_public=True,
    )


def _site(request: Request) -> Site | None:
    asked = request.GET.get("site", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 9):
        return None
    return open_sites().filter(pk=int(asked)).first()
