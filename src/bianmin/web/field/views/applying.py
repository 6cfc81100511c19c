from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.accounts.commands import register_person
from bianmin.assistance.commands.working import link_case
from bianmin.assistance.file import OrderFile
from bianmin.assistance.policies import may_link
from bianmin.assistance.queries import file_for
from bianmin.cases.commands.drafts import begin_carried, discard_draft, drop_draft, save_draft
from bianmin.cases.commands.intake import submit_case
from bianmin.cases.commands.prefilling import NOBODY, open_registered
from bianmin.cases.drafted import form_of, name_of, parts_of, wrong_in
from bianmin.cases.models import Draft
from bianmin.cases.policies import may_carry
from bianmin.catalogue.bundles import called, holding
from bianmin.catalogue.finding import found
from bianmin.catalogue.lists import modes_at
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import active, version_of
from bianmin.catalogue.scenarios import told_at
from bianmin.files.commands import hand_over
from bianmin.rules.errors import NotFound
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.web.field import drafting, prefilled
from bianmin.web.field.drafting import draft_for
from bianmin.web.field.forms.applying import CodeForm, PersonForm, PhotosForm
from bianmin.web.field.page import page
from bianmin.web.field.posts import Post, posts_of, villages
from bianmin.web.frame import papers as material
from bianmin.web.frame.acting import act
from bianmin.web.frame.answer_files import DROP, drop_answer, keep_answers
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.chain_in import hand_in_bundle
from bianmin.web.frame.walking import asked_of
from bianmin.wire.access import staff
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

SHOWN_ITEMS = 20
SHOWN_BUNDLES = 3


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    posts = posts_of(request.actor)
    version = version_of(request.POST.get("item") or request.GET.get("item", ""))
    if request.method == "POST":
        if version is None:
            raise NotFound("没有这个事项，请重新选择")
        asked = asked_of(version, request.POST)
        if asked.is_open:
            query = {"item": version.item.code, drafting.ORDER: request.POST.get("order", "")}
            return redirect(f"{reverse('field:new')}?{urlencode(query)}")
        unit, scenario = posts[0].center.unit, asked.scenario
        file = _order(request, request.POST, version)
        draft = begin_carried(version, unit=unit, scenario=scenario, **act(request))
        if file is not None:
            given = drafting.client_of(file)
            prefilled.known_now(request, save_draft(draft, applicant=given, **act(request)))
        return redirect("field:answers" if file else "field:person", draft.pk)
    file = _order(request, request.GET, version)
    words = request.GET.get("words", "")[:40]
    rows = found(words, most=SHOWN_ITEMS) if words else list(active()[:SHOWN_ITEMS])
    modes = modes_at(posts[0].site, localdate(request.at))
    serving = request.actor.holding(RoleKind.AGENT)
    context = {
        "words": words,
        "items": [
            (item, modes.get(item.pk, ""), any(role.takes(item.code) for role in serving))
            for item in rows
        ],
        "bundles": (called(words) or holding(rows))[:SHOWN_BUNDLES],
        "version": version,
        "asked": (asked := asked_of(version, request.GET)) if version else None,
        "told": told_at(version, asked.scenario) if version else {},
        "may_carry": may_carry(request.actor, version) if version else None,
        "order": file.order if file else None,
    }
    return page(request, "field/new.html", context)


def _order(
    request: Request, told: Mapping[str, str], version: ItemVersion | None
) -> OrderFile | None:
    """The order that an application is filled in for, of this very item; None for none."""
    named = told.get(drafting.ORDER, "")
    if not named.isdigit() or version is None:
        return None
    file = file_for(request.actor, int(named[:19]))
    require(may_link(request.actor, file, at=request.at))
    if file.order.item_id != version.item_id:
        raise NotFound("这张代办单要办的不是这件事")
    return file


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request, draft: int) -> HttpResponse:
    posts = posts_of(request.actor)
    kept = draft_for(request, posts, draft)
    if drafting.order_in(kept) is not None:
        return redirect("field:answers", draft)  # who it is was said when they signed
    initial = drafting.kept_person(kept)
    form = PersonForm(request.POST or None, villages=villages(posts), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.applicant() | NOBODY  # of whoever was named before
        prefilled.known_now(request, save_draft(kept, applicant=given, **act(request)))
        return redirect("field:answers", draft)
    return _ask_person(request, kept, form)


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: Request, draft: int) -> HttpResponse:
    kept = draft_for(request, posts_of(request.actor), draft)
    wanted, here = form_of(kept), drafting.page_of(kept, request.GET)
    if name := request.POST.get(DROP):
        drop_answer(kept, wanted, name, **act(request))
        return redirect(request.get_full_path())
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    offered = prefilled.offered(request, kept, here.topic) if request.method != "POST" else None
    form = AnswersForm(wanted, here.topic, *given, initial=kept.answers.clear(), offered=offered)
    if form.is_valid():
        kept = keep_answers(kept, form, **act(request))
        _ask_each_item(kept, form)
        if not form.errors:
            return redirect(drafting.page_of(kept, request.GET).onward)
        request.keep_writes = True  # the photographs that are well stay
    return _ask_answers(request, kept, form)


def _ask_answers(
    request: Request, draft: Draft, form: AnswersForm, code_form: CodeForm | None = None
) -> HttpResponse:
    here = drafting.page_of(draft, request.GET)
    context = {
        "draft": draft,
        "label": name_of(draft),
        "form": form,
        "here": here,
        "step": 2,
        "percent": here.percent,
        "consent": prefilled.consent(request, draft),
        "code_form": code_form or CodeForm(),
    }
    is_refused = form.is_bound or code_form is not None
    return page(request, "field/answers.html", context, status=422 if is_refused else 200)


