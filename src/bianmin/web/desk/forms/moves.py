"""办理表单: what each move asks of the person who makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms

from bianmin.accounts.commands.people import FIELDS
from bianmin.cases.commands.refusals import CATEGORIES
from bianmin.cases.gaps import Gap
from bianmin.cases.models import CaseMaterial, Undertaking
from bianmin.cases.undertakings import Promisable
from bianmin.rules.approvals import LONGEST_EXTENSION
from bianmin.rules.pauses import PAUSE_LABELS, SPECIAL_PROCEDURES
from bianmin.rules.undertakings import LABELS as UNDERTAKINGS
from bianmin.rules.undertakings import LONGEST_WORKDAYS, USUAL_WORKDAYS

Data = Mapping[str, Any] | None

KEPT_BY_THE_STATE = frozenset({"shared", "waived"})
"""免提交: nobody is asked for what the state has itself."""

WAITING = frozenset({"missing", "wrong"})
NOT_BROUGHT = frozenset({"shared", "waived"})
STATUS_WORDS: Mapping[str, str] = {
    "received": "已收",
    "missing": "未交",
    "wrong": "要重交",
    "shared": "免提交",
    "waived": "不需要",
}
REVEALED: Mapping[str, str] = {
    "id_number": "身份证号",
    "phone": "手机号",
    "address": "住址",
    "bank_account": "银行账号",
}
OTHER = "other"


class Words(forms.CharField):
    """一段话: a few sentences that are kept with the case."""

    def __init__(self, label: str, **options: Any) -> None:
        rows = options.pop("rows", 2)
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, max_length=500, widget=widget, **options)


class ReasonForm(forms.Form):
    """理由: a move that needs nothing but its reason."""

    reason = Words("理由")

    def __init__(self, data: Data = None, *, label: str = "理由", prefix: str = "") -> None:
        super().__init__(data, prefix=prefix or None)
        self.fields["reason"].label = label


class PauseForm(forms.Form):
    """暂停: which special procedure stops the clocks, and on what basis."""

    kind = forms.ChoiceField(
        label="特别程序",
        choices=[(kind.value, PAUSE_LABELS[kind]) for kind in sorted(SPECIAL_PROCEDURES)],
    )
    basis = forms.CharField(label="依据", max_length=200)
    document = forms.CharField(label="通知或委托的文号", max_length=100)
    expected_workdays = forms.IntegerField(label="预计几个工作日", min_value=1, max_value=250)


class ExtensionForm(forms.Form):
    """延长: how many working days more, and the reason that the applicant is told."""

    workdays = forms.IntegerField(label="延长几个工作日", min_value=1, max_value=LONGEST_EXTENSION)
    reason = Words("理由，写进告知书")


class ApprovalForm(forms.Form):
    """批准: yes, or no with the reason."""

    decision = forms.ChoiceField(label="决定", choices=(("approve", "批准"), ("decline", "不批准")))
    opinion = forms.CharField(label="不批准的理由", required=False, max_length=200)


class ResultForm(forms.Form):
    """恢复: what came of the special procedure."""

    result = forms.CharField(label="特别程序的结果", max_length=200)


class ProposalForm(forms.Form):
    """拟否决: reasons in full before anybody may say no."""

    category = forms.ChoiceField(
        label="属于哪一类", choices=[(key, f"{key} {words}") for key, words in CATEGORIES.items()]
    )
    reason = Words("理由，写明哪一条不符合")
    law = forms.CharField(label="依据（法规第几条）", max_length=200)
    alternatives = forms.CharField(
        label="已经提供的其他办法", help_text="容缺、承诺、代办或指路", max_length=200
    )


class PromiseForm(forms.Form):
    """容缺、承诺受理: which papers, by when, and that the promise will be signed."""

    keys = forms.MultipleChoiceField(label="哪几样", widget=forms.CheckboxSelectMultiple)
    workdays = forms.IntegerField(
        label="容缺的几个工作日内补交",
        min_value=1,
        max_value=LONGEST_WORKDAYS,
        initial=USUAL_WORKDAYS,
    )
    is_signed = forms.BooleanField(
        label="申请人愿意承诺，打印承诺书当面签名",
        error_messages={"required": "申请人愿意签承诺书，才能容缺受理"},
    )

    def __init__(self, data: Data = None, *, papers: Iterable[Promisable]) -> None:
        super().__init__(data)
        self.fields["keys"].choices = [  # type: ignore[attr-defined]
            (paper.key, f"{paper.name}（{UNDERTAKINGS[paper.kind]}）") for paper in papers
        ]


class DeferredForm(forms.Form):
    """补交容缺材料: which of the promised papers have come."""

    keys = forms.MultipleChoiceField(label="补交了哪些", widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Data = None, *, owed: Iterable[Undertaking]) -> None:
        super().__init__(data)
        self.fields["keys"].choices = [(u.key, u.name) for u in owed]  # type: ignore[attr-defined]


class CommitmentForm(forms.Form):
    """核查承诺: which statement, and whether it is true."""

    key = forms.ChoiceField(label="核查哪一项")
    is_true = forms.TypedChoiceField(
        label="核查结果",
        choices=(("yes", "属实"), ("no", "不实")),
        coerce=lambda said: said == "yes",
    )
    reason = forms.CharField(label="不实的写明哪里不实", required=False, max_length=200)

    def __init__(self, data: Data = None, *, stated: Iterable[Undertaking]) -> None:
        super().__init__(data)
        self.fields["key"].choices = [(u.key, u.name) for u in stated]  # type: ignore[attr-defined]


class AtOnceForm(forms.Form):
    """当场办结: who took the result, and by which mandate when it is not the applicant."""

    receiver = forms.CharField(label="签收人", max_length=50)
    mandate = forms.CharField(
        label="代收的关系和凭据", help_text="不是本人签收才填", max_length=100, required=False
    )


class RevealForm(forms.Form):
    """查看完整信息: one value, and why it is needed."""

    field = forms.ChoiceField(
        label="要看哪一项", choices=[(key, REVEALED[key]) for key in FIELDS if key in REVEALED]
    )
    reason = forms.CharField(label="查看原因（会记录）", min_length=2, max_length=100)


class HandedInForm(forms.Form):
    """补正: which of the papers that were asked for have come."""

    keys = forms.MultipleChoiceField(
        label="交来了哪些", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Data = None, *, materials: Iterable[CaseMaterial]) -> None:
        super().__init__(data)
        waiting = [(m.key, m.name) for m in materials if m.status in WAITING]
        self.fields["keys"].choices = waiting  # type: ignore[attr-defined]

    def received(self) -> dict[str, str]:
        return dict.fromkeys(self.cleaned_data["keys"], "received")


class BroughtAgainForm(HandedInForm):
    """重新提交: which papers were brought, whole, for what the pre-review gave back."""

    def __init__(self, data: Data = None, *, materials: Iterable[CaseMaterial]) -> None:
        super().__init__(data, materials=())
        brought = [(m.key, m.name) for m in materials if m.status not in NOT_BROUGHT]
        self.fields["keys"].choices = brought  # type: ignore[attr-defined]


PARTS: Mapping[str, str] = {
    "what": "缺什么",
    "why": "为什么",
    "how": "怎么补",
    "sample": "样子在哪看",
}
"""告知单的几栏: what a line of the slip says, in the order of `Gap`."""


@dataclass(frozen=True)
class GapRow:
    """清单一行: a tick, and what to say when it is set."""

    name: str
    tick: forms.BoundField
    what: forms.BoundField
    why: forms.BoundField
    how: forms.BoundField
    sample: forms.BoundField


NO_SAMPLES: Mapping[str, str] = MappingProxyType({})


class GapsForm(forms.Form):
    """一次性告知: the item's own list of papers; ticking is enough, every word can be changed."""

    def __init__(
        self,
        data: Data = None,
        *,
        materials: Sequence[CaseMaterial],
        samples: Mapping[str, str] = NO_SAMPLES,
        again: bool = False,
    ) -> None:
        super().__init__(data)
        self.samples = samples
        if again:
            self.fields["second_reason"] = forms.CharField(
                label="已经告知过一次。第一次就能看出来的又要补，请写明第一次为什么没说，报负责人批准",
                required=False,
                max_length=200,
            )
        asked = [m for m in materials if m.status not in KEPT_BY_THE_STATE]
        self.keys = [material.key for material in asked] + [OTHER]
        for material in asked:
            self._add(material.key, material.name, material.note)
        self._add(OTHER, "", "")

    def _add(self, key: str, name: str, note: str) -> None:
        how = f"请补交{name}，可以交到村站，也可以拍照上传" if name else ""
        for part, initial in (
            ("what", name),
            ("why", note or ("没有交" if name else "")),
            ("how", how),
            ("sample", self.samples.get(key, "")),
        ):
            label = PARTS[part]
            self.fields[f"{part}-{key}"] = forms.CharField(
                label=f"{label}：{name or '其他'}", initial=initial, required=False, max_length=200
            )
        self.fields[f"tick-{key}"] = forms.BooleanField(label=name or "其他", required=False)

    def rows(self) -> list[GapRow]:
        return [
            GapRow(
                str(self.fields[f"tick-{key}"].label),
                *(self[f"{part}-{key}"] for part in ("tick", *PARTS)),
            )
            for key in self.keys
        ]

    def gaps(self) -> list[Gap]:
        """Return what was ticked, in the list's order."""
        return [
            Gap(key, *(self.cleaned_data[f"{part}-{key}"] for part in PARTS))
            for key in self.keys
            if self.cleaned_data[f"tick-{key}"]
        ]
