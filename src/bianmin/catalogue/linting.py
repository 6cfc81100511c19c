"""检查指南: a draft held against the published guides, and the whole catalogue against itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bianmin.catalogue.bundles import all_findings
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.queries import active
from bianmin.rules.lint import disagreements, lint_catalogue, lint_guide, shared_papers
from bianmin.rules.lint_findings import Finding


def catalogue_findings() -> list[Finding]:
    """查目录: every finding in the guides that are in force and the bundles made of them."""
    rows = ItemVersion.objects.filter(pk__in=active().order_by().values("current"))
    guides = {
        code: (guide, form) for code, guide, form in rows.values_list("item__code", "guide", "form")
    }
    return lint_catalogue(guides) + all_findings()


def draft_findings(
    item: ServiceItem, guide: Mapping[str, Any], form: Mapping[str, Any]
) -> list[Finding]:
    """查草稿: its own findings, and where it says otherwise than a published guide."""
    rows = active().exclude(pk=item.pk).order_by("code")
    others = dict(rows.values_list("code", "current__guide"))
    found = lint_guide(guide, form, shared=shared_papers(others.values()))
    mine = f"\N{REPLACEMENT CHARACTER}{item.code}"  # behind all others: said of this guide
    return found + [
        Finding(one.rule, one.place, one.sentence)
        for one in disagreements(others | {mine: guide})
        if one.code == mine
    ]
