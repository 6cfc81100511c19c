"""法律顾问的表单: who comes and when, a half-hour for a visitor, and what was advised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django import forms

from bianmin.disputes.commands.consultations import LONGEST, Visitor
from bianmin.disputes.commands.counsel import CounselTold
from bianmin.regions.models import Region
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.counsel import ADVICE_LABELS, SEASON_LABELS, WEEKDAYS, Advice, DutySeason
from bianmin.rules.mediation import DisputeKind
from bianmin.web.desk.forms.disputes import KINDS, words
from bianmin.web.frame.fields import MobileField, PersonNameField

Data = Mapping[str, Any] | None
SLOT = "%Y%m%d%H%M"


def address_of(starts_at: datetime) -> str:
    """时段的写法: twelve digits of local time, as in addresses."""
    return starts_at.astimezone(SHANGHAI).strftime(SLOT)


class CounselForm(forms.Form):
    """聘请法律顾问: what stands on the wall, and which villages are theirs."""

    name = PersonNameField(autocomplete="off")
    firm = forms.CharField(label="单位", max_length=80, help_text="律师事务所或法律服务所")
    licence = forms.CharField(label="执业证号", max_length=40)
    phone = forms.CharField(label="对外电话", max_length=20)
    villages = forms.TypedMultipleChoiceField(
        label="负责的村（社区）",
        help_text="不选就是全部",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Data = None, *, villages: Iterable[Region]) -> None:
        super().__init__(data, auto_id="counsel-%s")
        self.known = {village.pk: village for village in villages}
        self.fields["villages"].choices = [  # type: ignore[attr-defined]
            (pk, village.name) for pk, village in self.known.items()
        ]

    def told(self) -> CounselTold:
        given = dict(self.cleaned_data)
        return CounselTold(**given | {"villages": [self.known[pk] for pk in given["villages"]]})


class DutyForm(forms.Form):
    """排值班: on which weekday, from when to when."""

    season = forms.ChoiceField(
        label="季节", choices=[(each.value, label) for each, label in SEASON_LABELS.items()]
    )
    weekday = forms.TypedChoiceField(label="星期", coerce=int, choices=list(enumerate(WEEKDAYS)))
    opens = forms.TimeField(
        label="从", widget=forms.TimeInput(attrs={"type": "time"}), initial=time(9)
    )
    closes = forms.TimeField(
        label="到", widget=forms.TimeInput(attrs={"type": "time"}), initial=time(11, 30)
    )

    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"season": DutySeason(self.cleaned_data["season"])}


class BookingForm(forms.Form):
    """帮来人约: a half-hour of one counsel, for whom, about what."""

    slot = forms.ChoiceField(label="哪位、什么时间")
    name = PersonNameField(autocomplete="off")
    phone = MobileField(help_text="有变动好告诉")
    kind = forms.ChoiceField(label="问哪方面的事", choices=KINDS)

    def __init__(self, data: Data = None, *, slots: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="book-%s")
        self.fields["slot"].choices = list(slots)  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        visitor = Visitor(given["name"], given["phone"])
        return {"visitor": visitor, "kind": DisputeKind(given["kind"])}

    def chosen(self) -> tuple[int, datetime]:
        """Return the counsel's number and the half-hour."""
        number, _, text = self.cleaned_data["slot"].partition("-")
        return int(number), datetime.strptime(text, SLOT).replace(tzinfo=SHANGHAI)


class AdviceForm(forms.Form):
    """登记咨询: what came of it, and what counsel said."""

    outcome = forms.ChoiceField(
        label="结果", choices=[(each.value, label) for each, label in ADVICE_LABELS.items()]
    )
    advice = words("顾问怎么说的", LONGEST, help_text="只有本中心的人能看到")

    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"outcome": Advice(self.cleaned_data["outcome"])}
