"""约顾问、申请调解的表单: as little as is needed; a name where none is on record."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.accounts.models import Person
from bianmin.disputes.commands.parties import PartyTold
from bianmin.disputes.commands.register import LONGEST
from bianmin.rules.mediation import KIND_LABELS, DisputeKind
from bianmin.web.frame.fields import MobileField, PersonNameField

KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]


class _OwnNameForm(forms.Form):
    """本人姓名: asked only of whom we do not know."""

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self.person = person
        if person.name:
            del self.fields["name"]

    @property
    def own_name(self) -> str:
        return self.cleaned_data.get("name") or self.person.name.clear()


class TalkForm(_OwnNameForm):
    """约法律顾问: about what."""

    name = PersonNameField("您的姓名")
    kind = forms.ChoiceField(label="想问哪方面的事", choices=KINDS, widget=forms.RadioSelect)

    def told(self) -> dict[str, Any]:
        return {"name": self.own_name, "kind": DisputeKind(self.cleaned_data["kind"])}


class MediationForm(_OwnNameForm):
    """申请调解: about what, and with whom."""

    name = PersonNameField("您的姓名")
    kind = forms.ChoiceField(label="什么纠纷", choices=KINDS, widget=forms.RadioSelect)
    facts = forms.CharField(
        label="是什么事",
        max_length=LONGEST,
        help_text="起因、争的是什么、您想怎么解决。只有调解的人能看到",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    other_name = PersonNameField("对方姓名", autocomplete="off")
    other_phone = MobileField(
        "对方手机号", required=False, help_text="知道就写，由中心去问对方愿不愿意"
    )
    other_address = forms.CharField(
        label="对方住哪里", max_length=100, required=False, help_text="如：柳庄村 3 号"
    )

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        other = PartyTold(given["other_name"], given["other_phone"], address=given["other_address"])
        return {
            "name": self.own_name,
            "kind": DisputeKind(given["kind"]),
            "facts": given["facts"],
            "other": other,
        }
