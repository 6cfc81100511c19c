"""评价表: five levels, and why, as every surface asks for them."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.rules import ratings


class RatingForm(forms.Form):
    """评价: one of five levels; a poor one names a reason or says it in words."""

    level = forms.TypedChoiceField(
        label="这件事办得怎么样",
        coerce=int,
        choices=[(int(level), words) for level, words in ratings.LABELS.items()],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label="哪里没做好",
        choices=list(ratings.REASONS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="想说的话", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_anonymous = forms.BooleanField(label="不留名字", required=False)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        level = given.get("level")
        poor = level and ratings.Satisfaction(level).is_poor
        if poor and not given.get("reason") and not given.get("words"):
            self.add_error("reason", "请选一条，或在下面写几个字，我们好改")
        return given

    def given(self) -> dict[str, Any]:
        """Return what the command is told."""
        cleaned = self.cleaned_data
        return {
            "level": cleaned["level"],
            "reasons": [cleaned["reason"]] if cleaned["reason"] else [],
            "words": cleaned["words"],
            "is_anonymous": cleaned["is_anonymous"],
        }

    @property
    def asks_why(self) -> bool:
        """Say whether the reasons are shown: after a poor level was sent."""
        return self.is_bound and self.data.get("level") in {
            str(int(level)) for level in ratings.Satisfaction if level.is_poor
        }
