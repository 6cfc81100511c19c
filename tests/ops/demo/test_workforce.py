"""The demonstration's workforce: trained, posted, planned, and living its last day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Q

from bianmin.accounts.models import Grant, Role, User
from bianmin.rules import rota as rules
from bianmin.rules.roles import RoleKind
from bianmin.workforce.models import (
    Absence,
    Attempt,
    Certificate,
    DutySign,
    Handover,
    Post,
    Rota,
    TrainingPlan,
)
from bianmin.workforce.queries import duty, watches
from bianmin.workforce.queries.able import qualified
from bianmin.workforce.queries.duty import Presence
from tests.ops.demo import city
from tests.ops.demo.city import UNITS

pytestmark = pytest.mark.django_db


def test_who_may_take_items_has_passed_and_nobody_else() -> None:
    certificates = Certificate.objects.filter(unit__in=UNITS).select_related("attempt")
    assert all(one.attempt and one.attempt.passed for one in certificates)
    passed = {(one.user_id, one.number) for one in certificates}
    assert set(Grant.objects.values_list("user_id", "basis")) == passed
    takes = {RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT}
    learners = set(Role.objects.filter(kind__in=takes).values_list("user_id", flat=True))
    assert {user for user, _ in passed} <= learners
    assert Attempt.objects.filter(unit__in=UNITS, passed=True).count() == len(passed)


def test_every_manned_post_has_its_rota_without_a_fault() -> None:
    manned = Post.objects.filter(b__isnull=False).select_related("site")
    able = qualified(list(manned), at=city.UNTIL)
    rows = Rota.objects.filter(published_at__isnull=False).select_related("post")
    assert {row.post_id for row in rows} == {post.pk for post in manned}
    assert [rules.faults(watches.watch_of(r), able[r.post_id]) for r in rows] == [()] * len(rows)
    assert manned.count() > 12


def test_the_last_day_is_lived() -> None:
    signs = DutySign.objects.filter(unit__in=UNITS)
    assert {sign.channel for sign in signs} == {"desk", "phone"}
    away = Absence.objects.filter(unit__in=UNITS, ends_at__gt=city.UNTIL)
    assert {"approved", "asked"} == set(away.values_list("state", flat=True))
    assert Handover.objects.filter(unit__in=UNITS, cause="absence").exists()
    now = duty.duties(Q(site__kind="center"), UNITS, at=city.UNTIL - timedelta(minutes=15))
    assert [one.presence for one in now].count(Presence.ON) >= len(now) - 1 > 6
    assert TrainingPlan.objects.count() == 4
    assert User.objects.filter(is_active=False).count() <= 2
