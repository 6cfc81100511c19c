"""代办单表单: who asks for what, the signature, why it stops; nowhere an amount of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.assistance.commands.asking import LONGEST, Asked
from bianmin.assistance.commands.entrusting import Client
from bianmin.assistance.commands.writing import LONGEST as MOST_WORDS
from bianmin.assistance.commands.writing import Proof
from bianmin.catalogue.models import ItemVersion
from bianmin.ground.sealed import SealedValue
from bianmin.regions.models import Region
from bianmin.rules.assistance import KIND_LABELS, AidKind, EndCause
from bianmin.rules.masking import Audience
from bianmin.web.frame.fields import IdNumberField, MobileField, PersonNameField, PhotosField
from bianmin.web.frame.order_forms import END_CAUSES

Data = Mapping[str, Any] | None
ENDINGS = [(cause, label) for cause, label in END_CAUSES if cause != EndCause.UNTRUE.value]


def words(label: str, most: int = MOST_WORDS, **options: Any) -> forms.CharField:
    """几句话: a text of some lines."""
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=most, widget=area, **options)


class AskForm(forms.Form):
    """接单: who wants it, and where to find them; the card is looked at when they sign."""

    name = PersonNameField("本人姓名", autocomplete="off")
    phone = MobileField(
        "本人手机号", required=False, help_text="没有手机的不填，办到哪一步当面告诉"
    )
    village = forms.TypedChoiceField(label="哪个村", coerce=int)
    place = forms.CharField(
        label="到哪里找人", max_length=LONGEST, required=False, help_text="如：村东头第三家"
    )

    def __init__(self, data: Data = None, *, villages: Sequence[Region]) -> None:
        super().__init__(data)
        self.villages = {village.pk: village for village in villages}
        choices = [(village.pk, village.name) for village in villages]
        field = self.fields["village"]
        field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]  # type: ignore[attr-defined]

    def asked(self, version: ItemVersion) -> Asked:
        given = self.cleaned_data
        village = self.villages[given["village"]]
        return Asked(version, village, given["name"], given["phone"], given["place"])


class SignForm(forms.Form):
    """签名: drawn on the phone, or the paper photographed."""

    signature = forms.CharField(
        label="本人签名", required=False, widget=forms.HiddenInput, max_length=60_000
    )
    paper = PhotosField("签在纸上的，拍下来", required=False)

    def proof(self) -> Proof:
        return Proof(self.cleaned_data["signature"], tuple(self.cleaned_data["paper"]))


class EntrustForm(SignForm):
    """签委托: as the identity card says; the person agrees, and signs."""

    kind = forms.ChoiceField(
        label="怎么办",
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        widget=forms.RadioSelect,
    )
    name = PersonNameField("本人姓名", autocomplete="off")
    id_number = IdNumberField("本人身份证号")
    phone = MobileField("本人手机号", required=False, help_text="没有手机的不填；不能写您的")
    not_theirs = forms.BooleanField(label="登记的号不是本人的，本人没有手机", required=False)
    consent = forms.BooleanField(
        label="本人愿意，知道不收费、随时能停",
        error_messages={"required": "先问清楚本人愿不愿意，愿意再打勾"},
    )
    accepts = forms.BooleanField(label="要用的材料都说清了，现在就受理", required=False)
    field_order = (
        *("kind", "name", "id_number", "phone", "not_theirs"),
        *("signature", "paper", "consent", "accepts"),
    )

    def __init__(
        self,
        data: Data = None,
        files: Any = None,
        *,
        presence: bool,
        told: SealedValue,
        **options: Any,
    ) -> None:
        super().__init__(data, files, **options)
        self.told = told
        if told:
            hint = f"登记的是 {told.masked(Audience.WINDOW)}，没变就不用填"
            self.fields["phone"].help_text = hint
        else:
            del self.fields["not_theirs"]
        if presence:
            choice = [(AidKind.HELP.value, KIND_LABELS[AidKind.HELP])]
            self.fields["kind"].choices = choice  # type: ignore[attr-defined]

    def client(self) -> Client:
        given = self.cleaned_data
        told = "" if given.get("not_theirs") else self.told.clear()
        return Client(given["name"], given["id_number"], given["phone"] or told)


class ReasonForm(forms.Form):
    """中止: why, as the form says it."""

    reason = words("为什么先停办", help_text="写进中止单，告诉本人")


class EndForm(forms.Form):
    """终止: why it is not done."""

    cause = forms.ChoiceField(label="为什么终止", choices=ENDINGS)
    words = words("情况", help_text="写进终止单，告诉本人")


class CaseForm(forms.Form):
    """挂办件: one that a window took in while the agent stood beside."""

    number = forms.CharField(label="办件号", max_length=30, help_text="收件凭证上 LC 开头的")


class BareForm(forms.Form):
    """只按一下: nothing is asked."""
