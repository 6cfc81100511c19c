"""送达与归档: the result on its way, signed for, and the case put away."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.accounts.models import User
from bianmin.cases import deliveries as asked
from bianmin.cases.commands import delivering as commands
from bianmin.cases.commands.archiving import archive_case
from bianmin.files.commands import FileTooLarge, TooManyFiles
from bianmin.web.desk import worklist as work
from bianmin.web.desk.deliveries import mode_now, waiting
from bianmin.web.desk.forms.deliveries import (
    AgentForm,
    ArchiveForm,
    PostForm,
    ReturnForm,
    SignedForm,
    SlipForm,
)
from bianmin.web.desk.page import page
from bianmin.web.desk.roles import HANDLING, VIEWING
from bianmin.web.desk.views.shown import act, case_of, case_to_move, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.delivery_form import DeliveryChoiceForm
from bianmin.wire.access import staff
from bianmin.wire.prints import archive_list_of_case
from bianmin.wire.requests import Request

PER_PAGE = 50


@staff(*VIEWING)
@require_GET
def deliveries(request: Request) -> HttpResponse:
    """待送达: every result that nobody has received, the oldest first; the late ones counted."""
    unit = work.unit_asked(request.actor, request.GET.get("unit", ""))
    today = localdate(request.at)
    cases = asked.undelivered(request.actor, unit)
    late = asked.late(cases, today)
    is_late = request.GET.get("late") == "1"
    shown = Paginator(late if is_late else cases, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": waiting(shown.object_list, today),
        "page": shown,
        "late": shown.paginator.count if is_late else late.count(),
        "is_late": is_late,
        "units": work.units(request.actor),
        "unit": unit,
    }
    return page(request, "desk/deliveries.html", context)


@staff(*HANDLING)
@require_POST
def delivery_choice(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = DeliveryChoiceForm(request.POST)
    done = attempt(
        form, lambda: commands.choose_delivery(case, **form.cleaned_data, **act(request))
    )
    if done is None:
        return show_case(request, case, delivery_choice=form)
    messages.success(request, "已记下办事人选的送达方式")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def posting(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = PostForm(request.POST)
    done = attempt(form, lambda: commands.post_result(case, **form.cleaned_data, **act(request)))
    if done is None:
        return show_case(request, case, posting=form)
    messages.success(request, "已登记寄出，短信已通知办事人；送达回证请一起寄")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def taking_out(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = AgentForm(request.POST, agents=asked.agents_for(case, at=request.at))

    def take() -> object:
        given = dict(form.cleaned_data)
        agent = User.objects.select_related("person").get(pk=given.pop("agent"))
        return commands.give_to_agent(case, agent=agent, **given, **act(request))

    if attempt(form, take) is None:
        return show_case(request, case, taking_out=form)
    messages.success(request, "已交代办员，短信已通知办事人；送达回证请一起带上")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def dispatch_return(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReturnForm(request.POST)
    done = attempt(form, lambda: commands.note_return(case, **form.cleaned_data, **act(request)))
    if done is None:
        return show_case(request, case, dispatch_return=form)
    messages.success(request, "已登记退回，短信已通知办事人来领或改地址")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def delivery(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = SignedForm(request.POST)
    mode = mode_now(asked.on_the_way(case)).value
    done = attempt(
        form, lambda: commands.deliver_result(case, mode=mode, **form.cleaned_data, **act(request))
    )
    if done is None:
        return show_case(request, case, delivery=form)
    messages.success(request, "已送达，请打印送达回证签名，拍照存进来")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def signed_slip(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = SlipForm(request.POST, request.FILES)
    done = attempt(
        form,
        lambda: commands.keep_signed_slip(case, form.cleaned_data["slip"], **act(request)),
        also=(FileTooLarge, TooManyFiles),
    )
    if done is None:
        return show_case(request, case, signed_slip=form)
    messages.success(request, "送达回证已存")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def archive(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ArchiveForm(request.POST)
    if not attempt(form, lambda: archive_case(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, archive=form)
    messages.success(request, "已归档，归档目录可以打印")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_GET
def archive_list(request: Request, number: str) -> HttpResponse:
    return archive_list_of_case(request, case_of(request, number))
