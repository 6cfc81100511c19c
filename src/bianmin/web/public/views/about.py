from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bianmin.regions.queries import units
from bianmin.rules.retention import RETENTIONS, Record
from bianmin.web.public import shelf
from bianmin.web.public.place import remember
from bianmin.wire import access
from bianmin.wire.context import TEXT_SIZES
from bianmin.wire.own_address import is_ours
from bianmin.wire.requests import Request

STANDARD = "standard"
KEPT: tuple[tuple[str, Record], ...] = (
    ("没有交上来的申请", Record.DRAFT),
    ("发给您的短信", Record.MESSAGE),
    ("您写下来问的事和电话", Record.QUESTION),
    ("委托家人代办的证明（停了以后）", Record.MANDATE),
    ("您的代办单、签名（办完以后）", Record.ORDER),
    ("您向法律顾问问的事", Record.CONSULTATION),
    ("您的调解案卷", Record.DISPUTE),
    ("登录验证码", Record.SIGN_IN_CODE),
    ("您的姓名、证件号、电话和住址", Record.PERSON),
)


@access.public("lists the public pages")
@require_safe
def sitemap(request: Request) -> HttpResponse:
    """网站地图: every public page, at most two taps from here."""
    context = {
        "areas": shelf.area_choices(),
        "events": shelf.event_choices(),
        "units": list(units().values()),
    }
    return render(request, "public/sitemap.html", context)


@access.public("says how the site can be used by everybody")
@require_safe
def accessibility(request: Request) -> HttpResponse:
    """无障碍声明: what was done, and what is known to be missing."""
    return render(request, "public/accessibility.html")


@access.public("says what is kept of whom, and for how long")
@require_safe
def privacy(request: Request) -> HttpResponse:
    """隐私说明: read from the same table that erases."""
    kept = [(label, RETENTIONS[record]) for label, record in KEPT]
    context = {"kept": [(label, _days(each.keeps), each.ground) for label, each in kept]}
    return render(request, "public/privacy.html", context)


@access.public("says whom to tell about a mistake on this site")
@require_safe
def report_error(request: Request) -> HttpResponse:
    """我为政府网站找错: where and how to tell."""
    wrong = request.GET.get("page", "")
    return render(request, "public/report_error.html", {"wrong": wrong if is_ours(wrong) else ""})


@access.public("keeps the size of type in the visitor's own cookie")
@require_safe
def text_size(request: Request, size: str) -> HttpResponse:
    """字的大小: keep the choice and go back to where the visitor was."""
    chosen = "" if size == STANDARD else size
    if chosen not in TEXT_SIZES:
        raise Http404
    wished = request.GET.get("next", "")
    response = HttpResponseRedirect(wished if is_ours(wished) else reverse("public:home"))
    if chosen:
        remember(response, "size", chosen)
    else:
        response.delete_cookie("size", samesite="Lax")
    return response


def _days(keeps: object) -> str:
    days = getattr(keeps, "days", None)
    if days is None:
        return "一直保存"
    years, rest = divmod(days, 366)
    return f"{years} 年" if years and not rest else f"{days} 天"
