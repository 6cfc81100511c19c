"""调解: applied for at the centre; each party sees their own by the telephone they sign in with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.accounts.queries import names_of
from bianmin.disputes.commands import register
from bianmin.disputes.policies import may_say, mediates
from bianmin.disputes.queries import mediation as queries
from bianmin.rules.errors import TooMany
from bianmin.rules.masking import Audience
from bianmin.rules.mediation import (
    KIND_LABELS,
    OTHER_WAYS,
    RUNNING,
    SETTLED,
    STATE_LABELS,
    DisputeKind,
    Verb,
)
from bianmin.rules.verdict import require
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.public.forms.disputes import MediationForm
from bianmin.web.public.views.counsel import open_site
from bianmin.wire import access
from bianmin.wire.requests import Request


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: Request, site: int) -> HttpResponse:
    place, person = open_site(site), request.user.person
    require(mediates(place))
    posted = request.POST if request.method == "POST" else None
    form = MediationForm(posted, person=person)
    made = attempt(
        form,
        lambda: register.apply_for_mediation(place, person, **form.told(), **act(request)),
        also=(TooMany,),
    )
    if made is not None:
        messages.success(request, "已经登记。中心会去问对方愿不愿意，愿意就约时间。")
        return redirect("public:dispute", made.dispute.pk)
    context = {
        "site": place,
        "form": form,
        "heading": "申请调解",
        "submit_label": "申请",
        "back_url": reverse("public:site", args=[place.pk]),
        "tab": "sites",
    }
    return render(request, "public/mediation.html", context, status=422 if posted else 200)


@access.citizen
@require_safe
def dispute(request: Request, dispute: int) -> HttpResponse:
    person = request.user.person
    docket, mine = queries.own_docket(person, dispute)
    others = [party for party in docket.parties if party.pk != mine.pk]
    leaves = Verb.WITHDRAW if mine.is_applicant else Verb.DECLINE
    context = {
        "dispute": docket.dispute,
        "site": docket.dispute.site,
        "kind": KIND_LABELS[DisputeKind(docket.dispute.kind)],
        "words": STATE_LABELS[docket.state],
        "mine": mine,
        "facts": docket.dispute.facts.clear() if mine.is_applicant else "",
        "others": others,
        "seen_as": (Audience.LOOKUP if mine.consent == "open" else Audience.WINDOW).value,
        "mediators": sorted(names_of(docket.mediating).values()),
        "coming": [
            (session.starts_at, session.place.clear())
            for session in docket.sessions
            if session.noted_at is None and localdate(session.starts_at) >= localdate(request.at)
        ],
        "agreement": docket.agreement if docket.state in SETTLED else None,
        "terms": docket.agreement.terms.clear() if docket.agreement else "",
        "visit": docket.visit_to_come,
        "is_running": docket.state in RUNNING,
        "is_settled": docket.state in SETTLED,
        "other_ways": OTHER_WAYS,
        "may_answer": mine.consent == "open" and may_say(person, mine, docket, Verb.CONSENT),
        "may_leave": mine.consent == "given" and may_say(person, mine, docket, leaves),
        "tab": "mine",
    }
    return render(request, "public/dispute.html", context)


@access.citizen
@require_POST
def consent(request: Request, dispute: int) -> HttpResponse:
    person = request.user.person
    docket, mine = queries.own_docket(person, dispute)
    agrees = request.POST.get("agrees") == "yes"
    register.answer_as_party(docket, mine, person, agrees=agrees, **act(request))
    told = "记下了，中心会约时间" if agrees else "记下了，这件事不调解了"
    messages.success(request, told)
    return redirect("public:dispute", dispute)


@access.citizen
@require_POST
def leaving(request: Request, dispute: int) -> HttpResponse:
    person = request.user.person
    docket, mine = queries.own_docket(person, dispute)
    register.leave_as_party(docket, mine, person, **act(request))
    messages.success(request, "调解已经结束")
    return redirect("public:dispute", dispute)
