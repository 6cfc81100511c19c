"""受理台暂存: saving while one types, and a paper's photographs before the case is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from bianmin.cases import queries
from bianmin.cases.commands import desk
from bianmin.cases.commands.intake import complete_answers
from bianmin.catalogue.queries import required_materials, version_of
from bianmin.catalogue.scenarios import form_in
from bianmin.files.commands import FileTooLarge, TooManyFiles, take_upload
from bianmin.files.queries import files_of
from bianmin.rules.errors import Invalid, NotFound
from bianmin.web.desk.bundling import bundle_sheet
from bianmin.web.desk.bundling import version_of as bundle_version
from bianmin.web.desk.drafting import BUNDLE, is_ours, place_in
from bianmin.web.desk.page import page
from bianmin.web.desk.posts import Post, post_of
from bianmin.web.desk.roles import AT_WINDOW, HANDLING
from bianmin.web.desk.views.shown import act, case_to_move, stand
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.walking import asked_of
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

NOT_TYPED = frozenset(
    {"_key", "csrfmiddlewaretoken", "act", "version", "draft", "page", "seen", "park"}
)
FORKED = "另一个标签页也在填这一份，这里的另存了一份；扫描件在原来那份里"


@staff(*AT_WINDOW)
@require_POST
def draft(request: Request) -> HttpResponse:
    """Save what is typed; the answer says when and where. With `park`, the desk is clear again."""
    unit = post_of(request.actor).site.unit
    typed = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name not in NOT_TYPED and any(request.POST.getlist(name))
    }
    place = place_in(request.POST)
    saved = desk.save_desk_draft(unit, typed, place, **act(request))
    if "park" in request.POST:
        messages.success(request, "已挂起，在左边“挂起的”里接着办")
        return redirect("desk:intake")
    return JsonResponse(
        {
            "saved": f"{localtime(saved.saved_at):%H:%M:%S}",
            "draft": saved.tab,
            "note": "" if saved.tab == place.tab else FORKED,
        }
    )


@staff(*AT_WINDOW)
@require_POST
def removal(request: Request) -> HttpResponse:
    unit = post_of(request.actor).site.unit
    place = place_in(request.POST)
    found = queries.desk_draft_of(request.actor, unit, place.tab)
    if found is not None and is_ours(found, place):
        desk.drop_desk_draft(found, **act(request))
    return redirect("desk:intake")


@staff(*AT_WINDOW)
@require_POST
def paper(request: Request) -> HttpResponse:
    """Keep one photograph of one paper with the draft; a sentence when it will not do."""
    key = request.POST.get("key", "")
    post = post_of(request.actor)
    listed = {m["key"]: m["name"] for m in _listed(request, post)}
    if key not in listed:
        raise NotFound("材料清单里没有这一项")
    unit = post.site.unit
    place = place_in(request.POST)
    kept = queries.desk_draft_of(request.actor, unit, place.tab)
    typed = {name: request.POST.getlist(name) for name in ("item", BUNDLE) if name in request.POST}
    kept = kept or desk.save_desk_draft(unit, typed, place, **act(request))
    fault = ""
    for given in request.FILES.getlist("file"):
        try:
            take_upload(
                given,
                unit=unit,
                owner=desk.owner_of(kept),
                display_name=listed[key],
                **act(request),
            )
        except (Invalid, FileTooLarge, TooManyFiles) as wrong:
            fault = str(wrong)
    rows = files_of(unit, desk.owner_of(kept))
    mine = [file for file in rows if file.display_name.clear() == listed[key]]
    request.keep_writes = True  # those that are well stay
    context = {"key": key, "rows": mine, "fault": fault}
    return render(request, "desk/paper_files.html", context, status=422 if fault else 200)


def _listed(request: Request, post: Post) -> Sequence[Mapping[str, Any]]:
    """The papers of the item, or of the chosen items of the bundle, that the page names."""
    if whole := request.POST.get(BUNDLE):
        found = bundle_sheet(post, request.actor, bundle_version(whole), request.POST)
        return found.merged.materials
    version = version_of(request.POST.get("item", ""))
    if version is None:
        raise NotFound("先选办什么事，再加材料")
    return required_materials(version, asked_of(version, request.POST).scenario)


@staff(*HANDLING)
@require_POST
def answers(request: Request, number: str) -> HttpResponse:
    """The form that a quick intake left out: shown first, then taken."""
    case = case_to_move(request, number)
    is_sent = "send" in request.POST
    form = AnswersForm(
        form_in(case.version, case.scenario),
        data=request.POST if is_sent else None,
        initial=case.answers.clear(),
    )
    if is_sent:
        done = attempt(form, lambda: complete_answers(case, form.answers(), **act(request)))
        if done is not None:
            return redirect("desk:case", number)
    context = {"case": case, "form": form, "seen": stand(case)}
    return page(request, "desk/answers_later.html", context, status=422 if form.errors else 200)
