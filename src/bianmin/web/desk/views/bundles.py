"""一链办理: taking several items in at once, and the page of the whole."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from bianmin.accounts.commands import register_person
from bianmin.accounts.models import Person
from bianmin.cases.application import Application
from bianmin.cases.bundles import bundle_at_work
from bianmin.cases.commands import desk
from bianmin.cases.commands.bundles import SubmittedBundle, take_bundle_at_counter
from bianmin.cases.commands.delivering import choose_delivery
from bianmin.cases.commands.review import accept_case
from bianmin.cases.models import DeskDraft
from bianmin.files.commands import FileTooLarge, TooManyFiles, take_upload
from bianmin.rules.errors import NotFound
from bianmin.rules.lifecycle import State
from bianmin.web.desk import drafting, filling, slips, whole
from bianmin.web.desk.bundling import BundleSheet, bundle_sheet, resumed, version_of
from bianmin.web.desk.one_screen import around, shown
from bianmin.web.desk.page import page
from bianmin.web.desk.posts import Post, post_of
from bianmin.web.desk.roles import AT_WINDOW, VIEWING
from bianmin.web.desk.views.shown import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.chain_in import give_files, share_out
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*AT_WINDOW)
@require_http_methods(["GET", "HEAD", "POST"])
def bundle_intake(request: Request, code: str) -> HttpResponse:
    """窗口收一链: which items, one form, one list of papers."""
    post, version = post_of(request.actor), version_of(code)
    given = request.POST or None
    tab = drafting.tab_of(request.actor, post.site.unit, given or request.GET)
    if given is None and tab.draft is not None:
        typed = tab.draft.fields.clear()
        return _show(request, post, resumed(post, request.actor, version, typed), tab, status=200)
    sheet = bundle_sheet(post, request.actor, version, given)
    if given is not None and filling.FILL in given:
        return _fill(request, post, sheet, tab)
    if sheet.is_looking:
        sheet.hush()
        return _show(request, post, sheet, tab, status=422)
    taken = _take(request, post, sheet, tab) if given and sheet.is_valid() else None
    if taken is not None:
        slips.keep_whole(request, taken)
        return redirect("desk:bundle", taken.bundle.number)
    return _show(request, post, sheet, tab, status=422 if given else 200)


@staff(*VIEWING)
@require_GET
def bundle(request: Request, number: str) -> HttpResponse:
    """一链办件: all its cases that one may open, on one line, with what there is to print."""
    chain = bundle_at_work(request.actor, number)
    if chain is None:
        raise NotFound("没有这个一链办件，或者您不能查看它")
    context = whole.sheet(chain) | {
        "secrets": slips.take(request, number),
        "origin": f"{request.scheme}://{request.get_host()}",
    }
    return page(request, "desk/bundle.html", context)


def _fill(request: Request, post: Post, sheet: BundleSheet, tab: drafting.Tab) -> HttpResponse:
    """照登记的填: the same page with what is known of the person; nothing is checked yet."""
    done = filling.filled(request, post, sheet.merged)
    again = bundle_sheet(post, request.actor, sheet.bundle, done.data, sources=done.sources)
    again.hush()
    request.keep_writes = True  # that it was read is kept, though nothing is taken in
    if done.fault:
        messages.error(request, done.fault)
    else:
        messages.success(request, f"照登记的填了 {len(done.sources)} 项，请和本人核对")
    return _show(request, post, again, tab, status=422, person=done.person)


@transaction.atomic
def _take(
    request: Request, post: Post, sheet: BundleSheet, tab: drafting.Tab
) -> SubmittedBundle | None:
    """Take all of it, and accept what can begin when that button was pressed; all or nothing."""
    given, said = sheet.person.cleaned_data, sheet.act.cleaned_data
    who = {name: given[name] for name in ("name", "id_number", "phone")}
    applicant = attempt(
        sheet.person, lambda: register_person(**who, village=given["place"], **act(request))
    )
    draft = _with_uploads(request, post, sheet, tab) if applicant else None
    if applicant is None or sheet.act.errors:
        return None
    like = Application(
        version=sheet.merged.parts[0].version,
        applicant=applicant,
        village=given["place"],
        site=post.center,
        intake_site=post.site,
        answers={},
        contact_phone=given["phone"],
    )
    asked = sheet.applications(like)
    taken = attempt(sheet.act, lambda: take_bundle_at_counter(sheet.bundle, asked, **act(request)))
    if taken is None:
        return None
    if draft is not None:
        _give_scans(request, sheet, draft, taken)
    for case in taken.cases.values():
        if said["delivery"]:
            where = said["delivery_address"]
            choose_delivery(case, mode=said["delivery"], address=where, **act(request))
    return taken if said["act"] != "accept" or _accept(request, sheet, taken) else None


def _accept(request: Request, sheet: BundleSheet, taken: SubmittedBundle) -> bool:
    """受理: whatever waits for nothing; what is wrong with one is said with its name."""
    begun = [case for case in taken.cases.values() if case.state == State.RECEIVED]
    for case in begun:
        if attempt(sheet.act, lambda case=case: accept_case(case, **act(request))) is None:  # type: ignore[misc]
            sheet.act.add_error(None, f"“{case.item.plain_name}”不能受理，可以按 F7 先只收件")
            return False
    messages.success(request, f"已受理 {len(begun)} 件")
    return True


def _with_uploads(
    request: Request, post: Post, sheet: BundleSheet, tab: drafting.Tab
) -> DeskDraft | None:
    """The draft with the scans of it, and what came with the form itself (no script)."""
    assert sheet.materials is not None
    draft, unit = tab.draft, post.site.unit
    if request.FILES and draft is None:
        typed = {drafting.BUNDLE: [sheet.bundle.bundle.code]}
        draft = desk.save_desk_draft(unit, typed, tab.place, **act(request))
    owner = desk.owner_of(draft) if draft else ""
    for material in sheet.materials.listed:
        for given in request.FILES.getlist(f"f-{material['key']}"):
            attempt(
                sheet.act,
                lambda given=given, name=material["name"]: take_upload(  # type: ignore[misc]
                    given, unit=unit, owner=owner, display_name=name, **act(request)
                ),
                also=(FileTooLarge, TooManyFiles),
            )
    return draft


def _give_scans(
    request: Request, sheet: BundleSheet, draft: DeskDraft, taken: SubmittedBundle
) -> None:
    """Each case gets its own file of what it asks for; the draft ends."""
    owner = desk.owner_of(draft)
    scans = sheet.files_by_item(drafting.files_by_key(draft, sheet.materials))
    own = share_out(draft.unit, owner, scans, **act(request))
    give_files(draft.unit, owner, taken.cases, own, **act(request))
    desk.drop_desk_draft(draft, **act(request))


def _show(
    request: Request,
    post: Post,
    sheet: BundleSheet,
    tab: drafting.Tab,
    *,
    status: int,
    person: Person | None = None,
) -> HttpResponse:
    context = around(request, post, tab, sheet, person) | {
        "sheet": sheet,
        "files": drafting.files_by_key(tab.draft, sheet.materials),
    }
    return shown(request, "desk/bundle_intake.html", context, status=status)
