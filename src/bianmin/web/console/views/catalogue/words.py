"""群众的说法: the words that the search knows, and those that it did not; two taps to teach it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import finding, policies
from bianmin.catalogue.commands import words as commands
from bianmin.catalogue.models import EmptySearch, SearchWord
from bianmin.web.console.forms.catalogue.words import (
    MeaningForm,
    NamingForm,
    WordFilterForm,
    suggestions,
)
from bianmin.web.console.page import page
from bianmin.web.console.wording import wording
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

MISSED, PER_PAGE, GUESSES = 20, 50, 3


@staff(*policies.WATCHING)
@require_GET
def words(request: Request) -> HttpResponse:
    return _show(request)


@staff(*policies.CITY)
@require_POST
def naming(request: Request) -> HttpResponse:
    """A word names an item: typed below, or tapped beside what nobody found."""
    form = NamingForm(request.POST, prefix=request.POST.get("beside", "name"))
    added = attempt(
        form, lambda: commands.name_item(form.cleaned_data["word"], form.chosen(), **act(request))
    )
    if added is None:
        return _show(request, naming=form)
    messages.success(request, f"以后搜“{added.word}”就能找到了")
    return redirect("console:words")


@staff(*policies.CITY)
@require_POST
def meaning(request: Request) -> HttpResponse:
    form = MeaningForm(request.POST, prefix="mean")
    added = attempt(form, lambda: commands.equate_word(**form.cleaned_data, **act(request)))
    if added is None:
        return _show(request, meaning=form)
    messages.success(request, f"“{added.word}”以后当“{added.means}”来找")
    return redirect("console:words")


@staff(*policies.CITY)
@require_POST
def switching_off(request: Request) -> HttpResponse:
    off = commands.turn_word_off(request.POST.get("word", "")[:30], **act(request))
    messages.success(request, f"“{off.word}”不再当“{off.means}”来找")
    return redirect("console:words")


@staff(*policies.CITY)
@require_POST
def removal(request: Request, pk: int) -> HttpResponse:
    commands.take_word_away(get_object_or_404(SearchWord, pk=pk), **act(request))
    messages.success(request, "已撤掉")
    return redirect("console:words")


@staff(*policies.CITY)
@require_POST
def setting_aside(request: Request, pk: int) -> HttpResponse:
    commands.set_search_aside(get_object_or_404(EmptySearch, pk=pk), **act(request))
    messages.success(request, "已从列表里去掉")
    return redirect("console:words")


def _show(
    request: Request, naming: NamingForm | None = None, meaning: MeaningForm | None = None
) -> HttpResponse:
    narrowed = WordFilterForm(request.GET)
    narrowed.is_valid()
    known = wording(q=narrowed.cleaned_data.get("q", ""), of=narrowed.cleaned_data.get("of", ""))
    missed = finding.missed_searches()
    beside = naming.prefix if naming is not None else ""
    context: dict[str, Any] = {
        "missed": [
            (
                row,
                finding.guesses(row.words, most=GUESSES),
                naming if naming is not None and beside == f"m{row.pk}" else _beside(row),
            )
            for row in missed[:MISSED]
        ],
        "missed_count": missed.count(),
        "form": narrowed,
        "page": Paginator(known, PER_PAGE).get_page(request.GET.get("page")),
        "naming": naming if naming is not None and beside == "name" else NamingForm(prefix="name"),
        "meaning": meaning or MeaningForm(prefix="mean"),
        "may_edit": policies.may_edit_words(request.actor),
        **suggestions(),
    }
    status = 422 if naming is not None or meaning is not None else 200
    return page(request, "console/catalogue/words.html", context, status=status)


def _beside(row: EmptySearch) -> NamingForm:
    return NamingForm(prefix=f"m{row.pk}", initial={"word": row.words})
