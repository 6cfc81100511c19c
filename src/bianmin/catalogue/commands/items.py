"""事项的版本: checked, added for good, made the current one; whole files loaded at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.commands.element_scores import rescore
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.queries import forget_counts
from bianmin.catalogue.spelling import initials
from bianmin.rules.clock import Limit, Unit
from bianmin.rules.errors import Invalid
from bianmin.rules.forms import keep_order
from bianmin.rules.lint import lint_catalogue
from bianmin.rules.lint_findings import errors_of
from bianmin.rules.lists import stands_alone
from bianmin.rules.verdict import require

SEVEN_FIELDS = ("name", "item_type", "basis", "conditions", "materials", "fee")  # + time limits


def check_guide(guide: Mapping[str, Any], form: Mapping[str, Any]) -> None:
    """Raise Invalid unless the seven fields of the plan's 三（五） and the form are usable."""
    wrong = {name: "指南缺少这一项" for name in SEVEN_FIELDS if name not in guide}
    promised, statutory = guide.get("promised_limit"), guide.get("statutory_limit")
    if not promised:
        wrong["promised_limit"] = "指南缺少承诺时限"
    elif (
        statutory
        and promised["unit"] == statutory["unit"]
        and promised["amount"] > statutory["amount"]
    ):
        wrong["promised_limit"] = "承诺时限不能长于法定时限"
    if fault := _fault_of(json.dumps(form, sort_keys=True)):
        wrong["form"] = f"申请表结构有误：{fault}"
    if wrong:
        raise Invalid(f"事项“{guide.get('name', '')}”不能发布", wrong)


@lru_cache(1024)
def _fault_of(form: str) -> str:
    """Return what is no JSON Schema in a form; blank if it is one. The same text, the same word."""
    try:
        Draft202012Validator.check_schema(json.loads(form))
    except SchemaError as error:
        return error.message[:60]
    return ""


def limit_text(limit: Mapping[str, Any] | None) -> str:
    """Return a limit as stored, `"5 workday"`, or blank; the unit is checked."""
    if not limit:
        return ""
    checked = Limit(int(limit["amount"]), Unit(limit["unit"]))
    return f"{checked.amount} {checked.unit.value}"


@transaction.atomic
def publish_version(
    item: ServiceItem,
    *,
    guide: Mapping[str, Any],
    form: Mapping[str, Any],
    by: Actor,
    at: datetime,
    is_sample: bool = False,
) -> ItemVersion:
    """装入发布: add a version from a file and make it the current one; open cases keep theirs.

    People publish by two, through `drafts.publish_draft`.
    """
    require(policies.may_load(by))
    version = add_version(item, guide=guide, form=form, by=by, at=at, is_sample=is_sample)
    make_current(version, by=by, at=at)
    item.refresh_from_db()
    return version


def add_version(
    item: ServiceItem,
    *,
    guide: Mapping[str, Any],
    form: Mapping[str, Any],
    by: Actor,
    at: datetime,
    is_sample: bool = False,
) -> ItemVersion:
    """加版本: write the next immutable version of an item; it is not in force yet."""
    check_guide(guide, form)
    newest = item.versions.aggregate(n=Max("number"))["n"] or 0
    return ItemVersion.objects.create(
        item=item,
        number=newest + 1,
        guide=dict(guide),
        form=keep_order(form),
        case_kind=guide.get("case_kind", "promised"),
        is_licence=bool(guide.get("licence")),
        promised_limit=limit_text(guide["promised_limit"]),
        statutory_limit=limit_text(guide.get("statutory_limit")),
        presence_required=bool(guide.get("presence_required")),
        is_sample=is_sample,
        published_at=at,
        published_by=by.user_id,
    )


def make_current(version: ItemVersion, *, by: Actor, at: datetime) -> None:
    """生效: the item is what this version says from now on; open cases keep theirs."""
    guide = version.guide
    phrases = [guide["name"], guide["plain_name"], *guide.get("synonyms", [])]
    ServiceItem.objects.filter(pk=version.item_id).update(
        current=version,
        name=guide["name"],
        plain_name=guide["plain_name"],
        area=guide["area"],
        stands_alone=stands_alone(guide["area"]),
        icon=guide.get("icon", "doc"),
        popularity=guide.get("popular", 0),
        pinyin=initials(guide["plain_name"])[:60],
        search_text="\n".join(dict.fromkeys(phrases)),
    )
    forget_counts()
    transaction.on_commit(forget_counts)
    rescore(ServiceItem.objects.select_related("current").get(pk=version.item_id), at=at)
    record(f"item:{version.item_id}", "publish", unit=0, by=by, at=at, number=version.number)


def _advice(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """查文件: return the advice; Invalid names every error with its item and place."""
    told = {str(item["code"]): (item, item["form_schema"]) for item in items}
    found = lint_catalogue(told)
    wrong = errors_of(found)
    if wrong:
        fields = {f"{one.code} {one.place}": f"{one.sentence}（{one.rule.label}）" for one in wrong}
        raise Invalid(f"指南有 {len(wrong)} 处错误，没有导入", fields)
    return [f"{one.code} {one}" for one in found]


@dataclass
class ImportReport:
    """What an import did: codes of items that are new, changed and unchanged, and advice."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)  # what the lint would write better


@transaction.atomic
def import_items(
    items: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime, dry_run: bool = False
) -> ImportReport:
    """导入: publish each item whose guide or form differs from its current version.

    What the lint finds is told; an error refuses the whole file, in a dry run too.
    """
    items = list(items)
    report = ImportReport(advice=_advice(items))
    for source in items:
        guide = {key: value for key, value in source.items() if key != "form_schema"}
        form = keep_order(source["form_schema"])
        known = ServiceItem.objects.filter(code=source["code"]).select_related("current").first()
        if known and known.current and (known.current.guide, known.current.form) == (guide, form):
            report.unchanged.append(source["code"])
            continue
        (report.changed if known else report.added).append(source["code"])
        if dry_run:
            check_guide(guide, form)
            continue
        item = known or ServiceItem.objects.create(
            code=source["code"],
            area=source["area"],
            name=source["name"],
            plain_name=source["plain_name"],
            stands_alone=stands_alone(source["area"]),
        )
        sample = source.get("mark", "").startswith("示例")
        publish_version(item, guide=guide, form=form, by=by, at=at, is_sample=sample)
    return report
