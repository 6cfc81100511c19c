from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.accounts.actor import Actor
from bianmin.cases import policies
from bianmin.cases.bundles import Chain, chain_of
from bianmin.cases.commands.bundles import withdraw_from_bundle
from bianmin.cases.commands.drafts import begin_bundle_draft
from bianmin.cases.models import BundleCase
from bianmin.catalogue import bundles as catalogue
from bianmin.catalogue.bundles import Part, together
from bianmin.catalogue.models import BundleVersion
from bianmin.catalogue.queries import entry_modes
from bianmin.regions.models import Region
from bianmin.rules.chains import FEWEST
from bianmin.rules.errors import Conflict
from bianmin.rules.lifecycle import Action
from bianmin.web.frame.acting import act, actor_for
from bianmin.web.frame.attempts import attempt
from bianmin.web.public import chains, drafts, steps
from bianmin.web.public.beginning import ELSEWHERE, chosen_home, home_of, places_named
from bianmin.web.public.doors import BY_LINK
from bianmin.web.public.drafts import DraftKey, hand_key
from bianmin.web.public.forms.applying import address_of
from bianmin.web.public.forms.chains import ChainWithdrawalForm, ItemsForm
from bianmin.wire import access
from bianmin.wire.requests import Request

GET_AND_POST = ["GET", "HEAD", "POST"]
TIERS = ("township", "village")


@access.public("shows a bundle's items; a draft begun here belongs to this browser")
@require_http_methods(GET_AND_POST)
def bundle_application(request: Request, code: str) -> HttpResponse:
    """一起申请: where one lives, then which of the items."""
    version = catalogue.version_of(code)
    if version is None:
        raise Http404
    if version.bundle.is_withdrawn:
        raise Conflict("这件事已经停用，请到“我要办”里逐件找")
    words = request.GET.get("words", "").strip()[:40]
    chosen = chosen_home(request)
    if request.method != "POST" and (words or not chosen or ELSEWHERE in request.GET):
        return _ask_home(request, version, words)
    given = request.POST.get("place", "")
    home = home_of(int(given) if given.isascii() and given.isdigit() else chosen)
    offered, elsewhere = _offered(version, home)
    data = request.POST if request.method == "POST" else None
    form = ItemsForm(data, parts=offered, place=home.pk)
    begun = attempt(
        form,
        lambda: begin_bundle_draft(version, form.chosen(), home, unit=home.unit, **act(request)),
    )
    if begun is not None:
        draft, secret = begun
        first = steps.steps_of(draft, is_known=False)[0]
        return hand_key(request, redirect(first.url), DraftKey(home.unit, draft.pk, secret))
    context = _context(version) | {
        "form": form,
        "home": home,
        "address": address_of(home),
        "elsewhere": elsewhere,
        "rows": form.rows(),
        "can_begin": len(offered) >= FEWEST,
        "drafts": [
            (draft, steps.next_step(steps.steps_of(draft, is_known=False)).url)
            for draft in drafts.here(request)
            if draft.bundle is not None and draft.bundle.bundle_id == version.bundle_id
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "public/bundle_application.html", context, status=status)


def _context(version: BundleVersion) -> dict[str, object]:
    return {"version": version, "bundle": version.bundle, "told": version.content, "tab": "apply"}


def _ask_home(request: Request, version: BundleVersion, words: str) -> HttpResponse:
    places = [(place.pk, address_of(place)) for place in places_named(words, 0)] if words else []
    context = _context(version) | {"words": words, "places": places}
    return render(request, "public/bundle_home.html", context)


def _offered(version: BundleVersion, home: Region) -> tuple[list[Part], list[Part]]:
    """The items that can be asked for where one lives, and the others."""
    there = {item for tier in TIERS for item in entry_modes(home.unit, tier)}
    shown = together(version.content)
    offered = [part for part in shown.parts if part.is_open and part.version.item_id in there]
    return offered, [part for part in shown.parts if part not in offered]


def bundle_done(request: Request, bundle: BundleCase) -> HttpResponse:
    """交上去了: the number of the whole, and what happens with each item."""
    chain = chain_of(bundle)
    context = {
        "bundle": bundle,
        "title": "交上去了",
        "lead": chains.name_of(bundle),
        "parts": chains.parts(chain, localdate(request.at)),
        "tracking": bundle.tracking.clear(),
        "case": chain.cases[0],
        "tab": "track",
    }
    return render(request, "public/bundle_done.html", context)


@access.capability(BY_LINK)
@require_safe
def bundle_tracked(request: Request, code: str) -> HttpResponse:
    """一链办到哪一步: one page for all items."""
    chain = chains.chain_behind(code)
    context = chains.sheet(_actor(request, chain), chain, localdate(request.at))
    return render(request, "public/bundle_tracked.html", context | {"code": code, "tab": "track"})


@access.capability(BY_LINK)
@require_http_methods(GET_AND_POST)
def bundle_correction(request: Request, code: str) -> HttpResponse:
    """一次补齐: what all items lack on one slip, answered at once."""
    chain = chains.chain_behind(code)
    actor = _actor(request, chain)
    lacking = chains.slips_of(actor, chain)
    if not any(not one.is_own for one in lacking):
        raise Conflict("现在没有要补的材料，请看看办到哪一步了")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = chains.mend_form(lacking, *given)
    if form.is_bound:
        form.is_valid()
        chains.keep_photos(lacking, form, by=actor, at=request.at)
        if "later" in request.POST and not form.errors:
            messages.success(request, "先存下了，补齐了再交")
            return redirect("public:bundle_tracked", code)
        form.ask_for_the_rest()
        if not form.errors:
            done = chains.correct_all(lacking, by=actor, at=request.at)
            messages.success(request, f"{done} 件要补的都交上去了，窗口会接着办")
            return redirect("public:bundle_tracked", code)
        request.keep_writes = True  # the photographs that are well stay
    context = {
        "heading": "一次补齐",
        "submit_label": "补好了，都交上去",
        "code": code,
        "name": chains.name_of(chain.bundle),
        "form": form,
        "lacking": lacking,
        "tab": "track",
    }
    status = 422 if form.errors else 200
    return render(request, "public/bundle_correction.html", context, status=status)


@access.capability(BY_LINK)
@require_http_methods(GET_AND_POST)
def bundle_withdrawal(request: Request, code: str) -> HttpResponse:
    """撤回: some of the items, or all that can still be withdrawn."""
    chain = chains.chain_behind(code)
    actor = _actor(request, chain)
    left = [case for case in chain.cases if policies.may_move(actor, case, Action.WITHDRAW)]
    if not left:
        raise Conflict("这里面没有能撤回的了，请看看办到哪一步了")
    form = ChainWithdrawalForm(
        request.POST if request.method == "POST" else None,
        choices=[(case.number, case.item.plain_name) for case in left],
    )
    done = attempt(
        form,
        lambda: withdraw_from_bundle(
            chain.bundle,
            form.cleaned_data["numbers"],
            reason=form.cleaned_data["reason"],
            by=actor,
            at=request.at,
        ),
    )
    if done is not None:
        messages.success(request, f"撤回了 {len(done)} 件，以后可以重新申请")
        return redirect("public:bundle_tracked", code)
    context = {
        "heading": "撤回",
        "submit_label": "撤回选的",
        "code": code,
        "name": chains.name_of(chain.bundle),
        "form": form,
        "tab": "track",
    }
    status = 422 if form.errors else 200
    return render(request, "public/bundle_withdrawal.html", context, status=status)


def _actor(request: Request, chain: Chain) -> Actor:
    return actor_for(request, chain.cases[0])
