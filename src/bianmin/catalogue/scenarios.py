"""情形: which exact case of an item a citizen has, and what the version then says and asks."""

from __future__ import annotations

from typing import Any

from bianmin.catalogue.models import ItemVersion
from bianmin.rules.errors import Invalid
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.scenarios import Leaf, Tree, form_at, guide_at, tree_of

NOT_CHOSEN = "这件事分几种情形，请先回答几个问题"
NO_SUCH = "没有这种情形，请重新回答问题"


def tree_in(version: ItemVersion) -> Tree | None:
    """问题树: the questions of a version; None when the item is not split."""
    return tree_of(version.guide)


def scenarios_in(version: ItemVersion) -> tuple[str, ...]:
    """所有情形: the keys of the leaves; nothing where the item is not split."""
    tree = tree_of(version.guide)
    return tuple(leaf.key for leaf in tree.leaves) if tree else ()


def leaf_in(version: ItemVersion, scenario: str) -> Leaf | None:
    """情形: a leaf of the version by its key, or None."""
    tree = tree_of(version.guide) if scenario else None
    return tree.leaf(scenario) if tree else None


def check_scenario(version: ItemVersion, scenario: str) -> Leaf | None:
    """核对情形: the leaf that an application names; Invalid when it must name one, or another."""
    tree = tree_of(version.guide)
    if tree is None and not scenario:
        return None
    leaf = tree.leaf(scenario) if tree else None
    if leaf is None:
        sentence = NO_SUCH if scenario else NOT_CHOSEN
        raise Invalid(sentence, {"scenario": sentence})
    return leaf


def told_at(version: ItemVersion, scenario: str = "") -> dict[str, Any]:
    """情形下的指南: the guide as it holds for one scenario."""
    return guide_at(version.guide, leaf_in(version, scenario))


def form_in(version: ItemVersion, scenario: str = "") -> dict[str, Any]:
    """情形下的申请表: the form that one scenario asks."""
    return form_at(version.form, leaf_in(version, scenario))


def promised_in(version: ItemVersion, scenario: str = "") -> Limit:
    """情形下的承诺: the limit of the version, or the one that the scenario sets for itself."""
    leaf = leaf_in(version, scenario)
    if leaf is None or not leaf.says("promised_limit"):
        return Limit.parse(version.promised_limit)
    own = leaf.own["promised_limit"]
    return Limit(int(own["amount"]), Unit(own["unit"]))


def scenario_name(version: ItemVersion, scenario: str) -> str:
    """情形的名字: blank where the item is not split."""
    leaf = leaf_in(version, scenario)
    return leaf.name if leaf else ""
