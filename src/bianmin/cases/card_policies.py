"""答复单谁能办: who gives a card at a window, and who answers one."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.cases.models import Card
from bianmin.cases.policies import AT_WINDOW
from bianmin.rules.cards import CardKind
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial
from bianmin.sites.models import Site

ANSWERS_CARDS = frozenset({RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU})


def may_give_card(actor: Actor, site: Site) -> Verdict:
    """Say whether the actor may give a card at this site: whoever works there may help."""
    return first_denial(
        (actor.at_site(site.pk, *AT_WINDOW, RoleKind.CENTER_HEAD), "只有本窗口的工作人员可以开单")
    )


def may_answer_card(actor: Actor, card: Card) -> Verdict:
    """Say whether the actor may answer a card: the head or the county, for whoever asked."""
    answers = any(
        (role.kind is RoleKind.CENTER_HEAD and role.region_id == card.township_id)
        or (role.kind in ANSWERS_CARDS and role.unit == card.unit)
        for role in actor.roles
    )
    return first_denial(
        (answers, "答复由本中心负责人或县里作出"),
        (card.kind == CardKind.REPLY_CARD, "只有答复卡要答复"),
        (card.answered_at is None, NotNow("这张答复卡已经答复")),
    )
