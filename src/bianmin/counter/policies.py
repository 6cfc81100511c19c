"""谁能取号、叫号: anybody while the site is open; the windows of the site; who runs it looks on."""

from __future__ import annotations

from datetime import datetime, timedelta

from bianmin.accounts.actor import Actor
from bianmin.counter.models import QueueTicket
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.sites.models import Site
from bianmin.sites.queries import hours_today
from bianmin.workforce import policies as workforce

AT_WINDOW = (RoleKind.CLERK, RoleKind.STATION_CLERK)
SEES_QUEUE = (*AT_WINDOW, *workforce.RUNS_SITES)
BEFORE_OPENING = timedelta(minutes=30)
REMINDS_BEFORE = timedelta(hours=20)
NOT_AT_ONCE = timedelta(hours=1)


def may_take(site: Site, at: datetime) -> Verdict:
    """取号: from half an hour before the site opens until it closes for the day."""
    local = at.astimezone(SHANGHAI)
    spans = hours_today(site, local.date()) if site.status == "open" else ()
    opens = datetime.combine(local.date(), spans[0].opens, SHANGHAI) if spans else local
    return first_denial(
        (site.status == "open", f"{site.name}现在不对外服务"),
        (bool(spans), f"{site.name}今天休息，不取号"),
        (at >= opens - BEFORE_OPENING, f"还没到取号的时间，{opens:%H:%M} 开门"),
        (not spans or local.time() < spans[-1].closes, "今天已经下班，明天再来取号"),
    )


def may_call(by: Actor, site: Site) -> Verdict:
    """叫号: whoever has a window at the site."""
    return first_denial((by.at_site(site.pk, *AT_WINDOW), f"叫号由{site.name}的窗口人员来做"))


def may_look(by: Actor, site: Site) -> Verdict:
    """看排队: the windows of the site, and who runs it."""
    runs = workforce.may_run(by, site.region)
    return first_denial((bool(may_call(by, site)) or bool(runs), "您的岗位不能查看这里的排队"))


def may_settle(by: Actor, ticket: QueueTicket) -> Verdict:
    """核实没有结果的号: who runs the site; never the clerk whose ticket it was."""
    run = workforce.may_run(by, ticket.site.region)
    return first_denial(
        (bool(run), "没有登记结果的号由本中心负责人核实"),
        (by.user_id != ticket.clerk_id, "自己叫的号请别人核实"),
    )


def may_plan(by: Actor, site: Site) -> Verdict:
    """预约安排: who runs the site."""
    run = workforce.may_run(by, site.region)
    return first_denial((bool(run), "预约由本中心负责人或审批局安排"))