@staff(RoleKind.AGENT)
@require_POST
def consent_code(request: Request, draft: int) -> HttpResponse:
    """请本人同意: the code goes to the person's own telephone."""
    prefilled.ask(request, draft_for(request, posts_of(request.actor), draft))
    messages.success(request, "验证码发到本人手机了，本人同意才会告诉您")
    return redirect("field:answers", draft)


@staff(RoleKind.AGENT)
@require_POST
def consent(request: Request, draft: int) -> HttpResponse:
    """本人同意: the digits that the person read out."""
    kept = draft_for(request, posts_of(request.actor), draft)
    form = CodeForm(request.POST)
    request.keep_writes = True  # a wrong try is counted, though the answer refuses it
    if form.is_valid():
        digits, address = form.cleaned_data["code"], client_address(request)
        reason = open_registered(kept, digits, address=address, **act(request))
        if not reason:
            messages.success(request, "照本人登记的填好了，请和本人核对")
            return redirect("field:answers", draft)
        form.add_error("code", reason)
    here = drafting.page_of(kept, request.GET)
    offered = prefilled.offered(request, kept, here.topic)
    asked = AnswersForm(form_of(kept), here.topic, initial=kept.answers.clear(), offered=offered)
    return _ask_answers(request, kept, asked, form)


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: Request, draft: int) -> HttpResponse:
    kept = draft_for(request, posts_of(request.actor), draft)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PhotosForm(*given, materials=material.photographed(kept))
    done = attempt(form, lambda: material.keep_photos(kept, form.photos(), **act(request)))
    if done is not None:
        return redirect("field:check", draft)
    papers = [(paper, form[paper.key]) for paper in material.papers(kept) if not paper.is_shared]
    shared = [paper for paper in material.papers(kept) if paper.is_shared]
    context = {
        "draft": kept,
        "label": name_of(kept),
        "form": form,
        "papers": papers,
        "shared": shared,
        "step": 3,
        "percent": 75,
    }
    return page(request, "field/photos.html", context, status=422 if form.errors else 200)


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, draft: int) -> HttpResponse:
    posts = posts_of(request.actor)
    kept = draft_for(request, posts, draft)
    form = drafting.person_form(kept, posts)
    if not form.is_valid():
        return redirect("field:person", draft)
    if wrong_in(kept):
        messages.error(request, "还有几处没填好，填好才能送到镇里")
        return redirect("field:answers", draft)
    if request.method == "POST":
        return _send(request, posts, kept, form)
    context = {
        "draft": kept,
        "label": name_of(kept),
        "parts": parts_of(kept),
        "person": drafting.person_shown(kept, form),
        "has_order": drafting.order_in(kept) is not None,
        "place": dict(form.fields["place"].choices)[form.cleaned_data["place"]],  # type: ignore[attr-defined]
        "answers": drafting.shown(kept),
        "papers": material.papers(kept),
        "step": 4,
        "percent": 100,
    }
    return page(request, "field/check.html", context)


@staff(RoleKind.AGENT)
@require_POST
def discard(request: Request, draft: int) -> HttpResponse:
    drop_draft(draft_for(request, posts_of(request.actor), draft), **act(request))
    messages.success(request, "草稿已删除")
    return redirect("field:today")


def _send(request: Request, posts: list[Post], draft: Draft, form: PersonForm) -> HttpResponse:
    """Register the person, hand in the application, and with it the photographs of the draft."""
    given = form.cleaned_data
    who = {name: given[name] for name in ("name", "id_number", "phone")}
    applicant = attempt(form, lambda: register_person(**who, **act(request)))
    if applicant is None:
        return _ask_person(request, draft, form)
    ready = drafting.application(draft, posts, applicant, given["place"], agent=request.actor)
    if draft.bundle is not None:
        whole = hand_in_bundle(draft, ready, **act(request)).bundle
        messages.success(request, "几件都交上去了，短信已发给本人")
        return redirect("field:bundle", whole.number)
    order = drafting.order_in(draft)
    file = file_for(request.actor, order) if order else None
    discard_draft(draft)
    case = submit_case(ready, channel="agent", **act(request)).case
    if file is not None:
        link_case(file, case, **act(request))
    hand_over(draft.unit, material.owner_of(draft), to=f"case:{case.pk}", **act(request))
    messages.success(request, "交上去了，短信已发给本人")
    return redirect("field:case", case.number)


def _ask_person(request: Request, draft: Draft, form: PersonForm) -> HttpResponse:
    context = {
        "draft": draft,
        "label": name_of(draft),
        "start": _start_of(draft),
        "form": form,
        "step": 1,
        "percent": 25,
    }
    return page(request, "field/person.html", context, status=422 if form.errors else 200)


def _ask_each_item(draft: Draft, form: AnswersForm) -> None:
    """一链办理: what an item's own form finds wrong on this page, said at the field."""
    for name, sentence in wrong_in(draft).items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, sentence)


def _start_of(draft: Draft) -> str:
    """Where such an application begins."""
    if draft.bundle is not None:
        return reverse("field:new-bundle", args=[draft.bundle.bundle.code])
    return f"{reverse('field:new')}?{urlencode({'item': draft.version.item.code})}"
