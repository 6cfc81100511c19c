"""材料的表单: which papers go by a list, and what of them was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from bianmin.assistance.commands.writing import LONGEST
from bianmin.assistance.custody import Sheet
from bianmin.assistance.models import HeldPaper
from bianmin.rules.custody import FOUND_LABELS, SAID, Found
from bianmin.rules.masking import Audience

CHOICES = [(found.value, FOUND_LABELS[found]) for found in SAID]


def paper_words(paper: HeldPaper) -> str:
    """材料: whose, what, original or copy, and how many."""
    kind = "原件" if paper.is_original else "复印件"
    return f"{paper.order.name.masked(Audience.WINDOW)}　{paper.name}（{kind}）{paper.count} 份"


class SettleForm(forms.Form):
    """点收: what is there is chosen beforehand; only what is not needs a touch."""

    words = forms.CharField(
        label="对不上的，差在哪里",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, sheet: Sheet) -> None:
        super().__init__(data)
        self.papers = [line.paper for line in sheet.lines]
        for paper in self.papers:
            self.fields[f"p-{paper.pk}"] = forms.ChoiceField(
                label=paper_words(paper),
                choices=CHOICES,
                initial=Found.OK.value,
                widget=forms.RadioSelect,
            )
        self.order_fields([*(f"p-{paper.pk}" for paper in self.papers), "words"])

    def found(self) -> dict[int, Found]:
        given = self.cleaned_data
        return {paper.pk: Found(given[f"p-{paper.pk}"]) for paper in self.papers}


class ChosenForm(forms.Form):
    """勾选: which of the papers in one's hands."""

    papers = forms.TypedMultipleChoiceField(
        label="材料",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选材料"},
    )

    def __init__(self, data: Any = None, *, papers: Sequence[HeldPaper]) -> None:
        super().__init__(data)
        choices = [(one.pk, paper_words(one)) for one in papers]
        self.fields["papers"].choices = choices  # type: ignore[attr-defined]
