"""申请表印本: the form as the official table on A4, empty to be filled in by hand, or with answers.

Filled in, it names people and numbers in full, as what is signed must; nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from bianmin.cases.models import Case
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import form_in, scenario_name
from bianmin.papers.codes import qr
from bianmin.papers.documents import ERASED
from bianmin.papers.frame import look
from bianmin.papers.printing import Try, print_pdf
from bianmin.regions.queries import unit_name
from bianmin.rules.form_kinds import ON_PAPER, UPLOADED
from bianmin.rules.forms import (
    Form,
    Rule,
    asked,
    hints,
    in_order,
    is_table,
    kind_of,
    label_of,
    sections,
)
from bianmin.rules.numbers import spaced

SIZES = (10.5, 10.0, 9.5, 9.0)
BOX, TICKED = "□", "■"
SHORT = frozenset({"text", "number", "money", "date", "name", "id_number", "phone", "bank", ""})
LONGEST_SHORT = 14
SHORT_TABLE = 5
SPARE_ROWS = 4
"""Empty rows of a table that is filled in by hand."""


@dataclass(frozen=True)
class Cell:
    """一格: a label and what stands beside it; a wide one has the line for itself."""

    label: str
    text: str = ""
    is_wide: bool = False
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """表中表: the rows of a table field under its columns."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """不跨页: a table of a few rows stands on one page."""
        return len(self.rows) <= SHORT_TABLE


@dataclass(frozen=True)
class Part:
    """一部分: its lines, each of one wide or two narrow cells, or a table."""

    title: str
    lines: tuple[Any, ...]


@dataclass(frozen=True)
class Who:
    """申请人: as the case knows them; blank on an empty form."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""


def blank_form_pdf(version: ItemVersion, scenario: str = "") -> bytes:
    """空白申请表: every field that the scenario may ask, to be filled in by hand."""
    form = form_in(version, scenario)
    names = [name for name, _ in in_order(form)]
    address = f"{settings.BIANMIN_ADDRESS}/items/{version.item.code}/"
    return _print(form_html(version, scenario, Who(), None, names, address))


def case_form_pdf(case: Case) -> bytes:
    """申请表: as the applicant filled it in, to be signed and filed."""
    form, answers = form_in(case.version, case.scenario), case.answers.clear()
    person, village = case.applicant, case.village or case.township
    who = Who(
        name=person.name.clear() or ERASED,
        id_number=person.id_number.clear(),
        phone=case.contact_phone.clear() or person.phone.clear(),
        address=f"{unit_name(case.unit)}{village.name}",
    )
    address = f"{settings.BIANMIN_ADDRESS}/track/?number={case.number}"
    names = asked(form, answers)
    return _print(form_html(case.version, case.scenario, who, answers, names, address, case.number))


def form_html(
    version: ItemVersion,
    scenario: str,
    who: Who,
    answers: Mapping[str, Any] | None,
    names: Sequence[str],
    address: str,
    number: str = "",
) -> str:
    """版面: the form as the HTML that is printed; without answers with empty cells and boxes."""
    form, guide = form_in(version, scenario), version.guide
    context = {
        "title": form.get("title") or f"{guide.get('name', version.item.name)}申请表",
        "item": str(guide.get("name", version.item.name)),
        "scenario": scenario_name(version, scenario),
        "number": spaced(number) if number else "",
        "version": version.number,
        "mark": guide.get("mark", ""),
        "who": who,
        "parts": _parts(form, answers, set(names)),
        "promises": _promises(form, answers, set(names)),
        "signed": _signed(form, answers),
        "opinions": _opinions(guide),
        "qr": qr(address),
        "is_blank": answers is None,
        **look("application_form.css"),
    }
    return render_to_string("papers/application_form.html", context)


def _print(html: str) -> bytes:
    tries: list[Try] = [(size, 2) for size in SIZES]
    return print_pdf(html, tries=[*tries, (SIZES[0], 0)]).content


def _parts(form: Form, answers: Mapping[str, Any] | None, names: set[str]) -> list[Part]:
    rules, parts = form.get("properties", {}), []
    for title, inside in sections(form):
        told = [(name, rules[name]) for name in inside if name in names]
        lines = tuple(_lines([one for one in told if not _is_below(one[1])], answers))
        if lines:
            parts.append(Part(title, lines))
    return parts


def _is_below(rule: Rule) -> bool:
    """Promises and signatures stand together below the table."""
    return kind_of(rule) in ("declaration", "signature")


