"""收件表单: who applies, what came with them, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from bianmin.regions.models import Region
from bianmin.rules.delivery import LABELS, Mode
from bianmin.rules.undertakings import LONGEST_WORKDAYS, USUAL_WORKDAYS, promisable
from bianmin.web.frame.delivery_form import LONGEST_ADDRESS, check_address
from bianmin.web.frame.fields import IdNumberField, MobileField, PersonNameField

MOST_ID = 2**63 - 1
QUICK, PROMISE = "quick", "promise"
ACTS = (
    ("accept", "受理"),
    (PROMISE, "容缺受理"),
    ("receive", "只收件"),
    ("tell", "一次告知"),
    (QUICK, "先收下"),
)


class PersonForm(forms.Form):
    """申请人: as the card says; whether number and name agree is the register's to say."""

    id_number = IdNumberField(help_text="")
    name = PersonNameField(autocomplete="off")
    phone = MobileField(help_text="")
    place = forms.ModelChoiceField(
        label="住哪里", queryset=Region.objects.none(), empty_label="请选择村（社区）"
    )

    def __init__(
        self,
        data: Any = None,
        *,
        places: Sequence[Region],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        here = Region.objects.filter(pk__in=[place.pk for place in places])
        field = self.fields["place"]
        field.queryset = here.select_related("parent").order_by("-level", "pinyin", "id")  # type: ignore[attr-defined]
        self.fields["id_number"].widget.attrs |= {
            "autocomplete": "off",
            "hx-post": reverse("desk:person"),
            "hx-trigger": "change",
            "hx-target": "#known",
            "hx-swap": "outerHTML",
            "hx-vals": '{"_key": ""}',  # looking somebody up is not kept as a first answer
        }
        self.fields["phone"].widget.attrs["autocomplete"] = "off"


class ActForm(forms.Form):
    """办到哪一步: which button was pressed, for which version of the guide."""

    act = forms.ChoiceField(
        choices=ACTS,
        error_messages={"required": "核对好了，还没有收：请按 F9 受理，或按 F7 只收件"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    claimed_at = forms.DateTimeField(
        label="实际收件时间",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请写成 2026-03-02 09:30 这样"},
    )
    workdays = forms.IntegerField(
        label="缺的几个工作日内补交",
        required=False,
        min_value=1,
        max_value=LONGEST_WORKDAYS,
        initial=USUAL_WORKDAYS,
    )
    mandate = forms.IntegerField(label="凭委托", required=False, min_value=1, max_value=MOST_ID)
    claim_reason = forms.CharField(label="当时为什么没录", required=False, max_length=200)
    delivery = forms.ChoiceField(
        label="结果怎么给",
        required=False,
        choices=[(mode.value, LABELS[mode]) for mode in Mode],
    )
    delivery_address = forms.CharField(label="邮寄地址", required=False, max_length=LONGEST_ADDRESS)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        where = given.get("delivery_address", "")
        check_address(self, given.get("delivery", ""), where, "delivery_address")
        return given


class BundleActForm(ActForm):
    """一链办到哪一步: of several items at once; which versions were on the page."""

    act = forms.ChoiceField(
        choices=[("accept", "受理"), ("receive", "只收件")],
        error_messages={"required": "核对好了，还没有收：请按 F9 受理，或按 F7 只收件"},
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    version = None  # type: ignore[assignment]
    claimed_at = None  # type: ignore[assignment]
    claim_reason = None  # type: ignore[assignment]
    workdays = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("mandate"):
            self.add_error("mandate", "一链办理要本人来；家人凭委托来的，请逐件收")
        return given


@dataclass(frozen=True)
class MaterialRow:
    """材料一行: one paper of the list with its tick."""

    tick: forms.BoundField
    key: str
    name: str
    wanted: str
    is_shared: bool


class MaterialsForm(forms.Form):
    """材料: what was handed over; what the state keeps itself is not asked for."""

    def __init__(
        self,
        data: Any = None,
        *,
        listed: Sequence[Mapping[str, Any]],
    ) -> None:
        super().__init__(data, prefix="m")
        self.listed = listed
        for material in self.listed:
            self.fields[material["key"]] = forms.BooleanField(label=_name(material), required=False)

    def rows(self) -> list[MaterialRow]:
        return [
            MaterialRow(self[m["key"]], m["key"], _name(m), wanted(m), bool(m.get("shared")))
            for m in self.listed
        ]

    @property
    def promisable(self) -> list[str]:
        """能承诺的: the names of the papers that an applicant may sign for instead."""
        return [_name(m) for m in self.listed if promisable(m) is not None]

    def lacks_promisable(self) -> bool:
        """Say whether one of those did not come."""
        given = self.cleaned_data
        return any(promisable(m) is not None and not given.get(m["key"]) for m in self.listed)

    def materials(self) -> dict[str, str]:
        """Return what was ticked; the rest is missing, or shared, as the guide says."""
        return {key: "received" for key, given in self.cleaned_data.items() if given}


COPIES = {1: "原件", 2: "复印件", 3: "原件和复印件"}
NEEDS = {2: "没有可不交", 3: "可以后补"}


def wanted(material: Mapping[str, Any]) -> str:
    """Return in a few words how a paper is wanted."""
    parts = (
        COPIES.get(material.get("copy_kind", 1), ""),
        f"{material['copies']} 份" if material.get("copies", 1) > 1 else "",
        NEEDS.get(material.get("need", 1), ""),
        str(material.get("note", "")),
    )
    return "，".join(part for part in parts if part)


def _name(material: Mapping[str, Any]) -> str:
    return str(material.get("plain_name") or material["name"])
