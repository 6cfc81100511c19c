from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.accounts.commands import correct_person, identify, own_copy
from bianmin.accounts.mandates import concerning
from bianmin.assistance.queries import own as own_orders
from bianmin.cases import queries as cases
from bianmin.disputes.queries.counsel import own_talks
from bianmin.disputes.queries.mediation import own as own_disputes
from bianmin.rules import lifecycle
from bianmin.rules.assistance import STATE_LABELS as ORDER_LABELS
from bianmin.rules.assistance import OrderState
from bianmin.rules.lifecycle import State
from bianmin.rules.mandates import RELATIONS, WAYS, Relation, Way
from bianmin.rules.masking import Audience
from bianmin.rules.mediation import STATE_LABELS, DisputeState
from bianmin.web.entrance.forms import AddressForm, IdentityForm, posted
from bianmin.wire import access
from bianmin.wire.requests import Request


@access.citizen
@require_safe
def own_data(request: Request) -> HttpResponse:
    person = request.user.person
    page = {
        "answers": [
            ("姓名", person.name.masked(Audience.WINDOW), ""),
            ("身份证号", person.id_number.masked(Audience.WINDOW), ""),
            ("手机号", person.phone.masked(Audience.WINDOW), ""),
            ("住址", person.address.masked(Audience.WINDOW), ""),
        ],
        "is_identified": bool(person.id_number),
    }
    return render(request, "entrance/own_data.html", page)


@access.citizen
@require_POST
def own_copy_file(request: Request) -> HttpResponse:
    person = request.user.person
    copy = {
        "本人信息": own_copy(person, by=request.actor, at=request.at),
        "办件": [
            {
                "编号": case.number,
                "事项": case.item.name,
                "提交时间": case.submitted_at.isoformat(),
                "状态": lifecycle.CITIZEN_WORDS[State(case.state)],
            }
            for case in cases.mine(person.pk)
        ],
        "委托": [
            {
                "谁": "我替家人办" if one.holder_id == person.pk else "家人替我办",
                "对方": (one.principal if one.holder_id == person.pk else one.holder).name.masked(
                    Audience.WINDOW
                ),
                "关系": RELATIONS[Relation(one.relation)],
                "怎么同意的": WAYS[Way(one.way)],
                "事项": [*one.areas, *one.items],
                "开始": one.granted_at.isoformat() if one.granted_at else "",
                "最后一天": one.ends_on.isoformat(),
                "停止": one.ended_at.isoformat() if one.ended_at else "",
            }
            for one in concerning(person.pk)
        ],
        "帮办代办": [
            {
                "编号": one.number,
                "事项": one.item.name,
                "提出": one.asked_at.isoformat(),
                "状态": ORDER_LABELS[OrderState(one.state)],
            }
            for one in own_orders(person)
        ],
        "法律咨询": [
            {"时间": talk.starts_at.isoformat(), "地点": talk.site.name, "顾问": talk.counsel.name}
            for talk in own_talks(person)
        ],
        "调解": [
            {"登记号": one.number, "状态": STATE_LABELS[DisputeState(one.state)]}
            for one in own_disputes(person)
        ],
    }
    response = JsonResponse(copy, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: Request) -> HttpResponse:
    form = IdentityForm(posted(request))
    if form.is_valid():
        identify(request.user, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, "已登记您的姓名和身份证号")
        return redirect("entrance:own_data")
    page = {
        "form": form,
        "heading": "登记您是谁",
        "lead": "申请时不用再填。姓名、号码按身份证填写。",
        "submit_label": "登记",
    }
    return render(request, "frame/question.html", page, status=422 if form.errors else 200)


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: Request) -> HttpResponse:
    form = AddressForm(posted(request))
    if form.is_valid():
        correct_person(
            request.user.person,
            address=form.cleaned_data["address"],
            reason="本人更正",
            by=request.actor,
            at=request.at,
        )
        messages.success(request, "住址已更正")
        return redirect("entrance:own_data")
    page = {
        "form": form,
        "heading": "更正住址",
        "lead": "姓名、身份证号、手机号有误，请带身份证到就近的便民服务站更正。",
        "submit_label": "更正",
    }
    return render(request, "frame/question.html", page, status=422 if form.errors else 200)
