"""指南要点表单: the facts that change most often, edited without touching the rest of the guide."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from django import forms

from bianmin.catalogue.codes import BLANK_FORM
from bianmin.catalogue.queries import BLANK_FORM_WORDS
from bianmin.rules import links
from bianmin.rules.publicity import LEAST_DAYS, MOST_DAYS
from bianmin.rules.undertakings import NEED_DEFERRABLE

SAMPLE = "sample-"
LONGEST_SAMPLE = 100  # as in the schema of a guide
PROCESS = ("link_limits", "publicity_days")
NECESSARY = 1
LIMIT_UNITS = [("workday", "工作日"), ("day", "天"), ("hour", "小时"), ("month", "月")]


class BasicsForm(forms.Form):
    """要点: names, conditions, promise, fee, phones of a draft."""

    name = forms.CharField(label="事项名称", max_length=120)
    plain_name = forms.CharField(label="大家的叫法", max_length=60)
    conditions = forms.CharField(
        label="办理条件", widget=forms.Textarea(attrs={"rows": 4}), help_text="一行一条"
    )
    basis = forms.CharField(
        label="办事依据",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一条：《法律或文件名称》第几条",
    )
    materials = forms.CharField(
        label="申请材料",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="一行一份：名称，接着写依据，如：居民户口簿《户口登记条例》第四条",
    )
    amount = forms.IntegerField(label="承诺时限", min_value=0, max_value=999)
    limit_unit = forms.ChoiceField(label="时限单位", choices=LIMIT_UNITS)
    link_accept = forms.IntegerField(
        label="受理环节几个工作日",
        help_text="内部时限，可以不填；过了只提醒经办人和负责人，不改对群众的承诺",
        required=False,
        min_value=1,
        max_value=links.ACCEPT_WORKDAYS,
    )
    link_review = forms.IntegerField(
        label="审查环节几个工作日",
        required=False,
        min_value=1,
        max_value=links.MOST_WORKDAYS,
    )
    link_decide = forms.IntegerField(
        label="决定环节几个工作日",
        help_text="审查和决定加起来不能超过承诺时限",
        required=False,
        min_value=1,
        max_value=links.MOST_WORKDAYS,
    )
    publicity_days = forms.IntegerField(
        label="决定前公示几天",
        help_text="自然日，不公示的不填",
        required=False,
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
    )
    commitments = forms.MultipleChoiceField(
        label="可以告知承诺的材料",
        help_text="签了承诺就不用交，办完再核查",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    deferrable = forms.MultipleChoiceField(
        label="可以容缺后补的材料",
        help_text="写了承诺先受理，补齐才作决定；新加的材料先保存，再来勾",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fee = forms.CharField(label="收费情况", max_length=200)
    consult = forms.CharField(label="咨询电话", max_length=40)
    supervise = forms.CharField(label="监督电话", max_length=40)
    last_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        guide: Mapping[str, Any],
        last_seen: str = "",
    ) -> None:
        self.guide = guide
        limit = guide.get("promised_limit") or {}
        phone = guide.get("phone") or {}
        super().__init__(
            data,
            initial={
                "name": guide.get("name", ""),
                "plain_name": guide.get("plain_name", ""),
                "conditions": "\n".join(guide.get("conditions", [])),
                "basis": "\n".join(law_line(law) for law in guide.get("basis", [])),
                "materials": "\n".join(_line(m) for m in guide.get("materials", [])),
                "amount": limit.get("amount"),
                "limit_unit": limit.get("unit", "workday"),
                **{f"link_{key}": days for key, days in (guide.get("link_limits") or {}).items()},
                "publicity_days": guide.get("publicity_days"),
                "commitments": [m["name"] for m in _brought(guide) if m.get("commitment")],
                "deferrable": [m["name"] for m in _brought(guide) if is_deferrable(m)],
                "fee": (guide.get("fee") or {}).get("text", ""),
                "consult": phone.get("consult", ""),
                "supervise": phone.get("supervise", ""),
                "last_seen": last_seen,
            },
        )
        names = [(m["name"], m["name"]) for m in _brought(guide)]
        for field in ("commitments", "deferrable"):
            self.fields[field].choices = names  # type: ignore[attr-defined]
        for material in guide.get("materials", []):
            if material.get("shared"):
                continue  # nobody brings it, so nobody asks how it should look
            self.fields[_sample_of(material["key"])] = _sample_field(material)

    def basics(self) -> list[forms.BoundField]:
        """The facts of the guide itself."""
        return [one for one in self.visible_fields() if not one.name.startswith(SAMPLE)]

    def samples(self) -> list[forms.BoundField]:
        """样子在哪看: one line for each material that the guide has."""
        return [field for field in self if field.name.startswith(SAMPLE)]

    def revised(self) -> dict[str, Any]:
        """Return the guide with what was typed; everything else as it was."""
        given = self.cleaned_data
        kept = {key: value for key, value in self.guide.items() if key not in PROCESS}
        return (
            kept
            | self._process()
            | {
                "name": given["name"],
                "plain_name": given["plain_name"],
                "conditions": _lines(given["conditions"]),
                "basis": self._laws(_lines(given["basis"])),
                "materials": self._materials(_lines(given["materials"])),
                "promised_limit": {"amount": given["amount"], "unit": given["limit_unit"]},
                "fee": {"charged": False}
                | dict(self.guide.get("fee") or {})
                | {"text": given["fee"]},
                "phone": dict(self.guide.get("phone") or {})
                | {"consult": given["consult"], "supervise": given["supervise"]},
            }
        )

    def _process(self) -> dict[str, Any]:
        """办理过程: the links' own days and the publicity, where there are any."""
        given = self.cleaned_data
        limits = {
            link.value: given[f"link_{link.value}"]
            for link in links.LinkKind
            if given[f"link_{link.value}"]
        }
        days = given["publicity_days"]
        return ({"link_limits": limits} if limits else {}) | (
            {"publicity_days": days} if days else {}
        )

    def _laws(self, lines: list[str]) -> list[dict[str, Any]]:
        """A line that says what a law of the guide said keeps its text."""
        known = {law_line(law): law for law in self.guide.get("basis", [])}
        return [dict(known.get(line) or _law(line)) for line in lines]

    def _materials(self, lines: list[str]) -> list[dict[str, Any]]:
        """A material that the guide had keeps its details; a new one is brought by the citizen."""
        known = {material.get("name"): material for material in self.guide.get("materials", [])}
        taken = {material.get("key") for material in known.values()}
        keys = (key for n in count(1) if (key := f"m{n}") not in taken)
        told = []
        for name, basis in map(_named, lines):
            material = dict(known.get(name) or _material(next(keys), name))
            told.append(
                self._with_sample(self._promised(material)) | ({"basis": basis} if basis else {})
            )
        return told

    def _with_sample(self, material: dict[str, Any]) -> dict[str, Any]:
        """A line that was emptied takes the sample away."""
        said = self.cleaned_data.get(_sample_of(material["key"]), material.get("sample", ""))
        rest = {key: value for key, value in material.items() if key != "sample"}
        return rest | ({"sample": said} if said else {})

    def _promised(self, material: dict[str, Any]) -> dict[str, Any]:
        """承诺: whether a promise may stand in its place, as ticked; `need` else as it was."""
        given, name = self.cleaned_data, material["name"]
        kept = {key: value for key, value in material.items() if key != "commitment"}
        if is_deferrable(material) is not (name in given["deferrable"]):
            kept["need"] = NEED_DEFERRABLE if name in given["deferrable"] else NECESSARY
        return kept | ({"commitment": True} if name in given["commitments"] else {})


