"""试办: run one command with what a form has cleaned, so that a refusal loses nothing typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.forms.utils import ErrorDict

from bianmin.rules.errors import DomainError, Invalid

Result = TypeVar("Result")


def attempt(
    form: forms.BaseForm,
    act: Callable[[], Result],
    *,
    also: tuple[type[DomainError], ...] = (),
) -> Result | None:
    """试办: return what the command returns, or None when the form or the command finds a fault.

    The fault stands at its field and the page is shown again (422). Every other refusal passes
    through to its own page, but those of `also`: their sentence stands above the form.
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except Invalid as wrong:
        tell(form, wrong)
    except also as refusal:
        form.add_error(None, str(refusal))
    return None


def tell(form: forms.BaseForm, wrong: Invalid) -> None:
    """告知: put each sentence at its field, or above the form when it has no such field."""
    for name, sentence in wrong.fields.items():
        if name not in form.fields:
            form.add_error(None, sentence)
        elif name not in form.errors:
            form.add_error(name, sentence)
    if not form.errors:
        form.add_error(None, str(wrong))


def hush(form: Any) -> None:
    """不提: say nothing of what is wrong or missing in a form that was not sent to be checked."""
    form._errors, form.cleaned_data = ErrorDict(), {}
