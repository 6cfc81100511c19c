from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.accounts.commands import identify
from bianmin.accounts.mandates import acting
from bianmin.cases import queries
from bianmin.cases.bundles import bundle_numbered
from bianmin.cases.commands.drafts import save_draft
from bianmin.cases.models import Draft
from bianmin.cases.policies import is_applicant
from bianmin.rules.delivery import Mode
from bianmin.rules.errors import Conflict, NotFound
from bianmin.rules.numbers import spaced
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.chain_in import hand_in_bundle
from bianmin.web.frame.delivery_form import DeliveryChoiceForm
from bianmin.web.public import sent, steps
from bianmin.web.public.doors import by_mandate
from bianmin.web.public.drafts import take_key, with_draft
from bianmin.web.public.filling import ask, is_known, onward, position
from bianmin.web.public.forms.applying import IdentityForm
from bianmin.web.public.handing_in import applied_for, hand_in, is_asked_again, read_over, told_next
from bianmin.web.public.renewing import changes_for
from bianmin.web.public.standing_in import applicant_of
from bianmin.web.public.views.chains import bundle_done
from bianmin.wire import access
from bianmin.wire.requests import Request


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def identity(request: Request, draft: Draft) -> HttpResponse:
    if is_known(request):
        return redirect("public:check", draft.unit, draft.pk)
    place = position(request, draft, "identity")
    form = IdentityForm(request.POST if request.method == "POST" else None)
    told = attempt(
        form,
        lambda: identify(request.user, **form.cleaned_data, **act(request)),
        also=(Conflict,),
    )
    if told is not None:
        draft = save_draft(draft, **act(request))
        return onward(request, draft, place)
    return ask(request, draft, place, form)


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def check(request: Request, draft: Draft) -> HttpResponse:
    place = position(request, draft, "check")
    first = steps.next_step(place.steps)
    if first is not place.step:
        return redirect(first.url)
    person, _, mandate = applicant_of(request, draft)
    is_sent = request.method == "POST" and not changes_for(draft)  # else what changed is read first
    initial = {"mode": Mode.PICKUP.value}
    given = request.POST.copy()
    given.setdefault("mode", Mode.PICKUP.value)  # whoever chooses nothing comes to the window
    form = DeliveryChoiceForm(given if is_sent else None, initial=initial)
    if mandate is not None:
        form.leave_out(Mode.ELECTRONIC)  # only the person themselves can open it
    handed = attempt(form, lambda: _hand_in(request, draft, form.cleaned_data))
    if handed is not None:
        return take_key(request, redirect("public:done", handed), draft.pk)
    return ask(
        request,
        draft,
        place,
        form,
        parts=read_over(draft, person, mandate),
        mandate=mandate,
        is_asked_again=is_asked_again(draft, person, request.at),
        submit_label="交上去",
        step=None,  # whether one was asked who one is tells the steps apart; here all are done
    )


def _hand_in(request: Request, draft: Draft, delivery: dict[str, str]) -> str:
    """Hand in the one case, or all of a bundle; return the number."""
    person, actor, mandate = applicant_of(request, draft)
    if draft.bundle is not None:
        like = applied_for(draft, person)
        handed = hand_in_bundle(draft, like, delivery=delivery, **act(request))
        number = handed.bundle.number
        sent.remember(request, draft.pk, number)
        return number
    submitted = hand_in(draft, person, delivery=delivery, by=actor, at=request.at)
    code = "" if mandate else submitted.query_code  # it outlives the mandate: the principal's alone
    sent.remember(request, draft.pk, submitted.case.number, code)
    return submitted.case.number


@access.citizen
@require_safe
def done(request: Request, number: str) -> HttpResponse:
    bundle = bundle_numbered(number, request.actor.person_id)
    if bundle is not None:
        return bundle_done(request, bundle)
    actor = acting(request.actor, at=request.at)
    known = queries.by_number(actor, number).select_related("version", *queries.SHOWN)
    case = known.first()
    mandate = by_mandate(actor, case) if case else None
    if case is None or not (mandate or is_applicant(actor, case)):
        raise NotFound("没有这个办件，或者不是您申请的")
    context = {
        "case": case,
        "title": "交上去了",
        "lead": case.item.plain_name,
        "number": spaced(case.number),
        "code": sent.code_of(request, case.number),
        "tracking": case.number if mandate else case.tracking.clear(),
        "mandate": mandate,
        "next_steps": told_next(case),
        "tab": "track",
    }
    return render(request, "public/done.html", context)
