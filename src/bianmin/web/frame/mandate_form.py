"""委托的范围: what is asked on every surface: the relation, the matters, how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.accounts.commands.mandates import Wanted
from bianmin.catalogue.models import ItemVersion
from bianmin.rules.lists import AREAS
from bianmin.rules.mandates import FAMILY, RELATIONS, TERMS, Relation

Data = Mapping[str, Any] | None
ALL, SOME, ONE = "all", "some", "one"
TERM_LABELS = {1: "一个月", 3: "三个月", 6: "半年", 12: "一年"}


class ScopeForm(forms.Form):
    """范围和期限: what §165 wants to be said besides the names."""

    relation = forms.ChoiceField(label="您是他（她）的")
    months = forms.TypedChoiceField(
        label="多长时间",
        coerce=int,
        choices=[(months, TERM_LABELS[months]) for months in TERMS],
        help_text="到期自动停，要接着办再来一次",
    )
    scope = forms.ChoiceField(label="能替办哪些事", widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        label="哪几类",
        choices=[(area, area) for area in AREAS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="上面选了“只办几类”的，在这里勾",
    )

    ends_others = forms.BooleanField(
        label="以前给同一个人的委托一起停，只留这一份",
        required=False,
        help_text="不勾的，以前的照样有效，各到各的日子；以前范围更宽的，也不会变窄",
    )

    def __init__(
        self,
        data: Data = None,
        files: Any = None,
        *,
        item: ItemVersion | None = None,
        guardians: bool = False,
    ) -> None:
        initial = {"scope": ONE if item else ALL, "months": TERMS[-1]}
        super().__init__(data, files, initial=initial)
        self.item = item
        one = [(ONE, f"只办“{item.item.plain_name}”这一件")] if item else []
        scopes = [*one, (ALL, "所有的事"), (SOME, "只办几类")]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        kin = (*FAMILY, Relation.GUARDIAN) if guardians else FAMILY
        words = [("", "请选择"), *((one.value, RELATIONS[one]) for one in kin)]
        self.fields["relation"].choices = words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("scope") == SOME and not given.get("areas"):
            self.add_error("areas", "请勾选至少一类")
        return given

    def wanted(self, name: str, id_number: str) -> Wanted:
        """Return what the command is told."""
        given = self.cleaned_data
        areas = {ALL: list(AREAS), SOME: given["areas"]}.get(given["scope"], [])
        code = self.item.item.code if self.item else ""
        return Wanted(
            name=name,
            id_number=id_number,
            relation=given["relation"],
            areas=areas,
            items=[code] if given["scope"] == ONE else [],
            months=given["months"],
            matter=self.item.item.plain_name if self.item else "",
            ends_others=given.get("ends_others", False),
        )
