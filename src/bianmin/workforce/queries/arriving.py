"""到岗签到的码: what hangs on a site's screen, and who has to scan it.

At a site with a window whoever signs in by phone scans the code that a colleague's computer (or the
hall's screen) shows: it cannot be pressed from home. An agent, who is out in the village, presses.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.sites.models import Site
from bianmin.workforce import codes, policies
from bianmin.workforce.models import DutySign, Post


def needs_code(site: Site, by: Actor) -> bool:
    """要扫码: whether this person, signing in here by phone, wants the code on the screen."""
    if is_only_agent(by, site.pk):
        return False
    windows = Post.objects.filter(site=site, kind=PostKind.WINDOW.value, closed_on__isnull=True)
    return windows.exists()


def is_only_agent(by: Actor, site_id: int) -> bool:
    kinds = {role.kind for role in by.roles if role.site_id == site_id}
    return kinds == {RoleKind.AGENT}


def duty_code(site: Site, *, at: datetime) -> str:
    """到岗签到码: what the screen of a site shows in these seconds; for `me:arrival`."""
    return codes.code_at(_secret(site), at)


def may_show_code(by: Actor, site: Site, *, at: datetime) -> Verdict:
    """Whoever has signed in at the site may show its code to colleagues, and whoever runs it."""
    here = DutySign.objects.filter(
        unit=site.unit, site=site, user_id=by.user_id or 0, left_at__isnull=True,
        day=localdate(at),
    )  # fmt: skip
    return first_denial(
        (
            bool(policies.may_run(by, site.region)) or (by.at_site(site.pk) and here.exists()),
            f"签到码由{site.name}在岗的同事打开：您先在窗口电脑上签到",
        )
    )


def ticket(site: Site, code: str, by: Actor, *, at: datetime) -> str:
    """扫到了: the ticket of somebody who has just scanned the code; blank for an old code."""
    secret = _secret(site)
    return codes.ticket_for(secret, by.user_id or 0, at) if codes.is_good(secret, code, at) else ""


def is_here(site: Site, given: str, by: Actor, *, at: datetime) -> bool:
    """人在现场: whether a ticket says that this person has scanned the site's screen just now."""
    return codes.is_ticket(_secret(site), given, by.user_id or 0, at)


def _secret(site: Site) -> str:
    return keyed_hash("duty_code", str(site.pk)).hex()
