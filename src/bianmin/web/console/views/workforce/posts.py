"""岗位: the posts of a site, who holds them, and their weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.queries import active, handled
from bianmin.rules import rota as rules
from bianmin.rules.errors import Conflict
from bianmin.rules.rota import PostKind
from bianmin.sites.models import Site
from bianmin.web.console.forms.workforce.posts import (
    SEASONS,
    ChangeForm,
    ClosingForm,
    HoldersForm,
    PostForm,
    RotaForm,
)
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.commands import posts as commands
from bianmin.workforce.commands import rotas as rota_commands
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries import duty, mine, people, rotas, watches
from bianmin.workforce.queries.able import qualified
from bianmin.workforce.queries.faults import wrong

TIERS = {"center": "township", "station": "village", "point": "village"}


@staff(*policies.SEES_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: Request, site: int) -> HttpResponse:
    here = reach.site_of(request, site)
    form = PostForm(request.POST or None, items=_items(here))
    if request.method == "POST":
        opened = attempt(
            form,
            lambda: commands.open_post(
                here,
                PostKind(form.cleaned_data["kind"]),
                name=form.cleaned_data["name"],
                item_codes=form.cleaned_data["item_codes"],
                signs=form.cleaned_data["signs"],
                **act(request),
            ),
            also=(Conflict,),
        )
        if opened is not None:
            messages.success(request, "岗位设好了，接着定 A、B 岗")
            return redirect("console:post", opened.pk)
    staff_here = people.at_site(here, at=request.at)
    context = {
        "site": here,
        "crumbs": reach.crumbs(here.region, request.actor),
        "duties": duty.at_site(here, at=request.at),
        "lines": people.lines(staff_here, at=request.at),
        "form": form,
        "may_run": policies.may_run(request.actor, here.region),
    }
    status = 422 if form.errors else 200
    return page(request, "console/workforce/posts.html", context, status=status)


@staff(*policies.SEES_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: Request, post: int) -> HttpResponse:
    here = reach.post_of(request, post)
    if request.method != "POST":
        return _show(request, here)
    form = ChangeForm(request.POST, items=_items(here.site))
    changed = attempt(
        form, lambda: commands.change_post(here, **form.cleaned_data, **act(request)),
        also=(Conflict,),
    )  # fmt: skip
    if changed is None:
        return _show(request, reach.post_of(request, post), change_form=form)
    messages.success(request, "已保存")
    return redirect("console:post", here.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def holders(request: Request, post: int) -> HttpResponse:
    here = reach.post_of(request, post)
    form = HoldersForm(request.POST, people=_people(here, request))
    named = attempt(form, lambda: commands.appoint(here, *form.holders(), **act(request)))
    if named is None:
        return _show(request, here, holders_form=form)
    messages.success(request, "A、B 岗已定，请排班公布")
    return redirect("console:post", here.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def closing(request: Request, post: int) -> HttpResponse:
    here = reach.post_of(request, post)
    form = ClosingForm(request.POST)
    done = attempt(form, lambda: commands.close_post(here, **form.cleaned_data, **act(request)))
    if done is None:
        return _show(request, here, closing_form=form)
    messages.success(request, "已撤岗")
    return redirect("console:posts", here.site_id)


@staff(*policies.RUNS_SITES)
@require_POST
def rota(request: Request, post: int) -> HttpResponse:
    here = reach.post_of(request, post)
    season = request.POST.get("season", "all")
    weeks = 2 if request.POST.get("weeks") == "2" else 1
    form = RotaForm(request.POST, opening=watches.opening_pattern(here.site, season, weeks))
    drafted = attempt(
        form,
        lambda: rota_commands.draft_rota(
            here,
            pattern=form.pattern(),
            season=form.cleaned_data["season"],
            starts_on=form.cleaned_data["starts_on"],
            **act(request),
        ),
    )
    if drafted is None:
        return _show(request, here, rota_form=form)
    messages.success(request, "排好了一张，核对后公布")
    return redirect("console:post", here.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def publication(request: Request, rota: int) -> HttpResponse:
    found = rotas.draft_of(rota)
    here = reach.post_of(request, found.post_id)
    rota_commands.publish_rotas([found], **act(request))
    messages.success(request, f"已公布，{found.starts_on:%m月%d日}起施行")
    return redirect("console:post", here.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def removal(request: Request, rota: int) -> HttpResponse:
    found = rotas.draft_of(rota)
    here = reach.post_of(request, found.post_id)
    rota_commands.drop_rota(found, **act(request))
    messages.success(request, "草稿已删")
    return redirect("console:post", here.pk)


def _show(request: Request, here: Post, **given: Any) -> HttpResponse:
    today = localdate(request.at)
    drafts = list(rotas.drafts(rotas.of_post(here)))
    faults = wrong(drafts, at=request.at)
    in_force = list(rotas.published(here, today))
    context = {
        "post": here,
        "site": here.site,
        "crumbs": reach.crumbs(here.site.region, request.actor),
        "kind": rules.POST_LABELS[PostKind(here.kind)],
        "items": mine.item_names(here.item_codes or [""]).values(),
        "in_force": [(one, dict(SEASONS)[one.season], _grid(one)) for one in in_force],
        "drafts": [
            (one, dict(SEASONS)[one.season], _grid(one), faults.get(one.pk, ())) for one in drafts
        ],
        "may_run": policies.may_run(request.actor, here.site.region),
        "change_form": ChangeForm(
            None,
            items=_items(here.site),
            initial={"name": here.name, "signs": here.signs, "item_codes": here.item_codes},
        ),
        "holders_form": HoldersForm(
            None,
            people=_people(here, request),
            initial={"a": here.a_id or "", "b": here.b_id or "", "c": here.c_id or ""},
        ),
        "closing_form": ClosingForm(),
        "rota_form": _rota_form(request, here, [*drafts, *in_force], today),
        "weeks": 2 if request.GET.get("weeks") == "2" else 1,
    }
    status = 422 if given else 200
    return page(request, "console/workforce/post.html", context | given, status=status)


def _rota_form(request: Request, here: Post, known: list[Rota], today: date) -> RotaForm:
    weeks = 2 if request.GET.get("weeks") == "2" else 1
    opening = watches.opening_pattern(here.site, "all", weeks)
    before = known[0].pattern if known else rules.even_pattern(opening)
    pattern = (before * 2)[: len(opening)]
    return RotaForm(opening=opening, pattern=pattern, day=today + timedelta(days=1))


def _grid(rota: Rota) -> list[tuple[str, str, str]]:
    """Return (day, who in the morning, who in the afternoon) of every open day."""
    names = {
        slot: user.display_name if user else ""
        for slot, user in zip(rules.SLOTS, (rota.a, rota.b, rota.c), strict=True)
    }
    found = []
    for first in range(0, len(rota.pattern), 2):
        two = [rota.pattern[half] for half in (first, first + 1)]
        if set(two) != {rules.CLOSED}:
            day = rules.half_name(first).removesuffix("上午")
            morning, afternoon = (
                f"{letter} {names[letter]}" if letter in names else "—" for letter in two
            )
            found.append((day, morning, afternoon))
    return found


def _items(site: Site) -> list[ServiceItem]:
    tier = TIERS.get(site.kind)
    return list(active().filter(handled(tier, site.unit))) if tier else list(active())


def _people(post: Post, request: Request) -> list[tuple[Any, bool]]:
    able = qualified([post], at=request.at)[post.pk]
    kinds = rules.ROLES[PostKind(post.kind)]
    return [(u, u.pk in able) for u in people.at_site(post.site, *kinds, at=request.at)]
