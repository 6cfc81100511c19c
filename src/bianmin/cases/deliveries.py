"""送达的问题: how a result shall come, what is on its way, what should have come, what is filed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Role
from bianmin.accounts.queries import agents_at
from bianmin.calendars.queries import work_calendar
from bianmin.cases import queries
from bianmin.cases.models import ArchiveList, Case, DeliveryChoice, Dispatch, Notice
from bianmin.cases.models.cases import READY
from bianmin.cases.queries import Dossier
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.rules import archive, clock
from bianmin.rules.archive import Entry, Part
from bianmin.rules.delivery import LABELS, Mode, decided_before
from bianmin.rules.documents import TITLES, NoticeKind
from bianmin.rules.lifecycle import State
from bianmin.rules.limits import DELIVERY
from bianmin.rules.publicity import INQUIRY_LABELS, InquiryKind
from bianmin.sites.queries import coverage_of

HANDED_IN = frozenset({"received", "shared"})


def choice_of(case: Case) -> DeliveryChoice | None:
    """选的方式: what the applicant chose last; None while nothing was chosen."""
    return DeliveryChoice.objects.filter(unit=case.unit, case_id=case.pk).first()


def wanted_mode(case: Case, choice: DeliveryChoice | None) -> Mode:
    """应当怎么送: as chosen; else by the agent who brought it, or at the window."""
    if choice is not None:
        return Mode(choice.mode)
    return Mode.AGENT if case.agent_id else Mode.PICKUP


def on_the_way(case: Case) -> Dispatch | None:
    """在路上: what was sent out and has neither arrived nor come back."""
    return Dispatch.objects.filter(unit=case.unit, case_id=case.pk, end="").first()


def is_to_open(case: Case, choice: DeliveryChoice | None) -> bool:
    """等打开: the result is ready, was wanted on the net, and nobody has opened it."""
    return State(case.state) is State.COMPLETED and wanted_mode(case, choice) is Mode.ELECTRONIC


def is_result(case: Case, notice: int) -> bool:
    """Say whether this document of the case is the result itself."""
    kinds = [kind.value for kind in NoticeKind if archive.part_of(kind) is Part.DECISION]
    here = Notice.objects.filter(unit=case.unit, case_id=case.pk, pk=notice, kind__in=kinds)
    return here.exists()


def deliver_by(case: Case) -> date | None:
    """最晚送达: ten working days after the decision (行政许可法 §44); None: 待公布 or not yet."""
    ready = case.decided_at or case.completed_at
    if ready is None:
        return None
    return clock.due_or_pending(localdate(ready), DELIVERY, work_calendar()).on


def undelivered(actor: Actor, unit: int | None = None) -> QuerySet[Case]:
    """没送到的: results of the actor's posts that nobody has received; the oldest first."""
    cases = queries.in_duty(actor).filter(state=State.COMPLETED.value)
    if unit is not None:
        cases = cases.filter(unit=unit)
    return cases.select_related(*queries.SHOWN).order_by(READY, "id")


def late(cases: QuerySet[Case], today: date) -> QuerySet[Case]:
    """超期没送到: of these, the ones whose ten working days have passed."""
    day = decided_before(today, work_calendar())
    return cases.alias(ready=READY).filter(ready__lt=datetime.combine(day, time(), clock.SHANGHAI))


def choices_of(cases: Collection[Case]) -> dict[int, DeliveryChoice]:
    """The choices of the cases of one page."""
    return {row.case_id: row for row in DeliveryChoice.objects.filter(**_of(cases))}


def on_the_ways(cases: Collection[Case]) -> dict[int, Dispatch]:
    """What is on its way of the cases of one page."""
    return {row.case_id: row for row in Dispatch.objects.filter(**_of(cases), end="")}


def _of(cases: Collection[Case]) -> dict[str, Any]:
    return {"unit__in": {case.unit for case in cases}, "case_id__in": [c.pk for c in cases]}


def agents_for(case: Case, *, at: datetime) -> QuerySet[Role]:
    """可托的代办员: those who serve the applicant's village now."""
    sites = [case.intake_site_id]
    if case.village is not None:
        sites += [row.site_id for row in coverage_of(case.village)]
    return agents_at(sites, at=at, village=case.village_id or 0)


def contents_of(dossier: Dossier) -> list[Entry]:
    """卷内目录: what the file of the case holds, in its order; it names nobody."""
    case = dossier.case
    files = files_of(case.unit, f"case:{case.pk}")
    return archive.in_order([*_papers(dossier), *_files(dossier, files), *_delivered(dossier)])


def _papers(dossier: Dossier) -> Iterator[Entry]:
    case = dossier.case
    yield Entry(Part.APPLICATION, "申请表", day=_day(case.submitted_at))
    for row in dossier.materials:
        if row.status in HANDED_IN:
            title = row.name if row.status == "received" else f"{row.name}（免提交）"
            yield Entry(Part.MATERIALS, title, day=_day(row.received_at or case.submitted_at))
    for notice in dossier.notices:
        kind = NoticeKind(notice.kind)
        day = _day(notice.issued_at)
        yield Entry(archive.part_of(kind), TITLES[kind], notice.number, day)
    for hung in dossier.publicities:
        yield Entry(Part.NOTICES, "公示", day=_day(hung.started_at))
    for visit in dossier.inquiries:
        title = INQUIRY_LABELS[InquiryKind(visit.kind)]
        yield Entry(Part.NOTICES, f"{title}记录", day=_day(visit.made_at))


def _files(dossier: Dossier, files: Collection[StoredFile]) -> Iterator[Entry]:
    signed = dossier.delivery.signed_slip if dossier.delivery else None
    kept = [file for file in files if file.state == "clean"]
    others = [file for file in kept if file.pk != signed]
    if others:
        days = min(_day(file.uploaded_at) for file in others)
        pages = [_pages(file) for file in others]
        total = sum(n for n in pages if n is not None) if None not in pages else None
        yield Entry(Part.MATERIALS, f"材料的照片和电子件 {len(others)} 个", "", days, total)
    for file in kept:
        if file.pk == signed:
            day = _day(file.uploaded_at)
            yield Entry(Part.DELIVERY, "签了名的送达回证（电子件）", "", day, _pages(file))


def _delivered(dossier: Dossier) -> Iterator[Entry]:
    for sent in dossier.dispatches:
        how = LABELS[Mode(sent.mode)]
        came = "，退回" if sent.end == "returned" else ""
        yield Entry(Part.DELIVERY, f"{how}记录{came}", sent.post_number, sent.sent_on.isoformat())


def _pages(file: StoredFile) -> int | None:
    if file.pages is not None:
        return file.pages
    return 1 if file.media_type.startswith("image/") else None


def _day(at: datetime) -> str:
    return localdate(at).isoformat()


def filed_entries(row: ArchiveList) -> list[Entry]:
    """归档时的目录: as it was put away."""
    return [Entry(Part(given["part"]), **_rest(given)) for given in row.entries]


def _rest(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("title", "number", "day", "pages")}


def stored_entries(entries: Collection[Entry]) -> list[dict[str, Any]]:
    """Return the entries as they are kept."""
    return [asdict(entry) for entry in entries]
