"""窗口里的纸: what lies at the window when somebody goes, and the next one must know of.

Results that wait to be fetched, and the originals that lie with them, are kept by the window, not
by a person: nothing changes but who answers for them, so the list names each.
"""

from __future__ import annotations

from collections.abc import Sequence

from bianmin.accounts.models import Role
from bianmin.accounts.queries import holding_at
from bianmin.cases import queries
from bianmin.cases.commands.handing import Matter, originals_of
from bianmin.rules.rota import PostKind
from bianmin.workforce.models import Post
from bianmin.workforce.parts import Move

MOST = 50
"""A list that is read and signed; the rest stands in the worklist of the window."""


def window_sites(move: Move) -> list[int]:
    """有窗口的站点: where the giver works beside a window, also if the posts are given already."""
    held = Role.objects.filter(holding_at(move.at), user=move.giver, site__unit=move.unit)
    windows = Post.objects.filter(
        kind=PostKind.WINDOW.value, closed_on__isnull=True, site_id__in=held.values("site_id")
    )
    return list(windows.values_list("site_id", flat=True).distinct())


def hand_over_papers(move: Move) -> Sequence[Matter]:
    """待取的结果和原件: given are those at the giver's windows; given back, those still there."""
    waiting = queries.to_fetch(move.unit, window_sites(move)).values_list(
        "pk", "number", "item__plain_name"
    )[:MOST]
    results = [Matter("result", pk, f"{number} {name}"[:80]) for pk, number, name in waiting]
    papers = [*results, *originals_of(move.unit, [one.subject for one in results])]
    return [one for one in papers if move.only is None or one.subject in move.only]
