from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.cases.commands.drafts import begin_draft, draft_of, drop_draft, renew_draft, save_draft
from bianmin.cases.drafted import form_of, name_of, wrong_in
from bianmin.cases.models import Draft
from bianmin.regions.models import Region
from bianmin.regions.queries import children
from bianmin.rules.doors import SAYS, door_of
from bianmin.rules.errors import NotFound
from bianmin.rules.forms import topics
from bianmin.web.frame import papers as material
from bianmin.web.frame.acting import act
from bianmin.web.frame.answer_files import DROP, drop_answer, keep_answers
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.public import drafts, prefilled, steps
from bianmin.web.public.beginning import (
    Beginning,
    beginning_of,
    home_of,
    must_ask_first,
    require_offered,
)
from bianmin.web.public.doors_elsewhere import door_url
from bianmin.web.public.drafts import DraftKey, hand_key, take_key, with_draft
from bianmin.web.public.filling import (
    ask,
    onward,
    position,
    start_of,
    steps_here,
    then_later,
)
from bianmin.web.public.forms.applying import PapersForm, VillageForm, WhomForm
from bianmin.web.public.standing_in import WHOM, chosen, offered
from bianmin.wire import access
from bianmin.wire.requests import Request

BY_SECRET = "the draft opens to whoever holds its secret, or to its owner"
GET_AND_POST = ["GET", "HEAD", "POST"]


@access.public("shows an item's questions; a draft begun here belongs to this browser")
@require_http_methods(GET_AND_POST)
def apply(request: Request, code: str) -> HttpResponse:
    start = beginning_of(request, code)
    if (door := door_of(start.version.guide)) is not None:
        messages.info(request, SAYS[door])
        return redirect(door_url(request))
    if questions := must_ask_first(start):
        return redirect(questions)
    if start.form.is_valid():
        home = home_of(start.form.cleaned_data["place"])
        require_offered(start.version, home)
        draft, secret = _begin(request, start, home)
        first = steps_here(request, draft)[0]
        return hand_key(request, redirect(first.url), DraftKey(home.unit, draft.pk, secret))
    status = 422 if start.form.errors else 200
    return render(request, "public/apply.html", start.context(request), status=status)


@access.citizen
@require_http_methods(GET_AND_POST)
@with_draft
def whom(request: Request, draft: Draft) -> HttpResponse:
    """替谁办: asked of whoever holds a mandate that covers the item."""
    place = position(request, draft, "whom")
    form = WhomForm(
        request.POST if request.method == "POST" else None,
        mandates=offered(request, draft),
        is_in_person=draft.version.presence_required,
        chosen=chosen(draft),
    )
    if form.is_valid():
        given = {WHOM: str(form.cleaned_data["whom"])}
        draft = save_draft(draft, applicant=given, **act(request))
        return redirect(steps.next_step(steps_here(request, draft)).url)
    return ask(request, draft, place, form)


@access.capability(BY_SECRET)
@require_http_methods(GET_AND_POST)
@with_draft
def topic(request: Request, draft: Draft, number: int) -> HttpResponse:
    place = position(request, draft, "topic", number)
    wanted = form_of(draft)
    if name := request.POST.get(DROP):
        drop_answer(draft, wanted, name, **act(request))
        return redirect(request.get_full_path())
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    names = topics(wanted)[number - 1][1]
    form = AnswersForm(
        wanted,
        number - 1,
        *given,
        initial=draft.answers.clear(),
        offered=prefilled.offered(request, draft, names) if request.method != "POST" else None,
    )
    if form.is_valid() or (then_later(request) and form.is_bound):
        draft = keep_answers(draft, form, **act(request))
        _ask_each_item(draft, form)
        if not form.errors or then_later(request):
            return onward(request, draft, place)
        request.keep_writes = True  # the photographs that are well stay
    return ask(request, draft, place, form)


