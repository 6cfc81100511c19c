"""委托谁能办: who may ask for one, record one at a window, and end one."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Mandate, Person
from bianmin.rules.mandates import Side, Way
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial
from bianmin.sites.models import Site

RECORDS = frozenset({RoleKind.CLERK, RoleKind.STATION_CLERK})
"""窗口: who has seen both people, their cards and the signature."""

NOT_OWN = "和您本人有关的委托，请同事登记"


def may_ask(by: Actor, holder: Person) -> Verdict:
    """申请委托: for oneself, as who is known by name and number."""
    return first_denial(
        (by.person_id == holder.pk, "只能替自己申请"),
        (bool(holder.id_number) and holder.kind == "natural", "先登记您的姓名和身份证号"),
        (bool(holder.phone), "先登记您的手机号"),
    )


def may_record(by: Actor, site: Site, principal: Person, holder: Person) -> Verdict:
    """窗口登记委托: a window of the site, and neither side of it."""
    return first_denial(
        (by.at_site(site.pk, *RECORDS), "委托由窗口核对证件以后登记"),
        (by.person_id not in (principal.pk, holder.pk), NOT_OWN),
        (principal.kind == holder.kind == "natural", "只给个人之间登记委托"),
        (principal.erased_at is None and holder.erased_at is None, "有一方的信息已按规定删除"),
    )


def may_be_entrusted(by: Actor, principal: Person, holder: Person) -> Verdict:
    """委托代办员: the agent whom it is signed to, who has seen the card; never their own."""
    return first_denial(
        (by.has(RoleKind.AGENT) and by.person_id == holder.pk, "由代办员本人登记"),
        (principal.pk != holder.pk, NOT_OWN),
        (principal.kind == "natural", "只给个人代办"),
        (principal.erased_at is None, "这个人的信息已按规定删除"),
    )


def may_use_at_window(by: Actor, mandate: Mandate) -> Verdict:
    """窗口凭委托办: a window that has seen the holder's card, and is neither side."""
    return first_denial(
        (by.has(*RECORDS), "凭委托来办的，由窗口核对代办人的身份证以后收"),
        (
            by.person_id not in (mandate.principal_id, mandate.holder_id),
            "和您本人有关的委托，请同事收",
        ),
    )


def may_end(by: Actor, mandate: Mandate, side: Side) -> Verdict:
    """停止委托: either side, at any moment; a window on their word, whichever it is."""
    at_window = by.has(*RECORDS) and by.person_id not in (mandate.principal_id, mandate.holder_id)
    is_side = {
        Side.PRINCIPAL: by.person_id == mandate.principal_id and mandate.way != Way.LAW,
        Side.HOLDER: by.person_id == mandate.holder_id,
        Side.WINDOW: at_window,
    }
    return first_denial(
        (is_side.get(side, False), "只有本人、代办的人或者窗口能停止这份委托"),
        (mandate.ended_at is None, NotNow("这份委托已经停了")),
    )
