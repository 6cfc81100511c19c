"""对照审查: what was answered beside the paper that shows it, one paper after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bianmin.cases.models import Case, CaseMaterial
from bianmin.cases.queries import Dossier
from bianmin.catalogue.queries import required_materials
from bianmin.catalogue.scenarios import form_in
from bianmin.files.kinds import MediaType
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.rules.evidence import shows
from bianmin.rules.forms import in_order, kind_of, label_of
from bianmin.rules.masking import Audience
from bianmin.web.desk.forms.intake import wanted
from bianmin.web.desk.forms.moves import STATUS_WORDS
from bianmin.web.desk.sheet import FILE_NOTES, STATUS_TAGS
from bianmin.web.frame.answers_shown import shown_answers

PICTURES = (MediaType.JPEG, MediaType.PNG)
OTHERS = "其他文件"
LONGEST = 4


@dataclass(frozen=True)
class Scan:
    """扫描件: a file of a paper: a picture shown here, or one that is opened."""

    url: str
    note: str
    is_picture: bool


@dataclass(frozen=True)
class Exhibit:
    """一份材料: its name, how it is wanted, whether it came, and its scans."""

    name: str
    wanted: str
    label: str
    tag: str
    note: str
    scans: tuple[Scan, ...]


def exhibits(dossier: Dossier) -> list[Exhibit]:
    """全部材料: the papers of the list in its order, then what else came."""
    case = dossier.case
    files: dict[str, list[StoredFile]] = {}
    for file in files_of(case.unit, f"case:{case.pk}"):
        files.setdefault(file.display_name.clear(), []).append(file)
    asked = {m["key"]: m for m in required_materials(case.version, case.scenario)}
    found = [_exhibit(case, row, asked.get(row.key, {}), files) for row in dossier.materials]
    left = [_scan(case, file) for rows in files.values() for file in rows]
    return [*found, Exhibit(OTHERS, "", "", "", "", tuple(left))] if left else found


def _exhibit(
    case: Case,
    row: CaseMaterial,
    asked: Mapping[str, Any],
    files: dict[str, list[StoredFile]],
) -> Exhibit:
    names = dict.fromkeys((row.name, str(asked.get("plain_name", ""))))
    scans = [_scan(case, file) for name in names for file in files.pop(name, ())]
    return Exhibit(
        str(asked.get("plain_name") or row.name),
        wanted(asked) if asked else "",
        STATUS_WORDS[row.status],
        STATUS_TAGS[row.status],
        row.note,
        tuple(scans),
    )


def _scan(case: Case, file: StoredFile) -> Scan:
    if file.state != "clean":
        return Scan("", FILE_NOTES.get(file.state, file.refusal), is_picture=False)
    url = reverse("desk:file", args=[case.number, file.pk])
    is_picture = file.media_type in PICTURES
    return Scan(f"{url}?show=1" if is_picture else url, "", is_picture)


def beside(
    case: Case, exhibit: Exhibit, audience: Audience
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """填的: the answers that this paper can show, and the others."""
    form, answers = form_in(case.version, case.scenario), case.answers.clear()
    here = {
        name
        for name, rule in in_order(form)
        if shows(exhibit.name, kind_of(rule), label_of(name, rule))
    }
    told = {name: value for name, value in answers.items() if name in here}
    rest = {name: value for name, value in answers.items() if name not in here}
    return shown_answers(form, told, audience), shown_answers(form, rest, audience)


def chosen(asked: str, most: int) -> int:
    """第几份: the number in the address, from one on; the first for any other."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST else 1
    return min(max(number, 1), max(most, 1))
