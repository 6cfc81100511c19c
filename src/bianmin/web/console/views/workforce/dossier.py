"""一个人的档案: service, rights, certificates and training, with what may be done about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate

from bianmin.accounts.models import Grant, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.cases.policies import AT_WINDOW
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.rules.exams import Scope
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.web.console.forms.workforce import people as forms
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.commands.leaving import WHYS
from bianmin.workforce.commands.register import EMPLOYED
from bianmin.workforce.models import Certificate, Qualification
from bianmin.workforce.queries import exams, mine, people, records, rotas, training

MOST_COLLEAGUES = 400
PORTRAIT_TIPS = ("正面，脸看得清", "像证件照那样竖着拍")


def region_of(user: User, at: datetime) -> Region:
    """Return where somebody works, or worked last."""
    held = user.roles.select_related("region__parent__parent__parent").order_by("-starts_at", "-id")
    role = held.filter(holding_at(at)).first() or held.first()
    if role is None:
        raise NotFound("这名工作人员没有岗位记录")
    return role.region


def sites_of(user: User, at: datetime) -> list[Site]:
    """Return the sites at which somebody can be granted items."""
    kinds = [kind.value for kind in (*AT_WINDOW, RoleKind.AGENT)]
    held = Role.objects.filter(holding_at(at), user=user, kind__in=kinds, site__isnull=False)
    return list(
        Site.objects.filter(pk__in=held.values("site_id")).select_related("region").order_by("id")
    )


def allowed_items(certificates: list[Certificate]) -> list[tuple[str, str]]:
    """Return (code, words) of what these certificates allow; blank is every item."""
    codes: set[str] = set()
    for one in certificates:
        if one.course.scope == Scope.ALL:
            codes.add("")
        elif one.course.scope == Scope.ITEMS:
            codes |= set(one.course.item_codes)
    names = mine.item_names(codes)
    return [(code or "all", names[code]) for code in sorted(codes)]


def show(request: Request, user: User, **given: Any) -> HttpResponse:
    """Show the page of a person; forms given back stand in it with their faults."""
    region = region_of(user, request.at)
    require(policies.may_see_people(request.actor, region))
    today = localdate(request.at)
    certificates = list(exams.certificates_of(user))
    valid = [c for c in certificates if c.revoked_at is None and c.valid_until >= today]
    choices = allowed_items(valid)
    held = _held(user, request.at)
    names = mine.item_names(_granted(user))
    record = getattr(user, "record", None)
    context = {
        "member": user,
        "region": region,
        "crumbs": reach.crumbs(reach.township_of(region), request.actor),
        "record": record,
        "employment": EMPLOYED.get(record.employment if record else "", "没有登记"),
        "roles": people.service_of(user),
        "is_here": user.is_active,
        "departures": [(d, WHYS[d.why]) for d in people.departures_of(user)],
        "posts": rotas.held_posts(user),
        "qualifications": Qualification.objects.filter(user=user).order_by("id"),
        "certificates": [(c, c in valid) for c in certificates],
        "minutes": round(training.learned_minutes([user.pk], today.year).get(user.pk, 0) / 60, 1),
        "year": today.year,
        "record_rows": records.record_of(user),
        "grants": [(g, names[g.item_code]) for g in held],
        "grant_sites": [(site, _left(choices, site, held)) for site in sites_of(user, request.at)],
        "may_grant": bool(choices),
        "portrait_tips": PORTRAIT_TIPS,
        "may_run": policies.may_run(request.actor, region) if user.is_active else None,
        "may_revoke": policies.may_revoke(request.actor, region.unit),
        "is_self": request.actor.user_id == user.pk,
        "record_form": forms.RecordForm(
            initial={
                "employment": record.employment if record else "other",
                "wall_phone": record.wall_phone if record else "",
                "on_wall": record.on_wall if record else True,
            }
        ),
        "portrait_form": forms.PortraitForm(),
        "qualification_form": forms.QualificationForm(),
        "withdraw_form": forms.WithdrawForm(),
        "departure_form": departure_form(request, user, region),
        "transfer_form": transfer_form(request, user, region),
    }
    status = 422 if given else 200
    return page(request, "console/workforce/person.html", context | given, status=status)


def colleagues(request: Request, user: User, region: Region) -> list[User]:
    """Return who could take over: of the township, or of the county above it."""
    above = reach.township_of(region)
    if above.level == "township" and not policies.may_run(request.actor, above):
        above = region
    return list(people.colleagues(above, user, at=request.at)[:MOST_COLLEAGUES])


def departure_form(
    request: Request, user: User, region: Region, data: Any = None
) -> forms.DepartureForm:
    return forms.DepartureForm(
        data, colleagues=colleagues(request, user, region), auto_id="depart-%s"
    )


def transfer_form(
    request: Request, user: User, region: Region, data: Any = None
) -> forms.TransferForm:
    return forms.TransferForm(
        data, colleagues=colleagues(request, user, region), auto_id="transfer-%s"
    )


def _held(user: User, at: datetime) -> list[Grant]:
    rows = Grant.objects.filter(holding_at(at), user=user).select_related("site")
    return list(rows.order_by("site_id", "item_code", "id"))


def _left(choices: list[tuple[str, str]], site: Site, held: list[Grant]) -> list[tuple[str, str]]:
    """What can still be granted at a site: nothing more where every item is."""
    there = {grant.item_code for grant in held if grant.site_id == site.pk}
    return [] if "" in there else [(c, words) for c, words in choices if c not in there]


def _granted(user: User) -> set[str]:
    return set(Grant.objects.filter(user=user).values_list("item_code", flat=True))