@access.capability(BY_SECRET)
@require_http_methods(GET_AND_POST)
@with_draft
def papers(request: Request, draft: Draft, number: int) -> HttpResponse:
    place = position(request, draft, "papers", number)
    keys = [one["key"] for one in steps.pages_of_papers(draft)[number - 1]]
    asked = [paper for paper in material.papers(draft) if paper.key in keys]
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PapersForm(*given, papers=asked)
    if form.is_bound:
        form.is_valid()
        draft = _keep(request, draft, form)
        if then_later(request) or not form.errors:
            seen = {*draft.applicant.clear().get(steps.SEEN, []), number}
            draft = save_draft(draft, applicant={steps.SEEN: sorted(seen)}, **act(request))
            return onward(request, draft, place)
        request.keep_writes = True  # the photographs that are well stay
    taken = [file for paper in material.papers(draft) if paper.key in keys for file in paper.photos]
    files = [file for file in material.files(draft) if file.pk in taken]
    shared = [paper.name for paper in material.papers(draft) if paper.is_shared]
    return ask(request, draft, place, form, number=number, files=files, shared=shared)


@access.capability(BY_SECRET)
@require_POST
@with_draft
def photo_removal(request: Request, draft: Draft, number: int, file: int) -> HttpResponse:
    material.remove_photo(draft, file, **act(request))
    messages.success(request, "照片已删除")
    return redirect("public:papers", draft.unit, draft.pk, number)


@access.capability(BY_SECRET)
@require_http_methods(GET_AND_POST)
@with_draft
def draft_place(request: Request, draft: Draft) -> HttpResponse:
    home = draft.village
    township = home.parent if home and home.level == "village" else home
    if township is None:
        raise NotFound("这份草稿没有选地方，请重新填写")
    villages = list(children(township))
    data = request.POST if request.method == "POST" else None
    form = VillageForm(data, villages=villages, chosen=home.pk if home else 0)
    if form.is_valid():
        chosen = next(one for one in villages if one.pk == form.cleaned_data["place"])
        save_draft(draft, village=chosen, **act(request))
        return redirect("public:check", draft.unit, draft.pk)
    context = {
        "form": form,
        "heading": "您住在哪里",
        "draft": draft,
        "township": township,
        "start_url": start_of(draft),
        "submit_label": "就是这里",
    }
    return render(request, "public/draft_place.html", context, status=422 if form.errors else 200)


@access.capability(BY_SECRET)
@require_safe
@with_draft
def saved(request: Request, draft: Draft) -> HttpResponse:
    key = drafts.key_of(request, draft.unit, draft.pk)
    context = {
        "draft": draft,
        "name": name_of(draft),
        "next": steps.next_step(steps_here(request, draft)),
        "link": request.build_absolute_uri(key.link) if key else "",
    }
    return render(request, "public/saved.html", context)


@access.capability("the address carries the draft's secret")
@require_safe
def resume(request: Request, key: str) -> HttpResponse:
    known = drafts.read_key(key)
    if known is None:
        raise NotFound("链接不完整，请重新打开保存时给您的链接")
    draft = draft_of(known.unit, known.draft, known.secret, **act(request))
    first = steps.next_step(steps_here(request, draft))
    return hand_key(request, redirect(first.url), known)


@access.capability(BY_SECRET)
@require_POST
@with_draft
def renewal(request: Request, draft: Draft) -> HttpResponse:
    draft = renew_draft(draft, **act(request))
    messages.success(request, "换成新表了，填过的都在")
    return redirect(steps.next_step(steps_here(request, draft)).url)


@access.capability(BY_SECRET)
@require_POST
@with_draft
def discard(request: Request, draft: Draft) -> HttpResponse:
    drop_draft(draft, **act(request))
    messages.success(request, "草稿已删除")
    answer = redirect(start_of(draft))
    return take_key(request, answer, draft.pk)


def _begin(request: Request, start: Beginning, home: Region) -> tuple[Draft, str]:
    version, scenario = start.version, start.scenario
    return begin_draft(version, home, unit=home.unit, scenario=scenario, **act(request))


def _ask_each_item(draft: Draft, form: AnswersForm) -> None:
    """一链办理: what an item's own form finds wrong on this page, said at the field."""
    for name, sentence in wrong_in(draft).items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, sentence)


def _keep(request: Request, draft: Draft, form: PapersForm) -> Draft:
    """Keep the photographs that are well, and say at its field what is wrong with each other."""
    draft, wrong = material.keep_each(draft, form.photos(), **act(request))
    for name, sentence in wrong.items():
        form.add_error(name, sentence)
    if not then_later(request):
        form.ask_for_the_rest()
    return draft
