"""Who works in the city of the benchmarks: the busiest township, its county, and the city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from tests.web.staff import Browser

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person, Role, User
from bianmin.accounts.queries import actor_of
from bianmin.cases.application import Application
from bianmin.cases.commands.intake import take_at_counter
from bianmin.cases.commands.review import accept_case, start_review
from bianmin.cases.models import IN_HAND, Case
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import active
from bianmin.catalogue.scenarios import scenarios_in
from bianmin.ops.demo.answers import plausible_answers
from bianmin.regions.models import Region
from bianmin.regions.queries import all_units
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.web.frame.answers_form import AnswersForm


@dataclass(frozen=True)
class Post:
    """One account at work, with its browser."""

    user: User
    actor: Actor
    browser: Browser


@dataclass(frozen=True)
class Township:
    """The busiest township: where work waits longest."""

    center: Site
    village: Region
    version: ItemVersion
    clerk: Post
    reviewer: Post
    county: Post
    city: Post
    at: datetime
    residents: tuple[Person, ...]
    in_hand: int

    def application(self, who: int) -> Application:
        """An application at the window; each resident asks in turn."""
        person = self.residents[who % len(self.residents)]
        return Application(
            version=self.version,
            applicant=person,
            village=self.village,
            site=self.center,
            intake_site=self.center,
            answers=plausible_answers(self.version.form),
            contact_phone=person.phone.clear(),
            materials={},
        )

    def typed(self, who: int) -> dict[str, str]:
        """The same application as the window's page sends it."""
        wanted = self.application(who)
        return {
            "item": self.version.item.code,
            "version": str(self.version.number),
            "id_number": wanted.applicant.id_number.clear(),
            "name": wanted.applicant.name.clear(),
            "phone": wanted.contact_phone,
            "place": str(self.village.pk),
            "act": "receive",
        } | _typed(self.version)

    def cases_in_review(self) -> Iterator[Case]:
        """Fresh cases that wait for a decision, one after another."""
        clerk, reviewer = self.clerk.actor, self.reviewer.actor
        who = 0
        while True:
            who += 1
            case = take_at_counter(self.application(who), by=clerk, at=self.at).case
            accept_case(case, by=clerk, at=self.at)
            yield start_review(case, by=reviewer, at=self.at)


def busiest(at: datetime) -> Township:
    settings.ALLOWED_HOSTS = ["testserver"]
    in_hand = Case.objects.filter(IN_HAND, unit__in=all_units())
    site, waiting = in_hand.values_list("site").annotate(n=Count("id")).order_by("-n")[0]
    center = Site.objects.select_related("region__parent").get(pk=site)
    villages = Region.objects.filter(parent=center.region, valid_to__isnull=True)
    here = Person.objects.filter(village__in=villages, users__isnull=True, erased_at__isnull=True)
    busy = Case.objects.filter(unit=center.unit, site=center).values("applicant_id")
    post = _posts(at)
    return Township(
        center=center,
        village=villages.order_by("id")[0],
        version=_version(),
        clerk=post(RoleKind.CLERK, center.region),
        reviewer=post(RoleKind.REVIEWER, center.region),
        county=post(RoleKind.COUNTY_REVIEWER, Region.objects.get(level="unit", unit=center.unit)),
        city=post(RoleKind.SUPERVISOR, Region.objects.get(level="city")),
        at=at,
        residents=tuple(here.filter(pk__in=busy).order_by("-id")[:200]),
        in_hand=waiting,
    )


def _posts(at: datetime) -> Callable[[RoleKind, Region], Post]:
    def post(kind: RoleKind, region: Region) -> Post:
        role = Role.objects.filter(kind=kind.value, region=region).select_related("user").first()
        assert role is not None
        actor = actor_of(role.user, at=at, channel="web")
        return Post(role.user, actor, Browser(role.user, at=at))

    return post


def _version() -> ItemVersion:
    """The most wanted item that is not split, whose form is filled in by plain values."""
    wanted = ItemVersion.objects.filter(pk__in=active().values("current")).select_related("item")
    for version in wanted.order_by("-item__popularity", "id"):
        is_split = bool(scenarios_in(version))
        if not is_split and AnswersForm(version.form, data=_typed(version), prefix="a").is_valid():
            return version
    raise LookupError("no item has a form of plain values")


def _typed(version: ItemVersion) -> dict[str, str]:
    answers = plausible_answers(version.form)
    return {f"a-{name}": "on" if value is True else str(value) for name, value in answers.items()}
