"""换新表: a draft whose item has a newer form: what changed, and what of the answers stays."""

from __future__ import annotations

from bianmin.cases.drafted import parts_of
from bianmin.cases.models import Draft
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import form_in, scenarios_in
from bianmin.rules.form_changes import changes


def changes_for(draft: Draft) -> list[str]:
    """Return in words what the item's present form asks otherwise; nothing while it is the same."""
    if draft.bundle is None:
        return _changes(draft.version, draft.scenario)
    return [
        f"{part.asked.plain_name}：{told}"
        for part in parts_of(draft)
        for told in _changes(part.version, part.step.leaf)
    ]


def _changes(version: ItemVersion, scenario: str) -> list[str]:
    present = version.item.current
    if present is None or present.pk == version.pk:
        return []
    if scenario and scenario not in scenarios_in(present):
        return ["这件事的情形改了，要从头回答问题"]
    return changes(form_in(version, scenario), form_in(present, scenario))
