"""改问题树: a guide with one question or one leaf written anew; the guide itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

NEW_LEAF = "+"
"""Where an answer leads to when it wants a leaf of its own, named by the answer."""


def with_question(
    guide: Mapping[str, Any],
    key: str,
    *,
    text: str,
    hint: str,
    options: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """写问题: the question by its key, or a new one; without words and answers it is taken out."""
    questions, leaves = _parts(guide)
    told = []
    for words, to in options:
        if to == NEW_LEAF:
            to = _free(questions, leaves, "s")
            leaves.append({"key": to, "name": words, "materials": _always(guide)})
        told.append({"text": words, "to": to})
    key = key or _free(questions, leaves, "q")
    question = {"key": key, "text": text, "options": told} | ({"hint": hint} if hint else {})
    return _told(guide, _put(questions, key, question if text or told else None), leaves)


def with_leaf(
    guide: Mapping[str, Any],
    key: str,
    *,
    name: str,
    materials: Sequence[str],
    own: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """写情形: what a leaf is called, asks for and says for itself; without a name it is taken out.

    `own` names limit, fee, path and fields; what is None there is as the guide says.
    """
    questions, leaves = _parts(guide)
    old = next((leaf for leaf in leaves if leaf["key"] == key), {"key": key})
    told = old | {"name": name, "materials": list(materials)} | dict(own or {})
    leaf = {part: value for part, value in told.items() if value is not None}
    return _told(guide, questions, _put(leaves, key, leaf if name else None))


def with_order(guide: Mapping[str, Any], key: str, *, up: bool) -> dict[str, Any]:
    """换先后: a question (or a leaf) one place up or down; the first question is asked first."""
    questions, leaves = _parts(guide)
    return _told(guide, _moved(questions, key, up=up), _moved(leaves, key, up=up))


def _moved(rows: Sequence[dict[str, Any]], key: str, *, up: bool) -> list[dict[str, Any]]:
    at = next((n for n, row in enumerate(rows) if row["key"] == key), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(rows):
        return list(rows)
    moved = list(rows)
    moved[at], moved[to] = moved[to], moved[at]
    return moved


def _parts(guide: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    tree = guide.get("scenarios") or {}
    return list(tree.get("questions", ())), list(tree.get("leaves", ()))


def _told(
    guide: Mapping[str, Any], questions: Sequence[Any], leaves: Sequence[Any]
) -> dict[str, Any]:
    told = {name: value for name, value in guide.items() if name != "scenarios"}
    if questions or leaves:
        told["scenarios"] = {"questions": list(questions), "leaves": list(leaves)}
    return told


def _put(rows: Sequence[dict[str, Any]], key: str, row: dict[str, Any] | None) -> list[Any]:
    if all(one["key"] != key for one in rows):
        return [*rows, *([row] if row else [])]
    return [new for one in rows if (new := row if one["key"] == key else one)]


def _free(questions: Sequence[Mapping[str, Any]], leaves: Sequence[Any], head: str) -> str:
    taken = {one["key"] for one in (*questions, *leaves)}
    return next(key for n in count(1) if (key := f"{head}{n}") not in taken)


def _always(guide: Mapping[str, Any]) -> list[str]:
    """The materials that everybody brings; those of some cases are ticked by the editor."""
    return [str(m["key"]) for m in guide.get("materials", ()) if m.get("need", 1) != 2]
