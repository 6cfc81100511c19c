"""申请表编辑: one field at a time, by keyboard and without script; the phone's view beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import policies
from bianmin.catalogue.commands.drafts import revise_draft
from bianmin.catalogue.form_editing import page_of, rule_of, with_block, with_field, with_page
from bianmin.catalogue.form_files import blocks
from bianmin.catalogue.models import VersionDraft
from bianmin.rules.forms import (
    HINTS,
    Form,
    count,
    hints,
    in_order,
    is_table,
    known_beforehand,
    label_of,
    sections,
    topics,
)
from bianmin.rules.forms import when as condition_of
from bianmin.rules.lint_forms import form_findings
from bianmin.rules.scenarios import tree_of
from bianmin.rules.verdict import require
from bianmin.web.console.forms.catalogue.application_forms import BlockForm, FieldForm
from bianmin.web.console.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*policies.CITY)
@require_GET
def application_form(request: Request, pk: int) -> HttpResponse:
    return _show(request, _draft(pk), request.GET.get("at", ""), request.GET.get("table", ""))


@staff(*policies.CITY)
@require_POST
def field(request: Request, pk: int) -> HttpResponse:
    shown, key = _draft(pk), request.POST.get("key", "")
    table = _table(shown.form, request.POST.get("table", ""))
    typed = FieldForm(
        request.POST, form=shown.form, name=key, tree=tree_of(shown.guide), table=table
    )

    def write() -> VersionDraft:
        given, rule = typed.cleaned_data, typed.rule()
        name = key or (f"{table}." if table else "")
        form = with_field(shown.form, name, rule, required=given["required"], after=given["after"])
        if rule is not None and not typed.table:
            topic = hints(rule)["topic"]
            section = topic.get("section", "")
            form = with_page(form, topic["page"], title=topic["title"], section=section)
        return revise_draft(shown, form=form, **act(request))

    return _after(request, shown, key, attempt(typed, write), typed)


@staff(*policies.CITY)
@require_POST
def block(request: Request, pk: int) -> HttpResponse:
    shown, typed = _draft(pk), BlockForm(request.POST)

    def write() -> VersionDraft:
        return revise_draft(
            shown, form=with_block(shown.form, typed.cleaned_data["block"]), **act(request)
        )

    return _after(request, shown, "", attempt(typed, write), typed)


def _after(
    request: Request, shown: VersionDraft, key: str, done: VersionDraft | None, typed: Any
) -> HttpResponse:
    if done is None:
        return _show(request, shown, key, request.POST.get("table", ""), typed)
    messages.success(request, "已保存")
    to = f"?{urlencode({'at': key})}" if key and rule_of(done.form, key) else ""
    return redirect(f"{reverse('console:draft-form', args=[shown.pk])}{to}")


def _show(
    request: Request, shown: VersionDraft, at: str, table: str, typed: Any = None
) -> HttpResponse:
    require(policies.may_see_drafts(request.actor))
    table, rule = _table(shown.form, table), rule_of(shown.form, at)
    groups = typed if isinstance(typed, BlockForm) else BlockForm()
    form = typed if isinstance(typed, FieldForm) else None
    name = at if rule else ""
    context = {
        "draft": shown,
        "item": shown.item,
        "form": form
        or FieldForm(form=shown.form, name=name, tree=tree_of(shown.guide), table=table),
        "blocks": groups,
        "at": name,
        "table": table,
        "sections": _listed(shown.form),
        "total": count(shown.form),
        "known": known_beforehand(shown.form),
        "preview": _preview(shown.form, at),
        "findings": list(form_findings(shown.guide, shown.form)),
    }
    is_wrong = typed is not None and bool(typed.errors)
    status = 422 if is_wrong else 200
    return page(request, "console/catalogue/application_form.html", context, status=status)


@dataclass(frozen=True)
class Line:
    """一项: as the list of the form's fields shows it."""

    name: str
    words: str
    is_conditional: bool
    is_known: bool
    block: str
    columns: list[tuple[str, str]]


def _listed(form: Form) -> list[tuple[str, list[Line]]]:
    return [
        (title, [_line(name, form["properties"][name]) for name in names])
        for title, names in sections(form)
    ]


def _line(name: str, rule: Any) -> Line:
    columns = in_order(rule["items"]) if is_table(rule) else []
    return Line(
        name,
        label_of(name, rule),
        is_conditional=condition_of(rule) is not None,
        is_known=bool(hints(rule).get("prefill")),
        block=str(blocks().get(str(hints(rule).get("block", "")), {}).get("title", "")),
        columns=[(f"{name}.{key}", label_of(key, column)) for key, column in columns],
    )


def _preview(form: Form, at: str) -> AnswersForm | None:
    """手机上的样子: the page of the field, with every field on it whether it is asked or not."""
    name = at.partition(".")[0]
    rules = form.get("properties", {})
    if not rules:
        return None
    plain = {
        key: dict(rule) | {HINTS: {k: v for k, v in hints(rule).items() if k != "when"}}
        for key, rule in rules.items()
    }
    numbers = sorted({page_of(rule) for rule in rules.values()})
    here = numbers.index(page_of(rules[name])) if name in rules else len(topics(form)) - 1
    return AnswersForm(dict(form) | {"properties": plain}, here, prefix="preview")


def _table(form: Form, name: str) -> str:
    rule = form.get("properties", {}).get(name)
    return name if rule is not None and is_table(rule) else ""


def _draft(pk: int) -> VersionDraft:
    return get_object_or_404(VersionDraft.objects.select_related("item"), pk=pk)
