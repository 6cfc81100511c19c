"""换新表: a draft whose item has a newer form: what changed, and what of the answers stays."""

from __future__ import annotations

from bianmin.cases.models import Draft
from bianmin.catalogue.scenarios import form_in, scenarios_in
from bianmin.rules.form_changes import changes


def changes_for(draft: Draft) -> list[str]:
    """Return in words what the item's present form asks otherwise; nothing while it is the same."""
    item = draft.version.item
    if item.current_id in (None, draft.version_id):
        return []
    present = item.current
    assert present is not None
    if draft.scenario and draft.scenario not in scenarios_in(present):
        return ["这件事的情形改了，要从头回答问题"]
    return changes(form_in(draft.version, draft.scenario), form_in(present, draft.scenario))
