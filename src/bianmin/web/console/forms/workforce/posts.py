"""设岗与定岗表单: what a post is for, who is its A, B and C, and its weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from bianmin.accounts.models import User
from bianmin.catalogue.models import ServiceItem
from bianmin.rules import rota
from bianmin.rules.rota import POST_LABELS

SEASONS = (("all", "全年"), ("summer", "夏季（5–9月）"), ("winter", "冬季（10–4月）"))


class DateInput(forms.DateInput):
    """The browser's own picker; it takes and gives 2026-03-02, in whatever language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PostForm(forms.Form):
    """岗位: its name, whether its holders sign in, and its items (none: every item)."""

    kind = forms.ChoiceField(
        label="岗位类别", choices=[(kind.value, label) for kind, label in POST_LABELS.items()]
    )
    name = forms.CharField(label="岗位名称", max_length=30, required=False)
    signs = forms.BooleanField(label="要签到，没签到就提醒", required=False)
    item_codes = forms.MultipleChoiceField(
        label="只办这些事项", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, items: Sequence[ServiceItem], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["item_codes"].choices = [  # type: ignore[attr-defined]
            (item.code, item.plain_name) for item in items
        ]


class ChangeForm(PostForm):
    """改岗位: everything but its kind."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        del self.fields["kind"]
        self.fields["name"].required = True


class HoldersForm(forms.Form):
    """定岗: A, B and perhaps C."""

    def __init__(
        self, data: Any = None, *, people: Sequence[tuple[User, bool]], initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        choices = [("", "没有人")] + [
            (str(user.pk), user.display_name + ("" if is_able else "（还没有授权）"))
            for user, is_able in people
        ]
        self._people = {str(user.pk): user for user, _ in people}
        for slot in rota.SLOTS:
            self.fields[slot.lower()] = forms.ChoiceField(
                label=f"{slot} 岗", choices=choices, required=False
            )

    def holders(self) -> tuple[User | None, User | None, User | None]:
        got = self.cleaned_data
        a, b, c = (self._people.get(got[slot.lower()]) for slot in rota.SLOTS)
        return a, b, c


class ClosingForm(forms.Form):
    """撤岗."""

    reason = forms.CharField(label="为什么撤岗", max_length=200)


class RotaForm(forms.Form):
    """排班: every open half-day of one week or two in turn, with A, B or C."""

    season = forms.ChoiceField(label="什么季节", choices=SEASONS)
    starts_on = forms.DateField(label="从哪天起", widget=DateInput)

    def __init__(
        self, data: Any = None, *, opening: str, pattern: str = "", day: date | None = None
    ) -> None:
        super().__init__(data, initial={"season": "all", "starts_on": day})
        self.opening = opening
        for half in range(len(opening)):
            if opening[half] == "1":
                self.fields[f"h{half}"] = forms.ChoiceField(
                    label=rota.half_name(half),
                    choices=[(slot, slot) for slot in rota.SLOTS] + [("-", "不排")],
                    initial=pattern[half : half + 1] or "A",
                )

    def pattern(self) -> str:
        """Return the weeks as the rules read them."""
        got = self.cleaned_data
        return "".join(got.get(f"h{half}", "-") for half in range(len(self.opening)))

    @property
    def days(self) -> list[tuple[str, Any, Any]]:
        """The grid: (day, its morning's field or None, its afternoon's)."""
        found = []
        for first in range(0, len(self.opening), 2):
            name = rota.half_name(first).removesuffix("上午")
            cells = [
                self[f"h{half}"] if f"h{half}" in self.fields else None
                for half in (first, first + 1)
            ]
            if any(cells):
                found.append((name, cells[0], cells[1]))
        return found


class DraftAllForm(forms.Form):
    """整片排班: for which season, from which day."""

    season = forms.ChoiceField(label="什么季节", choices=SEASONS)
    starts_on = forms.DateField(label="从哪天起", widget=DateInput)


class PublishForm(forms.Form):
    """公布: everything that is drafted, or only what has no fault."""

    which = forms.ChoiceField(choices=[("all", "全部"), ("good", "没有问题的")])
