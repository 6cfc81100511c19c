"""送达的表单: what each step on the way to the receiver asks of whoever notes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from bianmin.accounts.models import Role
from bianmin.rules.archive import MOST_PAGES
from bianmin.web.frame.delivery_form import LONGEST_ADDRESS
from bianmin.web.frame.fields import PhotoField

Data = Mapping[str, Any] | None


class PastDay(forms.DateField):
    """哪一天: blank is today."""

    def __init__(self, label: str) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, help_text="不填就是今天", required=False, widget=widget)


class SignedForm(forms.Form):
    """签收: who signed, by which mandate when it is not the applicant, and on which day."""

    receiver = forms.CharField(label="签收人", max_length=50)
    mandate = forms.CharField(
        label="代收的关系和凭据",
        help_text="不是本人签收才填，如：儿子，有委托书",
        max_length=100,
        required=False,
    )
    on = PastDay("签收的日子")


class PostForm(forms.Form):
    """寄出: with which carrier, under which number, to which address."""

    carrier = forms.CharField(label="哪家寄的", max_length=40, initial="中国邮政 EMS")
    post_number = forms.CharField(label="邮件号", max_length=40)
    address = forms.CharField(label="寄到哪里", max_length=LONGEST_ADDRESS)
    on = PastDay("寄出的日子")


class AgentForm(forms.Form):
    """交代办员: one of those who serve the village."""

    agent = forms.TypedChoiceField(label="交给哪位代办员", coerce=int)
    on = PastDay("领出的日子")

    def __init__(self, data: Data = None, *, agents: Iterable[Role]) -> None:
        super().__init__(data)
        seen = {role.user_id: role.user.display_name for role in agents}
        self.fields["agent"].choices = list(seen.items())  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """退回: why it could not be handed over."""

    reason = forms.CharField(label="为什么没送到", max_length=100)
    on = PastDay("退回的日子")


class SlipForm(forms.Form):
    """存回证: the signed slip, photographed or scanned."""

    slip = PhotoField("签了名的送达回证，照片或 PDF")


class ArchiveForm(forms.Form):
    """归档: the pages of what is bound on paper."""

    pages = forms.IntegerField(
        label="纸质卷一共几页", help_text="没有纸质件就不填", required=False, min_value=1,
        max_value=MOST_PAGES,
    )  # fmt: skip
