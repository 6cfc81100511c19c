"""答题: one question of a paper, chosen by the places of its options."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.rules.exams import QuestionKind
from bianmin.workforce.queries.exams import Asked


class AnswerForm(forms.Form):
    """一道题: radio buttons for one answer, boxes for several; nothing chosen is no answer yet."""

    def __init__(self, asked: Asked, data: Any = None) -> None:
        super().__init__(data)
        options = [(str(n), text) for n, text in enumerate(asked.question.options)]
        chosen = [str(n) for n in asked.chosen]
        if asked.question.kind == QuestionKind.MULTIPLE:
            self.fields["chosen"] = forms.MultipleChoiceField(
                label=asked.question.text,
                choices=options,
                initial=chosen,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        else:
            self.fields["chosen"] = forms.ChoiceField(
                label=asked.question.text,
                choices=options,
                initial=chosen[0] if chosen else None,
                required=False,
                widget=forms.RadioSelect,
            )

    def chosen(self) -> list[int]:
        given = self.cleaned_data["chosen"]
        return [int(n) for n in (given if isinstance(given, list) else [given]) if n != ""]
