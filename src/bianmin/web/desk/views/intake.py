from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.accounts.commands import register_person
from bianmin.accounts.models import Person
from bianmin.audit.commands import record
from bianmin.cases import queries
from bianmin.cases.application import Application, Submitted
from bianmin.cases.commands import desk
from bianmin.cases.commands.delivering import choose_delivery
from bianmin.cases.commands.intake import take_at_counter
from bianmin.cases.commands.review import accept_case
from bianmin.cases.commands.undertakings import accept_on_promise
from bianmin.cases.earlier import kept_papers
from bianmin.cases.models import Case
from bianmin.cases.policies import NOT_GRANTED
from bianmin.cases.undertakings import promisable_for
from bianmin.catalogue.queries import version_of
from bianmin.files.commands import FileTooLarge, TooManyFiles, take_upload
from bianmin.rules.documents import TITLES, NoticeKind
from bianmin.web.desk import counter, drafting, filling, slips
from bianmin.web.desk.brought import ENDED, mandate_of, ways_to_come
from bianmin.web.desk.finding import known, recent
from bianmin.web.desk.forms.intake import PROMISE, QUICK
from bianmin.web.desk.one_screen import around, shown
from bianmin.web.desk.page import audience, page
from bianmin.web.desk.posts import Post, post_of
from bianmin.web.desk.roles import AT_WINDOW, VIEWING
from bianmin.web.desk.sheet import answers
from bianmin.web.desk.views.shown import act, case_of
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PROMISES = {kind.value: TITLES[kind] for kind in (NoticeKind.DEFERRED, NoticeKind.COMMITTED)}


@staff(*AT_WINDOW)
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: Request) -> HttpResponse:
    post = post_of(request.actor)
    given = request.POST or None
    tab = drafting.tab_of(request.actor, post.site.unit, given or request.GET)
    draft = tab.draft
    if given is None and "item" not in request.GET and draft is not None:
        typed = draft.fields.clear()
        if whole := typed.get(drafting.BUNDLE):
            return redirect(f"{reverse('desk:bundle-intake', args=whole)}?draft={draft.tab}")
        return _show(request, post, counter.resumed(post, typed), tab, status=200)
    if given is not None and filling.FILL in given:
        return _fill(request, post, tab)
    version = version_of((given or request.GET).get("item", ""))
    sheet = counter.sheet(post, version, given, request.GET)
    if sheet.is_looking:
        sheet.hush()
        return _show(request, post, sheet, tab, status=422)
    taken = _take(request, post, sheet) if given and sheet.is_valid() else None
    if taken is not None:
        if draft is not None:
            desk.use_desk_draft(draft, taken.case, **act(request))
        slips.keep(request, taken)
        return HttpResponseRedirect(_next(sheet.act.cleaned_data["act"], taken.case.number))
    return _show(request, post, sheet, tab, status=422 if given else 200)


@staff(*AT_WINDOW)
@require_POST
def person(request: Request) -> HttpResponse:
    found = known(request.actor, request.POST.get("id_number", ""))
    unit = post_of(request.actor).site.unit
    ways = ways_to_come(found, request.POST.get("mandate", ""), at=request.at) if found else []
    for way in ways:
        where = way.mandate.site.unit if way.mandate.site else 0
        record(f"mandate:{way.mandate.pk}", "look_up", unit=where, **act(request))
    context = {
        "known": found,
        "ways": ways,
        "recent": recent(request.actor, found) if found else [],
        "kept": kept_papers(found.pk, unit, at=request.at) if found else [],
    }
    return render(request, "desk/known_person.html", context)


@staff(*VIEWING)
@require_GET
def slip(request: Request, number: str) -> HttpResponse:
    case = case_of(request, number)
    issued = queries.notices_of(case)
    context = {
        "case": case,
        "document": next(reversed(issued), None),
        "promises": [(PROMISES[n.kind], n) for n in issued if n.kind in PROMISES],
        "secrets": slips.take(request, number),
        "origin": f"{request.scheme}://{request.get_host()}",
        "answers": answers(case, audience(request)),
        "fee": case.version.guide["fee"]["text"],
    }
    return page(request, "desk/slip.html", context)


