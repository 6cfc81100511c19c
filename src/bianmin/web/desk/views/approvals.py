"""等我决定: what others asked for and this actor may allow, refusals and approvals alike."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.accounts.queries import names_of
from bianmin.cases import pending
from bianmin.cases.commands import approvals as commands
from bianmin.cases.models import Approval, Case
from bianmin.regions.queries import all_units
from bianmin.rules.approvals import LABELS, ApprovalKind
from bianmin.rules.lifecycle import ACTION_LABELS, Action
from bianmin.rules.roles import RoleKind
from bianmin.web.desk.forms.moves import ApprovalForm
from bianmin.web.desk.page import page
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import act, case_of, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

MOST = 50
DECIDING = (RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU)


@staff(*DECIDING)
@require_GET
def approvals(request: Request) -> HttpResponse:
    asked = list(pending.approvals_for(request.actor)[:MOST])
    refusals = list(pending.refusals_for(request.actor)[:MOST])
    names = names_of([row.proposed_by for row in asked] + [row.proposed_by for row in refusals])
    lines = [
        *((ACTION_LABELS[Action(row.action)], row, names.get(row.proposed_by)) for row in refusals),
        *((LABELS[ApprovalKind(row.kind)], row, names.get(row.proposed_by)) for row in asked),
    ]
    context = {"lines": lines, "today": localdate(request.at)}
    return page(request, "desk/approvals.html", context)


@staff(*HANDLING)
@require_POST
def approval(request: Request, approval: int) -> HttpResponse:
    rows = Approval.objects.filter(unit__in=request.actor.units() or all_units())
    found = get_object_or_404(rows, pk=approval)
    numbers = Case.objects.filter(unit=found.unit, pk=found.case_id)
    case = case_of(request, numbers.values_list("number", flat=True).get())
    form = ApprovalForm(request.POST, auto_id=False)
    is_yes = request.POST.get("decision") == "approve"

    def decide() -> object:
        if is_yes:
            return commands.approve(case, found, **act(request))
        opinion = form.cleaned_data["opinion"]
        commands.decline(case, found, opinion=opinion, **act(request))
        return found

    if not attempt(form, decide):
        return show_case(request, case, approval=form)
    messages.success(request, "已批准" if is_yes else "没有批准")
    return redirect("desk:case", case.number)
