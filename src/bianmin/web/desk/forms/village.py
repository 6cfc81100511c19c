"""公示、核查的表单: where it hangs and for how long, what was said, and what was found."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.cases.commands.publicity import LONGEST
from bianmin.rules.publicity import (
    INQUIRY_LABELS,
    LEAST_DAYS,
    LEAST_PRESENT,
    MOST_DAYS,
    InquiryKind,
)
from bianmin.web.desk.forms.moves import Words
from bianmin.web.frame.fields import PhotosField


class PublicityForm(forms.Form):
    """开始公示: for how many days, and where it hangs."""

    days = forms.IntegerField(label="公示几天", min_value=LEAST_DAYS, max_value=MOST_DAYS)
    place = forms.CharField(label="张贴在哪里", help_text="如：柳庄村务公开栏", max_length=100)


class EndForm(forms.Form):
    """公示结束: nothing but the button."""


class ObjectionForm(forms.Form):
    """处理异议: whether there is something in it, and what was found."""

    is_upheld = forms.TypedChoiceField(
        label="核查结果",
        choices=(("no", "不成立"), ("yes", "成立")),
        coerce=lambda said: said == "yes",
    )
    finding = Words("核查的情况")


class InquiryForm(forms.Form):
    """登记核查: who was there, what was found, how many agreed, and photographs."""

    kind = forms.ChoiceField(
        label="哪一种", choices=[(kind.value, INQUIRY_LABELS[kind]) for kind in InquiryKind]
    )
    day = forms.DateField(
        label="哪一天", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    present = forms.IntegerField(label="到场几人", min_value=LEAST_PRESENT, max_value=500)
    agreed = forms.IntegerField(
        label="同意几人", help_text="民主评议才填", required=False, min_value=0, max_value=500
    )
    people = Words("有谁在场")
    found = forms.CharField(
        label="核查的情况", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = PhotosField("现场照片", required=False)

    def told(self) -> dict[str, Any]:
        """Return what the command is told."""
        given = dict(self.cleaned_data)
        photos = given.pop("photos")
        return given | {"kind": InquiryKind(given["kind"]), "photos": len(photos)}
