"""草稿问什么: the form and the papers of a draft: of one item, or of all chosen of a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bianmin.cases.models import Draft
from bianmin.catalogue.bundles import Part, plain_name, restricted
from bianmin.catalogue.merged import Merged
from bianmin.catalogue.queries import required_materials
from bianmin.catalogue.scenarios import form_in


def merged_of(draft: Draft) -> Merged:
    """合并的表: what the items of a bundle's draft ask together; nothing of an ordinary one."""
    return Merged(parts_of(draft))


def parts_of(draft: Draft) -> tuple[Part, ...]:
    """各件: the items of a bundle's draft in the order of its steps; none of an ordinary one."""
    if draft.bundle is None:
        return ()
    return restricted(draft.bundle.content, draft.chosen).parts


def form_of(draft: Draft) -> dict[str, Any]:
    """申请表: what the draft asks."""
    if draft.bundle is None:
        return form_in(draft.version, draft.scenario)
    return merged_of(draft).form


def materials_of(draft: Draft) -> list[dict[str, Any]]:
    """材料: what the draft asks to be brought; of a bundle each paper once."""
    if draft.bundle is None:
        return required_materials(draft.version, draft.scenario)
    return merged_of(draft).materials


def name_of(draft: Draft) -> str:
    """名称: the item, or the bundle, as people call it."""
    if draft.bundle is None:
        return draft.version.item.plain_name
    return plain_name(draft.bundle)


def wrong_in(draft: Draft) -> Mapping[str, str]:
    """各件查出的: what an item's own form finds wrong, by the names of the merged form."""
    merged = merged_of(draft)
    return merged.wrong(draft.answers.clear()) if merged.parts else {}
