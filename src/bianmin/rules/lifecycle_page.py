"""流程页: the page docs/lifecycle.md, written from the table and compared with it by a check."""

from collections.abc import Iterable

from bianmin.rules import roles
from bianmin.rules.lifecycle import (
    ACTION_LABELS,
    CITIZEN_WORDS,
    CLOSED_STATES,
    LABELS,
    MOVES,
    RUNNING,
    SECOND_PERSON,
    SYSTEM_ACTIONS,
    Action,
    State,
    who_may,
)
from bianmin.rules.roles import RoleKind

_HEAD = """\
# 办件流程 (lifecycle)

This page is generated from `bianmin/rules/lifecycle.py`; do not edit it. A pause (特别程序) is
a row beside the case and not a state.
"""


def page() -> str:
    """流程页: return the whole page."""
    parts = (_HEAD, f"```mermaid\n{diagram()}```\n", _states(), _moves(), _second_persons())
    return "\n".join(parts)


def diagram() -> str:
    """流程图: return the table as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [f"    {state} : {LABELS[state]}" for state in State]
    lines += [
        f"    {origin} --> {target} : {ACTION_LABELS[action]}"
        for (origin, action), target in MOVES.items()
    ]
    lines += [f"    {state} --> [*]" for state in State if not _leaves(state)]
    return "\n".join(lines) + "\n"


def _leaves(state: State) -> bool:
    return any(origin is state for origin, _ in MOVES)


def _states() -> str:
    rows = (
        f"| `{state}` | {LABELS[state]} | {CITIZEN_WORDS[state]} "
        f"| {'已结' if state in CLOSED_STATES else '在办'} "
        f"| {'计时' if state in RUNNING else ''} |"
        for state in State
    )
    return _table("状态", "| state | 官方用语 | 群众看到的话 | 在办/已结 | 承诺时限 |", rows)


def _moves() -> str:
    rows = (
        f"| {LABELS[origin]} | `{action}` {ACTION_LABELS[action]} | {LABELS[target]} "
        f"| {_who(origin, action)} |"
        for (origin, action), target in MOVES.items()
    )
    return _table("动作", "| 从 | action | 到 | 谁能做 |", rows)


def _second_persons() -> str:
    rows = (
        f"| `{action}` {ACTION_LABELS[action]} | {_names(kinds)} |"
        for action, kinds in SECOND_PERSON.items()
    )
    return _table("须有第二人", "| action | 第二人 |", rows)


def _who(origin: State, action: Action) -> str:
    return "系统" if action in SYSTEM_ACTIONS else _names(who_may(origin, action))


def _names(kinds: frozenset[RoleKind]) -> str:
    return "、".join(roles.LABELS[kind] for kind in RoleKind if kind in kinds)


def _table(title: str, head: str, rows: Iterable[str]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join((f"## {title}\n", head, rule, *rows, ""))
