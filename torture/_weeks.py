"""One centre's weeks at random: rotas, leaves, illness, joining and leaving, and what must hold."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from tests import make
from tests.workforce.house import FIRST, PREPARED, WEEK, House

from bianmin.accounts.models import User
from bianmin.cases.models import Case
from bianmin.rules.errors import DomainError
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.workforce.commands import absences, alarms, leaving, posts, rotas, standing_in
from bianmin.workforce.models import Absence, EmptyPost, Post, Rota
from bianmin.workforce.queries import gaps, watches

UNIT = 1
LOOKED_AHEAD = 13  # days
HALF = timedelta(hours=4)


class Weeks:
    """几周: a centre with three windows and five clerks; every act may be refused, none may break
    what `violations` looks for."""

    def __init__(self, house: House, at: datetime = make.MONDAY_9AM) -> None:
        self.house, self.at = house, at
        self.site = house.town.center
        self.done: Counter[str] = Counter()
        self.cases: list[int] = []
        self._joined = 0
        self.clerks = [User.objects.get(pk=u.pk) for u in (house.a, house.b, house.c)]
        told = {"by": house.head, "at": PREPARED}
        for _ in range(2):
            self._hire()
        a, b, c, d, e = self.clerks
        self.posts = [house.post]
        for name, holders in (("社保窗口", (c, d, e)), ("医保窗口", (e, a, b))):
            post = posts.open_post(self.site, PostKind.WINDOW, name=name, **told)
            posts.appoint(post, *holders, **told)
            self.posts.append(post)
            self._publish(post, WEEK, FIRST, PREPARED)

    def plan(self, post: int, holders: tuple[int, int, int], turns: str, ahead: int) -> None:
        """Appoint anybody anywhere, draft any turns, and try to publish them."""
        chosen = self.posts[post % len(self.posts)]
        people = [self.clerks[n % len(self.clerks)] if n >= 0 else None for n in holders]

        def act() -> None:
            told = {"by": self.house.head, "at": self.at}
            fresh = Post.objects.select_related("site__region").get(pk=chosen.pk)
            posts.appoint(fresh, *people, **told)
            starts = localdate(self.at) + timedelta(days=ahead)
            self._publish(fresh, f"{turns[:10]:A<10}----", starts, self.at)

        self._try("publish", act)

    def ask(self, who: int, ahead: int, halves: int) -> None:
        """Ask for leave, which the head approves unless a window would be empty."""
        user = self.clerks[who % len(self.clerks)]
        start = self.at + timedelta(days=ahead, minutes=5)
        told = {"at": self.at}

        def act() -> None:
            absence = absences.ask_absence(
                user, self.site, kind="leave", starts_at=start, ends_at=start + halves * HALF,
                by=make.actor(user, at=self.at), **told,
            )  # fmt: skip
            absences.decide_absence(absence, self.site, approve=True, by=self.house.head, **told)

        self._try("leave", act)

    def fall_ill(self, who: int, halves: int) -> None:
        user = self.clerks[who % len(self.clerks)]
        by = make.actor(user, at=self.at)
        ends = self.at + halves * HALF
        self._try(
            "illness",
            lambda: absences.report_absence(
                user, self.site, kind="sick", ends_at=ends, by=by, at=self.at
            ),
        )

    def come_back(self, who: int) -> None:
        user = self.clerks[who % len(self.clerks)]
        running = watches.away((UNIT,), self.at, self.at + timedelta(seconds=1))
        absence = running.filter(user=user).first()
        if absence is not None:
            by = make.actor(user, at=self.at)
            self._try("return", lambda: standing_in.end_absence(absence, by=by, at=self.at))

    def leave(self, who: int, successor: int) -> None:
        user, heir = (self.clerks[n % len(self.clerks)] for n in (who, successor))

        def act() -> None:
            leaving.depart(user, heir, why="resign", reason="外出", by=self.house.head, at=self.at)
            self.clerks = [clerk for clerk in self.clerks if clerk.pk != user.pk]

        self._try("departure", act)

    def join(self) -> None:
        if len(self.clerks) < 7:
            self._hire()
            self.done["joining"] += 1

    def take(self, who: int) -> None:
        """A case is taken by somebody who is there."""
        user = self.clerks[who % len(self.clerks)]
        if not watches.is_away(user, at=self.at):
            self.cases.append(self.house.case(user, at=self.at).pk)
            self.done["case"] += 1

    def tick(self, hours: int) -> None:
        """Time goes on, and the rounds that the clock calls for are made."""
        self.at += timedelta(hours=hours)
        standing_in.end_due(UNIT, at=self.at)
        standing_in.begin_due(UNIT, at=self.at)
        alarms.watch_posts(UNIT, at=self.at)

    def violations(self) -> list[str]:
        return [*self._empty(), *self._unowned(), *self._untold()]

    def _empty(self) -> Iterator[str]:
        """No post is without cover in the days to come, illness apart."""
        day = localdate(self.at)
        last = day + timedelta(days=LOOKED_AHEAD)
        of = Q(post__in=[post.pk for post in self.posts])
        plans = watches.plans(of, watches.everywhere(), day, last, at=self.at)
        for plan in plans.values():
            for half in gaps.halves_of(plan):
                foreseen = [a for a in plan.absences if not a.is_sudden]
                for start, end in self._stretches(half, foreseen):
                    away = {a.user_id for a in foreseen if a.starts_at < end and a.ends_at > start}
                    for post in gaps.empty_posts(plan, half, away):
                        yield f"post {post} is empty on {half.day} from {start} to {end}"

    def _stretches(
        self, half: watches.HalfDay, absences: Sequence[Absence]
    ) -> Iterator[tuple[datetime, datetime]]:
        """What is left of a half-day, cut where somebody goes or comes: B may be back before A
        goes."""
        first, last = max(half.starts_at, self.at), half.ends_at
        turns = {moment for a in absences for moment in (a.starts_at, a.ends_at)}
        cuts = [first, *sorted(turn for turn in turns if first < turn < last), last]
        if first < last:
            yield from itertools.pairwise(cuts)

    def _unowned(self) -> Iterator[str]:
        """Every open case lies with somebody who works here and is not away."""
        owners = dict(
            Case.objects.filter(unit=UNIT, pk__in=self.cases).values_list("number", "handler_id")
        )
        active = set(
            User.objects.filter(pk__in=owners.values(), is_active=True).values_list("pk", flat=True)
        )
        away = set(
            Absence.objects.filter(
                unit=UNIT, state="approved", handed_at__isnull=False, returned_at__isnull=True,
                starts_at__lte=self.at, ends_at__gt=self.at,
            ).values_list("user_id", flat=True)
        )  # fmt: skip
        for number, owner in owners.items():
            if owner not in active or owner in away:
                yield f"case {number} lies with {owner}, who is not there"

    def _untold(self) -> Iterator[str]:
        """A post that illness has emptied now is known to the level above."""
        day = localdate(self.at)
        of = Q(post__in=[post.pk for post in self.posts])
        plan = watches.planned(of, watches.everywhere(), day, at=self.at)
        half = watches.half_now(self.site, self.at)
        if half is not None:
            told = set(EmptyPost.objects.filter(unit=UNIT, day=day).values_list("post", flat=True))
            for post in gaps.empty_posts(plan, half, plan.away_at(self.at)) - told:
                yield f"post {post} is empty now and nobody was told"

    def _publish(self, post: Post, pattern: str, starts_on: date, at: datetime) -> None:
        told = {"by": self.house.head, "at": at}
        made = rotas.draft_rota(post, pattern=pattern, season="all", starts_on=starts_on, **told)
        rotas.publish_rotas(
            [Rota.objects.select_related("post__site__region").get(pk=made.pk)], **told
        )

    def _hire(self) -> None:
        self._joined += 1
        name = f"新人{self._joined}"
        self.clerks.append(make.user(RoleKind.CLERK, at_site=self.site, name=name))

    def _try(self, name: str, act: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                act()
        except DomainError:
            self.done[f"{name} refused"] += 1
        else:
            self.done[name] += 1
