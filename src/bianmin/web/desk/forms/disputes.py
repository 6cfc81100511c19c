"""调解的表单: who quarrels about what, who mediates, what was said and agreed, how it goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from bianmin.accounts.models import User
from bianmin.disputes.commands import following, mediating, register
from bianmin.disputes.commands.mediating import Terms
from bianmin.disputes.commands.parties import PartyTold
from bianmin.disputes.models import Party
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.mediation import (
    CHANNEL_LABELS,
    KIND_LABELS,
    PERFORMANCE_LABELS,
    DisputeChannel,
    DisputeKind,
    Performance,
    Verb,
)
from bianmin.web.desk.forms.deliveries import PastDay
from bianmin.web.frame.fields import IdNumberField, MobileField, PersonNameField

Data = Mapping[str, Any] | None
KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]
COME = (DisputeChannel.DESK, DisputeChannel.OFFERED)
ENDINGS: Mapping[Verb, str] = {
    Verb.FAIL: "调解不成",
    Verb.WITHDRAW: "申请人撤回",
    Verb.DECLINE: "有一方不愿调解",
    Verb.FIND_UNSUITABLE: "不属于人民调解（法律规定专门机关管，或者已经受理、解决了）",
}


def words(label: str, most: int, *, rows: int = 3, **options: Any) -> forms.CharField:
    """几句话: a text of some lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=area, **options)


class Day(forms.DateField):
    """哪一天: picked, as the desk's other days are."""

    def __init__(self, label: str, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, widget=widget, **options)


class RegisterForm(forms.Form):
    """登记纠纷: who came, against whom, about what; further parties are added afterwards."""

    channel = forms.ChoiceField(
        label="怎么来的", choices=[(each.value, CHANNEL_LABELS[each]) for each in COME]
    )
    kind = forms.ChoiceField(label="什么纠纷", choices=KINDS)
    facts = words("是什么事", register.LONGEST, help_text="起因、争的是什么、想怎么解决")
    name = PersonNameField("甲方姓名", autocomplete="off", help_text="当面申请的，就是申请人")
    phone = MobileField("甲方手机号", required=False, help_text="调解的时间发短信告诉")
    id_number = IdNumberField("甲方身份证号", required=False, help_text="写协议书时要用")
    address = forms.CharField(label="甲方住址", max_length=100, required=False)
    other_name = PersonNameField("乙方姓名", autocomplete="off")
    other_phone = MobileField("乙方手机号", required=False, help_text="没有就当面去问")
    other_address = forms.CharField(label="乙方住址", max_length=100, required=False)

    def told(self) -> dict[str, Any]:
        """Return what the command is told."""
        given = self.cleaned_data
        channel = DisputeChannel(given["channel"])
        first = PartyTold(
            given["name"],
            given["phone"],
            given["id_number"],
            given["address"],
            is_applicant=channel is DisputeChannel.DESK,
        )
        other = PartyTold(given["other_name"], given["other_phone"], address=given["other_address"])
        return {
            "channel": channel,
            "kind": DisputeKind(given["kind"]),
            "facts": given["facts"],
            "parties": [first, other],
        }


class PartyForm(forms.Form):
    """当事人: who they are."""

    name = PersonNameField(autocomplete="off")
    phone = MobileField(required=False, help_text="调解的时间发短信告诉")
    id_number = IdNumberField(required=False)
    address = forms.CharField(label="住址", max_length=100, required=False)

    def told(self, kept: Party | None = None) -> PartyTold:
        """Return what the command is told; a number that the page masks stays when left blank."""
        given = dict(self.cleaned_data)
        for name in ("phone", "id_number") if kept else ():
            given[name] = given[name] or getattr(kept, name).clear()
        return PartyTold(*(given[name] for name in ("name", "phone", "id_number", "address")))


class MediatorsForm(forms.Form):
    """调解员: one or more, whom all accept and who are kin of none."""

    mediators = forms.TypedMultipleChoiceField(
        label="调解员", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    is_accepted = forms.BooleanField(
        label="问过了：各方都接受；调解员不是任何一方的近亲属，也没有利害关系", required=False
    )

    def __init__(
        self, data: Data = None, *, users: Iterable[User], now: Collection[int] = ()
    ) -> None:
        super().__init__(data, initial={"mediators": list(now)}, auto_id="mediators-%s")
        self.fields["mediators"].choices = [  # type: ignore[attr-defined]
            (user.pk, user.display_name) for user in users
        ]


class SessionForm(forms.Form):
    """调解会: when and where."""

    day = Day("哪一天")
    time = forms.TimeField(label="几点", widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label="在哪里", max_length=mediating.LONGEST_PLACE)

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        starts_at = datetime.combine(given["day"], given["time"], SHANGHAI)
        return {"starts_at": starts_at, "place": given["place"]}


class MinutesForm(forms.Form):
    """调解记录: who was there and what was said."""

    present = forms.CharField(label="到场的人", max_length=500)
    minutes = words("调解经过", mediating.LONGEST, rows=6)


class AgreementForm(forms.Form):
    """协议书: what the law wants in it."""

    facts = words("主要事实、争议事项和各方责任", mediating.LONGEST, rows=4)
    terms = words("达成的协议", mediating.LONGEST, rows=5, help_text="一条一行")
    performance = words("怎么履行", 500, rows=2)
    perform_by = Day("最晚哪天履行完", required=False, help_text="没有期限的不填")

    def told(self) -> Terms:
        return Terms(**self.cleaned_data)


class SigningForm(forms.Form):
    """签字生效: the day on which the last of them signed."""

    signed_on = PastDay("签订日期")


class OralForm(forms.Form):
    """口头协议: what was agreed, and when."""

    terms = words("达成了什么协议", mediating.LONGEST, rows=4)
    agreed_on = PastDay("达成的日子")
    perform_by = Day("最晚哪天履行完", required=False, help_text="没有期限的不填")


class EndingForm(forms.Form):
    """终止: how, and why."""

    verb = forms.ChoiceField(label="怎么终止的")
    reason = words("原因", register.LONGEST, rows=2)

    def __init__(self, data: Data = None, *, verbs: Iterable[Verb]) -> None:
        super().__init__(data, auto_id="ending-%s")
        self.fields["verb"].choices = [  # type: ignore[attr-defined]
            (verb.value, ENDINGS[verb]) for verb in verbs
        ]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"verb": Verb(given["verb"]), "reason": given["reason"]}


class VisitForm(forms.Form):
    """回访: what was found, and when to come again."""

    visited_on = PastDay("回访的日子")
    result = forms.ChoiceField(
        label="履行得怎么样", choices=[(r.value, label) for r, label in PERFORMANCE_LABELS.items()]
    )
    words = words("回访的情况", following.LONGEST, rows=2)
    next_on = Day("下次回访", required=False, help_text="部分履行的才填")

    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"result": Performance(self.cleaned_data["result"])}
