"""版面: what every page of the desk shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bianmin.assistance.policies import AT_CENTER as AT_COUNTER
from bianmin.assistance.policies import LOOKS
from bianmin.disputes.policies import AT_CENTER, MEDIATING
from bianmin.feedback.policies import ASKED, OVERSEES
from bianmin.regions.models import Region
from bianmin.rules.masking import Audience
from bianmin.rules.roles import LABELS, RoleKind
from bianmin.sites.models import Site
from bianmin.web.desk.roles import AT_WINDOW, HANDLING, QUEUE, VIEWING
from bianmin.wire.requests import Request
from bianmin.workforce.queries.mine import standing


def page(
    request: Request, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the desk with its workplace, its navigation and its audience."""
    role = next(iter(request.actor.holding(*HANDLING)), None) or request.actor.roles[0]
    around = {
        "workplace": _workplace(role.site_id, role.region_id),
        "duty": LABELS[role.kind],
        "nav_items": _nav(request),
        "on_duty": standing(request.actor, at=request.at),
        "audience": audience(request).value,
    }
    return render(request, template, around | context, status=status)


def audience(request: Request) -> Audience:
    """对象: those who handle cases see what the window sees; those who only look see less."""
    return Audience.WINDOW if request.actor.has(*HANDLING) else Audience.OTHER_DESK


def _workplace(site_id: int | None, region_id: int) -> str:
    if site_id is not None:
        return Site.objects.values_list("name", flat=True).get(pk=site_id)
    return Region.objects.values_list("name", flat=True).get(pk=region_id)


def _nav(request: Request) -> list[tuple[str, str, bool]]:
    items = [("待办", reverse("desk:worklist"))] if request.actor.has(*VIEWING) else []
    if request.actor.has(*AT_WINDOW):
        items.append(("受理台", reverse("desk:intake")))
        items.append(("家人委托", reverse("desk:mandates")))
    if request.actor.has(*LOOKS):
        items.append(("帮办代办", reverse("desk:orders")))
    if request.actor.has(*AT_COUNTER):
        items.append(("代办收件", reverse("desk:sheets")))
    if request.actor.has(*QUEUE):
        items.append(("叫号", reverse("desk:queue")))
    if request.actor.has(RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU):
        items.append(("等我决定", reverse("desk:approvals")))
    if request.actor.has(*HANDLING):
        items.append(("答复单", reverse("desk:cards")))
    if request.actor.has(*ASKED, *OVERSEES):
        items.append(("群众提问", reverse("desk:questions")))
    if request.actor.has(*MEDIATING):
        items.append(("调解", reverse("desk:disputes")))
    if request.actor.has(*AT_CENTER):
        items.append(("法律顾问", reverse("desk:counsel")))
    if request.actor.has(RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU):
        items.append(("岗位值班", reverse("console:workforce")))
    items.append(("我的岗位", reverse("me:home")))
    return [(label, url, request.path == url) for label, url in items]