def _sample_of(key: str) -> str:
    return f"{SAMPLE}{key}"


def _sample_field(material: Mapping[str, Any]) -> forms.CharField:
    """样子: where a citizen sees how this paper should look."""
    is_blank = material.get("doc_kind") == BLANK_FORM
    return forms.CharField(
        label=str(material.get("name", "")),
        max_length=LONGEST_SAMPLE,
        required=False,
        initial=material.get("sample", ""),
        help_text=f"不写就印：{BLANK_FORM_WORDS}" if is_blank else "",
    )


def is_deferrable(material: Mapping[str, Any]) -> bool:
    return material.get("need") == NEED_DEFERRABLE


def _brought(guide: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is handed in; what the state keeps itself needs no promise."""
    return [m for m in guide.get("materials", ()) if not m.get("shared") and m.get("name")]


def law_line(law: Mapping[str, Any]) -> str:
    return f"《{law.get('law', '')}》{law.get('article', '')}"


def _law(line: str) -> dict[str, str]:
    name, _, article = line.removeprefix("《").partition("》")
    return {"law": name.strip(), "article": article.strip() or "全文", "text": ""}


def _material(key: str, name: str) -> dict[str, Any]:
    return {"key": key, "name": name, "plain_name": name, "copy_kind": 3, "doc_kind": 3} | {
        "form": 3, "need": 1, "source": 10, "issuer": "", "shared": False, "copies": 1,
        "note": "", "basis": "",
    }  # fmt: skip


def _line(material: Mapping[str, Any]) -> str:
    basis = str(material.get("basis", ""))
    return f"{material.get('name', '')}{basis if basis.startswith('《') else ''}"


def _named(line: str) -> tuple[str, str]:
    """Split a line into the paper's name and what it is asked by."""
    name, mark, basis = line.partition("《")
    return name.strip(" ，,：:｜|"), (mark + basis).strip()


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