def _lines(
    fields: Sequence[tuple[str, Rule]], answers: Mapping[str, Any] | None
) -> Iterator[Grid | tuple[Cell, ...]]:
    waiting: list[Cell] = []
    for name, rule in fields:
        value = None if answers is None else answers.get(name)
        if is_table(rule):
            yield from ([tuple(waiting)] if waiting else [])
            waiting = []
            yield _grid(name, rule, value, is_blank=answers is None)
            continue
        cell = _cell(name, rule, value, is_blank=answers is None)
        if cell.is_wide:
            yield from ([tuple(waiting)] if waiting else [])
            waiting = []
            yield (cell,)
            continue
        waiting.append(cell)
        if len(waiting) == 2:
            yield tuple(waiting)
            waiting = []
    yield from ([tuple(waiting)] if waiting else [])


def _cell(name: str, rule: Rule, value: Any, *, is_blank: bool) -> Cell:
    text = _text(rule, value, is_blank=is_blank)
    labels = "".join(map(str, hints(rule).get("labels", {}).values()))
    is_wide = kind_of(rule) not in SHORT or len(text) > LONGEST_SHORT
    is_wide = is_wide and not (labels and len(labels) <= 8)
    note = str(hints(rule).get("hint", "")) if is_blank else ""
    return Cell(label_of(name, rule), text, is_wide, note)


def _text(rule: Rule, value: Any, *, is_blank: bool = False) -> str:
    """One answer in words; a choice shows all its boxes, as the form on paper does."""
    kind, told = kind_of(rule), hints(rule)
    choices = rule.get("enum") or rule.get("items", {}).get("enum")
    if choices and kind in ("choice", "choices"):
        chosen = value if isinstance(value, list) else [value]
        labels = told.get("labels", {})
        return "　".join(
            f"{TICKED if one in chosen else BOX}{labels.get(str(one), one)}" for one in choices
        )
    if kind == "boolean":
        return f"{TICKED if value is True else BOX}是"
    unit = str(told.get("unit", ""))
    if value is None:
        return f"　　　　{unit}" if is_blank and unit else ""
    if kind in UPLOADED:
        return "附后（纸质）" if value == [ON_PAPER] else f"附后（电子照片 {len(value)} 张）"
    if kind == "region" and isinstance(value, Mapping):
        return f"{value.get('place', '')} {value.get('detail', '')}".strip()
    if isinstance(value, float):
        return f"{value:g} {unit}".strip()
    return f"{value} {unit}".strip()


def _grid(name: str, rule: Rule, value: Any, *, is_blank: bool) -> Grid:
    columns = in_order(rule["items"])
    rows = value if isinstance(value, list) else []
    filled = [tuple(_in_row(column, row.get(key)) for key, column in columns) for row in rows]
    spare = [("",) * len(columns)] * (SPARE_ROWS if is_blank else 0)
    labels = tuple(_heading(key, column) for key, column in columns)
    widths = tuple("long" if kind_of(column) == "id_number" else "" for _, column in columns)
    return Grid(label_of(name, rule), labels, (*filled, *spare) or (("无",),), widths)


def _heading(key: str, rule: Rule) -> str:
    unit = str(hints(rule).get("unit", ""))
    return f"{label_of(key, rule)}（{unit}）" if unit else label_of(key, rule)


def _in_row(rule: Rule, value: Any) -> str:
    """In a narrow column only what was chosen stands, without boxes."""
    labels = hints(rule).get("labels", {})
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(str(labels.get(str(one), one)) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(labels.get(str(value), value))


def _promises(
    form: Form, answers: Mapping[str, Any] | None, names: set[str]
) -> list[tuple[str, str, str]]:
    """承诺: (box, words, what it means) of every declaration."""
    return [
        (
            TICKED if answers and answers.get(name) is True else BOX,
            label_of(name, rule),
            str(hints(rule).get("hint", "")),
        )
        for name, rule in in_order(form)
        if name in names and kind_of(rule) == "declaration"
    ]


def _signed(form: Form, answers: Mapping[str, Any] | None) -> str:
    found = [name for name, rule in in_order(form) if kind_of(rule) == "signature"]
    return next((str(answers[name]) for name in found if answers and name in answers), "")


def _opinions(guide: Mapping[str, Any]) -> list[str]:
    """意见栏: who writes down an opinion, as the path of the item goes."""
    path = guide.get("path") or {}
    offices = [
        ("village", "村（居）民委员会意见"),
        ("township", "乡镇（街道）审核意见"),
        ("county", "县级部门审批意见"),
    ]
    return [words for key, words in offices if path.get(key)]
