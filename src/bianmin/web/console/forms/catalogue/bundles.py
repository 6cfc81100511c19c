"""一链办理表单: a new bundle, and its words with one row for each of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.catalogue.bundles import items_named
from bianmin.catalogue.shipped import life_events
from bianmin.rules.bundles import steps_of

SPARE = 2
FEWEST = 4
MOST = 20
WORDS = ("name", "plain_name", "says", "lead")


class NewBundleForm(forms.Form):
    """新设."""

    name = forms.CharField(label="名称", max_length=80, help_text="如：新生儿出生一件事")
    code = forms.CharField(label="代号", max_length=30, help_text="网址里用，如 birth")


class BundleForm(forms.Form):
    """改一件事: an item is named by its code, its name or what people call it."""

    last_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = forms.CharField(label="名称", max_length=80, required=False)
    plain_name = forms.CharField(label="大家的叫法", max_length=30, required=False)
    says = forms.CharField(label="一句话说明", max_length=60, required=False)
    lead = forms.CharField(label="牵头单位", max_length=60, required=False)
    theme = forms.ChoiceField(label="人生大事", required=False)

    def __init__(
        self, data: Any = None, *, content: Mapping[str, Any], last_seen: str = ""
    ) -> None:
        first = {name: content.get(name, "") for name in (*WORDS, "theme")}
        super().__init__(data, initial=first | {"last_seen": last_seen})
        self.content = content
        events = [("", "不属于"), *((e["code"], e["name"]) for e in life_events())]
        self.fields["theme"].choices = events  # type: ignore[attr-defined]
        steps = steps_of(content)
        numbers = {step.code: str(n) for n, step in enumerate(steps, start=1)}
        self.size = _rows_in(data) if data is not None else max(FEWEST, len(steps) + SPARE)
        for n in range(1, self.size + 1):
            step = steps[n - 1] if n <= len(steps) else None
            after = "、".join(numbers[c] for c in step.after if c in numbers) if step else ""
            told = (
                ("item", f"第 {n} 件：事项", step.code if step else "", 80),
                ("leaf", "只指哪种情形", step.leaf if step else "", 16),
                ("after", "先办第几件", after, 20),
                ("note", "说明", step.note if step else "", 60),
            )
            for key, label, value, longest in told:
                self.fields[f"{key}_{n}"] = forms.CharField(
                    label=label, max_length=longest, required=False, initial=value
                )

    def rows(self) -> list[tuple[int, list[Any]]]:
        """Return the fields of each row."""
        keys = ("item", "leaf", "after", "note")
        return [(n, [self[f"{key}_{n}"] for key in keys]) for n in range(1, self.size + 1)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        named = {
            n: words
            for n in range(1, self.size + 1)
            if (words := str(given.get(f"item_{n}", "")).strip())
        }
        found = items_named(list(named.values()))
        codes: dict[int, str] = {}
        for n, words in named.items():
            if len(found[words]) == 1:
                codes[n] = found[words][0].code
            else:
                many = "、".join(item.code for item in found[words][:5])
                told = f"有几个事项都叫这个，请写编码：{many}" if many else "没有这个事项"
                self.add_error(f"item_{n}", told)
        given["steps"] = [self._step(n, codes, given) for n in codes]
        return given

    def _step(self, n: int, codes: Mapping[int, str], given: Mapping[str, Any]) -> dict[str, Any]:
        before = []
        for part in (
            str(given.get(f"after_{n}", "")).replace("、", ",").replace("，", ",").split(",")
        ):
            if not part.strip():
                continue
            number = int(part) if part.strip().isascii() and part.strip().isdigit() else 0
            if number in codes:
                before.append(codes[number])
            else:
                self.add_error(f"after_{n}", f"没有第 {part.strip()} 件")
        step = {"item": codes[n], "leaf": given.get(f"leaf_{n}", ""), "after": before}
        step["note"] = given.get(f"note_{n}", "")
        return {key: value for key, value in step.items() if value}

    def revised(self) -> dict[str, Any]:
        """Return the content with what was typed; everything else as it was."""
        given = self.cleaned_data
        told = {name: given[name].strip() for name in (*WORDS, "theme")}
        return dict(self.content) | told | {"steps": given["steps"]}


def _rows_in(data: Mapping[str, Any]) -> int:
    numbers: Sequence[int] = [
        int(name[5:]) for name in data if name.startswith("item_") and name[5:].isdigit()
    ]
    return min(max(numbers, default=FEWEST), MOST)
