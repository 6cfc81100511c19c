"""委托表单: whom one wants to act for, in what, for how long; the code; and why it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.accounts.commands.mandates import Wanted
from bianmin.catalogue.models import ItemVersion
from bianmin.rules.lists import AREAS
from bianmin.rules.mandates import FAMILY, RELATIONS, TERMS
from bianmin.web.frame.fields import (
    DigitsField,
    IdNumberField,
    MobileField,
    PersonNameField,
)

Data = Mapping[str, Any] | None
ALL, SOME, ONE = "all", "some", "one"
TERM_LABELS = {1: "一个月", 3: "三个月", 6: "半年", 12: "一年"}


class ScopeForm(forms.Form):
    """范围和期限: what §165 wants to be said besides the names."""

    relation = forms.ChoiceField(label="您是他（她）的")
    scope = forms.ChoiceField(label="能替办哪些事", widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        label="哪几类",
        choices=[(area, area) for area in AREAS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="上面选了“只办几类”的，在这里勾",
    )
    months = forms.TypedChoiceField(
        label="多长时间",
        coerce=int,
        choices=[(months, TERM_LABELS[months]) for months in TERMS],
        help_text="到期自动停，要接着办再来一次",
    )

    def __init__(
        self, data: Data = None, *, item: ItemVersion | None = None, guardians: bool = False
    ) -> None:
        super().__init__(data, initial={"scope": ONE if item else ALL, "months": TERMS[-1]})
        self.item = item
        one = [(ONE, f"只办“{item.item.plain_name}”这一件")] if item else []
        scopes = [*one, (ALL, "所有的事"), (SOME, "只办几类")]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        kin = [*FAMILY, *((one for one in RELATIONS if one == "guardian") if guardians else ())]
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
        )


class AskForm(ScopeForm):
    """替家人办: whose mandate one asks for."""

    name = PersonNameField("他（她）的姓名", autocomplete="off")
    id_number = IdNumberField("他（她）的身份证号")
    field_order = ("name", "id_number", "relation", "months", "scope", "areas")

    def asked(self) -> Wanted:
        return self.wanted(self.cleaned_data["name"], self.cleaned_data["id_number"])


class CodeForm(forms.Form):
    """对方的验证码: read out from the principal's phone."""

    code = DigitsField("短信验证码", help_text="6 位数字，5 分钟内有效")


class PhoneForm(forms.Form):
    """本人的手机号: to stop what was given."""

    phone = MobileField(help_text="您自己的手机号，我们发一条验证码给您，不收费")
