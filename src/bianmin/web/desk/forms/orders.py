"""代办单的窗口表单: what was asked by telephone or at the site, who goes, what is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.accounts.models import User
from bianmin.assistance.commands.asking import LONGEST, Asked
from bianmin.assistance.commands.writing import LONGEST as MOST_WORDS
from bianmin.catalogue.finding import found
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import version_of
from bianmin.regions.models import Region
from bianmin.rules.assistance import CHANNEL_LABELS, EndCause, Heard, OrderChannel
from bianmin.web.desk.forms.disputes import words
from bianmin.web.frame.fields import MobileField, PersonNameField
from bianmin.web.frame.order_forms import END_CAUSES, HEARD

Data = Mapping[str, Any] | None
MOST_FOUND = 5
COME = (OrderChannel.PHONE, OrderChannel.VISIT)


class RegisterForm(forms.Form):
    """登记代办: who rang up or came, for what, and where to find them."""

    channel = forms.ChoiceField(
        label="怎么来的", choices=[(each.value, CHANNEL_LABELS[each]) for each in COME]
    )
    item = forms.CharField(label="要办的事", max_length=80, help_text="名称，老人的话也行")
    name = PersonNameField("本人姓名", autocomplete="off")
    phone = MobileField("本人手机号", required=False, help_text="没有手机的不填")
    village = forms.TypedChoiceField(label="哪个村", coerce=int)
    place = forms.CharField(
        label="到哪里找人", max_length=LONGEST, required=False, help_text="如：村东头第三家"
    )
    wish = words("本人怎么说的", LONGEST, rows=2, required=False)

    def __init__(self, data: Data = None, *, places: Sequence[Region], **options: Any) -> None:
        super().__init__(data, **options)
        self.places = {place.pk: place for place in places}
        choices = [("", "请选择"), *((place.pk, place.name) for place in places)]
        self.fields["village"].choices = choices  # type: ignore[attr-defined]

    def clean_item(self) -> str:
        text = str(self.cleaned_data["item"]).strip()
        self.version = version_of(text) or named(text)
        return text

    def asked(self) -> Asked:
        given = self.cleaned_data
        village = self.places[given["village"]]
        return Asked(
            self.version, village, given["name"], given["phone"], given["place"], given["wish"]
        )

    def channel_told(self) -> OrderChannel:
        return OrderChannel(self.cleaned_data["channel"])


def named(text: str) -> ItemVersion:
    """Return the one item that is called or found so; a ValidationError names those it may be."""
    rows = found(text, most=MOST_FOUND)
    same = [row for row in rows if text in (row.plain_name, row.name)] or rows
    version = version_of(same[0].code) if len(same) == 1 else None
    if version is None:
        names = "、".join(row.plain_name for row in same)
        told = f"是不是：{names}？照着写一个" if names else "没有这件事，换个说法试试"
        raise forms.ValidationError(told)
    return version


class AgentForm(forms.Form):
    """派单、换人: one of the agents who serve there."""

    agent = forms.TypedChoiceField(label="由谁去办", coerce=int)

    def __init__(self, data: Data = None, *, agents: Sequence[User], **options: Any) -> None:
        super().__init__(data, **options)
        self.agents = {user.pk: user for user in agents}
        self.fields["agent"].choices = [(u.pk, u.display_name) for u in agents]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        return self.agents[self.cleaned_data["agent"]]


class ReasonForm(forms.Form):
    """中止: why, as the form says it."""

    reason = words("为什么先停办", MOST_WORDS, help_text="写进中止单，告诉本人")


class EndForm(forms.Form):
    """终止: on whose word, and why."""

    cause = forms.ChoiceField(label="为什么终止", choices=END_CAUSES)
    words = words("情况", MOST_WORDS, help_text="谁说的、凭什么；写进终止单，告诉本人")

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"cause": EndCause(given["cause"]), "words": given["words"]}


class HeardForm(forms.Form):
    """回访: asked of the resident, by telephone or at home."""

    heard = forms.ChoiceField(label="本人怎么说", choices=HEARD, widget=forms.RadioSelect)
    words = words("记下来", MOST_WORDS, required=False, help_text="有意见的、没办的，写清楚")

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"heard": Heard(given["heard"]), "words": given["words"]}


class BareForm(forms.Form):
    """只按一下: nothing is asked."""
