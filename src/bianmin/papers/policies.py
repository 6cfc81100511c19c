"""谁能印: who prints for a site and says what hangs there, and who looks on."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.sites.models import Site

AT_SITE = frozenset({RoleKind.STATION_CLERK, RoleKind.AGENT})
BY_REGION = frozenset({RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU, RoleKind.CITY_BUREAU})
LOOKING_ON = frozenset({RoleKind.COUNTY_OFFICE, RoleKind.CITY_OFFICE, RoleKind.SUPERVISOR})
WATCHING = BY_REGION | LOOKING_ON
"""管印刷的: at one's own site, for the sites of one's part of the tree, or only to see."""


def may_print_for(actor: Actor, site: Site) -> Verdict:
    """可印: `site` comes with its region."""
    return first_denial(
        (
            actor.at_site(site.pk, *AT_SITE) or actor.covers(site.region.path, *BY_REGION),
            "这个站点不归您管",
        ),
        (site.status == "open", "这个站点没有开放"),
    )


def may_chase(actor: Actor, site: Site) -> Verdict:
    """可催: whoever looks after the sites of this part of the tree, or looks on; never the site."""
    return first_denial(
        (actor.covers(site.region.path, *WATCHING), "这个站点不在您的职责之内"),
        (site.status == "open", "这个站点没有开放"),
    )


def may_see_prints(actor: Actor, site: Site) -> Verdict:
    """可看: what hangs at a site and what was printed for it; not for the neighbour."""
    mine = actor.at_site(site.pk, *AT_SITE) or actor.covers(site.region.path, *WATCHING)
    return first_denial((mine, "这个站点不在您的职责之内"))
