"""答复单表单: what a window writes down when somebody leaves without a case."""

from __future__ import annotations

from django import forms

from bianmin.cases.commands.cards import LONGEST, Visitor
from bianmin.web.desk.forms.moves import GapsForm
from bianmin.web.frame.fields import MobileField, PersonNameField

TYPED = {"autocomplete": "off"}


def _visitor(form: forms.Form) -> Visitor:
    given = form.cleaned_data
    return Visitor(given.get("name") or "", given.get("phone") or "")


class SignpostForm(forms.Form):
    """指路牌: what they came for, who handles it, and the way there."""

    matter = forms.CharField(label="来办什么", max_length=100)
    where = forms.CharField(label="归哪里办", max_length=100)
    how = forms.CharField(label="地址、电话、怎么走", max_length=200)
    name = PersonNameField(autocomplete="off", required=False)

    def visitor(self) -> Visitor:
        return _visitor(self)


class ReplyCardForm(forms.Form):
    """答复卡: the question, and whom to answer."""

    matter = forms.CharField(
        label="问的是什么", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    name = PersonNameField(autocomplete="off")
    phone = MobileField(help_text="答复了发短信")

    def visitor(self) -> Visitor:
        return _visitor(self)


class PlainSheetForm(GapsForm):
    """明白纸: the item's list of papers, each with what is lacking; and for whom."""

    name = PersonNameField(autocomplete="off", required=False)

    def visitor(self) -> Visitor:
        return _visitor(self)
