"""Every kind of document says what the law wants of it; two copies, one for the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bianmin.cases import queries
from bianmin.cases.commands import approvals, archiving, asking, clocks, delivering, intake
from bianmin.cases.commands.undertakings import accept_on_promise
from bianmin.cases.models import Case, Notice
from bianmin.papers.archive_lists import archive_list_pdf, filed
from bianmin.papers.documents import document_html, document_pdf
from bianmin.rules.documents import TITLES, NoticeKind
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.cases.paths import Path
from tests.papers import pdfs

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(settings: Any) -> Path:
    settings.BIANMIN_ADDRESS = "https://bm.example.gov.cn"
    cast = world.build()
    return Path(cast, cast.townships["河湾镇"])


def paused(path: Path) -> Case:
    case = path.into(State.REVIEW)
    path.pause(case)
    return case


def extended(path: Path) -> Case:
    case = path.into(State.REVIEW)
    reason = "要等县里核对台账"
    asked = asking.ask_extension(case, workdays=3, reason=reason, **path.by(RoleKind.REVIEWER))
    approvals.approve(case, asked, **path.by(RoleKind.CENTER_HEAD))
    return case


def at_counter(path: Path) -> Case:
    wanted = make.application(
        path.town.center, path.town.village, applicant=path.town.villager, of=path.cast.version
    )
    return intake.take_at_counter(wanted, **path.by(RoleKind.CLERK)).case


def deemed(path: Path) -> Case:
    licence = make.version(licence=True)
    wanted = make.submitted(path.town.center, path.town.village, of=licence)
    clocks.deem_accepted(wanted.case, at=path.at + timedelta(days=9))
    return wanted.case


def into(state: State) -> Callable[[Path], Case]:
    return lambda path: path.into(state)


def promised(paper: dict[str, Any]) -> Callable[[Path], Case]:
    """Accepted on a promise about a paper that has not come."""

    def make_case(path: Path) -> Case:
        first, second, *rest = make.GUIDE["materials"]
        guide = make.GUIDE | {"materials": [first, second | paper, *rest]}
        wanted = make.application(
            path.town.center,
            path.town.village,
            applicant=path.town.villager,
            of=make.version(guide=guide),
        )
        lacking = replace(wanted, materials={first["key"]: "received"})
        case = intake.take_at_counter(lacking, **path.by(RoleKind.CLERK)).case
        promise: dict[str, Any] = {"workdays": 5, "is_signed": True}
        accept_on_promise(case, [second["key"]], **promise, **path.by(RoleKind.CLERK))
        return case

    return make_case


REMEDIES = ("60 日内向东昌府区人民政府", "6 个月内依法向东昌府区人民法院")
SAID: dict[NoticeKind, tuple[Callable[[Path], Case], tuple[str, ...]]] = {
    NoticeKind.RECEIPT: (at_counter, ("查询码 <b>", "身份证", "2026年3月9日", "经办人（签名）")),
    NoticeKind.RETURNED: (into(State.RETURNED), ("请补交银行卡", "2026年3月23日")),
    NoticeKind.TELL_ONCE: (
        into(State.CORRECTION),
        ("银行卡", "没有交", "请补交银行卡", "第三十二条", "2026年3月23日", "申请人（签名）"),
    ),
    NoticeKind.CORRECTION: (into(State.REVIEW_CORRECTION), ("请补交银行卡", "法定时限不停")),
    NoticeKind.ACCEPTED: (
        into(State.ACCEPTED),
        ("现予受理", "5个工作日", "2026年3月9日", "不收费"),
    ),
    NoticeKind.DEEMED_ACCEPTED: (deemed, ("第三十二条", "2026年3月2日）起即为受理")),
    NoticeKind.NOT_ACCEPTED: (
        into(State.NOT_ACCEPTED),
        ("没有满 80 岁", "实施办法第三条", "满龄后由代办员提醒", *REMEDIES),
    ),
    NoticeKind.PAUSED: (paused, ("听证", "依法听证", "3 个工作日", "第四十五条")),
    NoticeKind.EXTENDED: (extended, ("3 个工作日", "第四十二条", "要等县里核对台账")),
    NoticeKind.GRANTED: (into(State.GRANTED), ("<b>准予</b>",)),
    NoticeKind.DENIED: (into(State.DENIED), ("不符合条件", "实施办法第三条", *REMEDIES)),
    NoticeKind.COMPLETED: (into(State.COMPLETED), ("2026年3月2日 办结", "准〔2026〕00001号")),
    NoticeKind.DELIVERED: (into(State.DELIVERED), ("到窗口领取", "准予决定书", "签收人")),
    NoticeKind.DEFERRED: (promised({"need": 3}), ("容缺", "2026年3月9日", "申请人（签名）")),
    NoticeKind.COMMITTED: (promised({"commitment": True}), ("承诺", "申请人（签名）")),
    NoticeKind.WITHDRAWN: (into(State.WITHDRAWN), ("撤回",)),
    NoticeKind.CLOSED: (into(State.CLOSED_INCOMPLETE), ("未补齐",)),
}


def newest(case: Case, kind: NoticeKind | None = None) -> tuple[queries.Dossier, Notice]:
    related = (*queries.SHOWN, "version")
    rows = Case.objects.filter(unit=case.unit, pk=case.pk).select_related(*related)
    dossier = queries.dossier(rows.get())
    return dossier, [one for one in dossier.notices if kind in (None, one.kind)][-1]


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_says_what_it_must(path: Path, kind: NoticeKind) -> None:
    make_case, words = SAID[kind]
    dossier, notice = newest(make_case(path), kind)
    html = document_html(dossier, notice, copies=1)
    always = (TITLES[kind], notice.number, "监督投诉：12345", "东昌府区河湾镇便民服务中心")
    for said in (*always, dossier.case.applicant.name.clear(), *words):
        assert said in html, said
    assert "None" not in html and "待公布" not in html


@pytest.mark.parametrize("state", [State.CORRECTION, State.NOT_ACCEPTED])
def test_two_copies_are_whole_and_lead_to_different_places(path: Path, state: State) -> None:
    dossier, notice = newest(path.into(state))
    content = document_pdf(dossier, notice, copies=2)
    case = dossier.case
    assert pdfs.pages(content) == 2
    assert not pdfs.overflow(content)
    assert all(e and "Type 3" not in kind for _, kind, e in pdfs.fonts(content))
    assert pdfs.codes(content, dpi=110) == [
        f"https://bm.example.gov.cn/t/{case.tracking.clear()}/",
        f"https://bm.example.gov.cn/track/?number={case.number}",
    ]
    said = pdfs.text(content)
    assert "第一联交申请人" in said and "第二联存档" in said
    assert said.count("演示数据") == 2
    assert said.count("存根") == (1 if state is State.CORRECTION else 0)
    assert notice.number.replace(" ", "") in said


def test_a_long_list_is_printed_in_full(path: Path) -> None:
    dossier, notice = newest(path.into(State.CORRECTION))
    many = [
        {"key": f"m{n}", "what": f"材料第{n}号", "why": "照片不清楚，" * 8, "how": "请重新拍，" * 8}
        for n in range(14)
    ]
    notice.lines = many
    content = document_pdf(dossier, notice, copies=1)
    assert not pdfs.overflow(content)
    said = pdfs.text(content)
    assert all(line["what"] in said for line in many)


def test_the_slip_that_goes_along_is_blank_where_one_signs(path: Path) -> None:
    case = path.into(State.COMPLETED)
    sent = {"carrier": "中国邮政", "post_number": "EB123456789CN", "address": "河湾镇柳庄村 12 号"}
    delivering.post_result(case, **sent, **path.by(RoleKind.CLERK))
    dossier, slip = newest(case, NoticeKind.DELIVERED)
    html = document_html(dossier, slip, copies=2)
    assert "中国邮政 EB123456789CN" in html and "　　　年　　月　　日" in html
    assert "代收：" not in html


def test_the_archive_list_is_printed_on_one_page_with_every_entry(path: Path) -> None:
    case = path.into(State.DELIVERED)
    archiving.archive_case(case, pages=9, **path.by(RoleKind.CLERK))
    dossier, _ = newest(case)
    found = filed(dossier)
    content = archive_list_pdf(dossier.case, found)
    said = pdfs.text(content)
    assert pdfs.pages(content) == 1 and not pdfs.overflow(content)
    titles = [entry.title for _, entries in found.parts for entry in entries]
    assert len(titles) > 6
    assert all(title.replace(" ", "") in said for title in titles)
    assert "纸质卷9页" in said and f"共{len(titles)}件" in said