def _fill(request: Request, post: Post, tab: drafting.Tab) -> HttpResponse:
    """照登记的填: the same page with what is known of the person; nothing is checked yet."""
    done = filling.filled(request, post)
    version = version_of(done.data.get("item", ""))
    sheet = counter.sheet(post, version, done.data, sources=done.sources)
    sheet.hush()
    request.keep_writes = True  # that it was read is kept, though nothing is taken in
    if done.fault:
        messages.error(request, done.fault)
    else:
        messages.success(request, f"照登记的填了 {len(done.sources)} 项，请和本人核对")
    return _show(request, post, sheet, tab, status=422, person=done.person)


def _next(pressed: str, number: str) -> str:
    """After taking in: the slip to print, or the list of what is missing."""
    if pressed in ("tell", QUICK):
        place = "#correction-request" if pressed == "tell" else ""
        return reverse("desk:case", args=[number]) + place
    return reverse("desk:slip", args=[number])


def _take(request: Request, post: Post, sheet: counter.Sheet) -> Submitted | None:
    """Take the application, and accept it when that button was pressed; both or neither."""
    given = sheet.person.cleaned_data
    applicant = attempt(
        sheet.person,
        lambda: register_person(
            name=given["name"],
            id_number=given["id_number"],
            phone=given["phone"],
            village=given["place"],
            **act(request),
        ),
    )
    if applicant is None or not (sheet.version and sheet.answers and sheet.materials):
        return None
    chosen = sheet.act.cleaned_data["mandate"]
    mandate = mandate_of(applicant, chosen, at=request.at)
    if chosen and mandate is None:
        sheet.act.add_error("mandate", ENDED)
        return None
    is_quick = sheet.act.cleaned_data["act"] == QUICK
    application = Application(
        version=sheet.version,
        scenario=sheet.asked.scenario,
        applicant=applicant,
        village=given["place"],
        site=post.center,
        intake_site=post.site,
        answers={} if is_quick else sheet.answers.answers(),
        contact_phone=given["phone"],
        materials=sheet.materials.materials(),
        claimed_at=sheet.act.cleaned_data["claimed_at"],
        claim_reason=sheet.act.cleaned_data["claim_reason"],
        is_quick=is_quick,
        mandate=mandate,
    )
    taken = attempt(sheet.act, lambda: take_at_counter(application, **act(request)))
    if taken is None or not _take_files(request, sheet, taken):
        return None
    given = sheet.act.cleaned_data
    if given["delivery"]:
        where = given["delivery_address"]
        choose_delivery(taken.case, mode=given["delivery"], address=where, **act(request))
    return taken if _accept(request, sheet, taken.case) else None


def _accept(request: Request, sheet: counter.Sheet, case: Case) -> bool:
    """Accept as the button said: as it is, or on a promise for every paper that may be lacking."""
    given = sheet.act.cleaned_data
    if given["act"] == PROMISE:
        keys = [paper.key for paper in promisable_for(case)]
        days = given["workdays"] or 0
        accepted = attempt(
            sheet.act,
            lambda: accept_on_promise(case, keys, workdays=days, is_signed=True, **act(request)),
        )
        told = "已受理；请打印承诺书，双方签字"
    elif given["act"] == "accept":
        accepted = attempt(sheet.act, lambda: accept_case(case, **act(request)))
        told = "已受理"
    else:
        return True
    if accepted is not None:
        messages.success(request, told)
    return accepted is not None


def _take_files(request: Request, sheet: counter.Sheet, taken: Submitted) -> bool:
    """Take the files that came with the form itself (no script); say what is wrong with one."""
    assert sheet.materials is not None
    for material in sheet.materials.listed:
        for given in request.FILES.getlist(f"f-{material['key']}"):
            file = attempt(
                sheet.act,
                lambda given=given, name=material["name"]: take_upload(  # type: ignore[misc]
                    given,
                    unit=taken.case.unit,
                    owner=f"case:{taken.case.pk}",
                    display_name=name,
                    **act(request),
                ),
                also=(FileTooLarge, TooManyFiles),
            )
            if file is None:
                return False
    return True


def _show(
    request: Request,
    post: Post,
    sheet: counter.Sheet,
    tab: drafting.Tab,
    *,
    status: int,
    person: Person | None = None,
) -> HttpResponse:
    context = around(request, post, tab, sheet, person) | {
        "sheet": sheet,
        "is_granted": sheet.version is None
        or counter.takes(request.actor, post, sheet.version.item),
        "not_granted": NOT_GRANTED,
        "limit": counter.limit_words(sheet.version, sheet.asked.scenario) if sheet.version else "",
        "files": drafting.files_by_key(tab.draft, sheet.materials),
    }
    return shown(request, "desk/intake.html", context, status=status)
