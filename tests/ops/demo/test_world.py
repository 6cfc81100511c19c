"""The demonstration: the same for a seed, complete, lawful, and counted as the commands count."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.utils.timezone import localdate

from bianmin.accounts.demo import PASSWORD, code_of, logins
from bianmin.accounts.models import Grant, Role, User
from bianmin.audit.models import Event
from bianmin.audit.queries import verify
from bianmin.calendars.queries import last_year, work_calendar
from bianmin.cases.commands.clocks import due_days
from bianmin.cases.commands.moving import COUNTS
from bianmin.cases.models import (
    Case,
    CaseDay,
    CaseNumber,
    CasePause,
    Decision,
    Delivery,
    DocumentNumber,
    Notice,
    RefusalFiling,
)
from bianmin.catalogue import finding
from bianmin.catalogue.models import Edition, VersionDraft
from bianmin.feedback.models import Question, Rating
from bianmin.ops.demo import shelves, world
from bianmin.ops.demo.papers import ISSUED
from bianmin.ops.demo.story import Aside
from bianmin.papers.models import Hanging
from bianmin.papers.queries import IS_OLD
from bianmin.regions.models import Region
from bianmin.reports import recount
from bianmin.rules import clock, lifecycle
from bianmin.rules.documents import WORDS, NoticeKind
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.numbers import parse_case_number
from bianmin.rules.roles import LABELS, STAFF, RoleKind
from bianmin.sites.models import Coverage
from bianmin.web.desk import sheet
from tests.ops.demo import city
from tests.ops.demo.city import UNITS, cases

pytestmark = pytest.mark.django_db


def events(*actions: str) -> list[Event]:
    ours = Event.objects.filter(unit__in=UNITS, subject__startswith="case:")
    return list(ours.filter(action__in=actions))


def test_every_way_a_case_can_end_is_told() -> None:
    states = Counter(case.state for case in cases())
    ended = {State.DELIVERED, State.WITHDRAWN, State.NOT_ACCEPTED, State.CLOSED_INCOMPLETE}
    assert ended <= set(states)
    acts = {event.action for event in events(*Action, "propose_refusal", "dismiss_refusal")}
    assert {"return", "resubmit", "deny", "propose_refusal", "dismiss_refusal"} <= acts
    assert {"request_correction", "request_review_correction", "correct_review"} <= acts


def test_days_hours_and_delays_are_like_a_citys() -> None:
    calendar, found = work_calendar(), cases()
    days = {localdate(case.submitted_at) for case in found}
    assert min(days) >= city.UNTIL.date() - timedelta(days=world.DAYS)
    assert max(days) <= city.UNTIL.date()
    at_window = [case for case in found if case.channel == "counter"]
    assert all(calendar.is_workday(localdate(case.submitted_at)) for case in at_window)
    local = [case.submitted_at.astimezone(clock.SHANGHAI) for case in at_window]
    assert all((8, 30) <= (at.hour, at.minute) <= (17, 31) for at in local)
    begun = [event.at.astimezone(clock.SHANGHAI) for event in events(Action.START_REVIEW)]
    assert all(calendar.is_workday(at.date()) and 8 <= at.hour < 21 for at in begun)
    late = [case for case in found if case.completed_at and _was_late(case)]
    assert 0 < len(late) < 0.1 * len(found)
    shares = Counter(case.channel for case in found)
    assert shares["agent"] > shares["counter"] > shares["online"] > 0


def _was_late(case: Case) -> bool:
    return bool(case.promise_due and localdate(case.decided_at) > case.promise_due)


def test_every_event_is_a_move_of_the_table_by_whoever_may_make_it() -> None:
    roles: dict[int | None, set[RoleKind]] = defaultdict(set)
    for user, kind in Role.objects.values_list("user_id", "kind"):
        roles[user].add(RoleKind(kind))
    stands: dict[str, State] = defaultdict(lambda: State.DRAFT)
    for event in sorted(events(*Action), key=lambda event: event.id):
        before, action = stands[event.subject], Action(event.action)
        assert event.facts["before"] == before
        stands[event.subject] = lifecycle.after(before, action)
        assert event.facts["after"] == stands[event.subject]
        may = lifecycle.who_may(before, action)
        by = roles[event.by_user] if event.by_user else {RoleKind.CITIZEN}
        assert by & may or (before, action) == (State.DRAFT, Action.RECEIVE), event
    assert {f"case:{case.pk}": case.state for case in cases()} == stands


def test_a_refusal_is_proposed_by_one_and_decided_by_another() -> None:
    filings = RefusalFiling.objects.filter(unit__in=UNITS).select_related("case")
    approved = {(f.case.pk, f.action) for f in filings if f.approved}
    refused = {case.pk for case in cases() if case.state == State.NOT_ACCEPTED}
    denied = set(
        Decision.objects.filter(unit__in=UNITS, outcome="denied").values_list("case", flat=True)
    )
    closed = {case.pk for case in cases() if case.state == State.CLOSED_INCOMPLETE}
    assert approved == {
        *((pk, "refuse_acceptance") for pk in refused),
        *((pk, "deny") for pk in denied),
        *((pk, "close_incomplete") for pk in closed),
    }
    assert refused and denied
    for filing in filings:
        assert filing.proposed_by_person != filing.decided_by_person
        assert filing.reason.clear()
        assert filing.action == "close_incomplete" or (filing.law and filing.alternatives)
    proposed = Counter(event.facts["proposed"] for event in events("propose_refusal"))
    assert proposed == Counter(filing.action for filing in filings)


def test_counts_notices_and_results_agree_with_the_events() -> None:
    """The rollup was counted from the cases; the events are told apart from it."""
    done = Counter(event.action for event in events(*Action, "rate", "pause"))
    expected: Counter[str] = Counter(
        submitted=len(cases()),
        rated=done["rate"],
        by_agent=sum(case.channel == "agent" for case in cases()),
        online=sum(case.channel == "online" for case in cases()),
    )
    for action, column in COUNTS.items():
        expected[column] += done[action.value]
    columns = {name: Sum(name) for name in expected}
    assert CaseDay.objects.filter(unit__in=UNITS).aggregate(**columns) == dict(expected)
    for unit in UNITS:
        assert recount.differences(unit) == []
    told = CaseDay.objects.filter(unit__in=UNITS).aggregate(
        **{name: Sum(name) for name in ("visits_told", "no_visit", "on_net", "one_visit")}
    )
    assert 0 < told["on_net"] < told["no_visit"] < told["one_visit"] < told["visits_told"]
    kinds = Counter(Notice.objects.filter(unit__in=UNITS).values_list("kind", flat=True))
    assert kinds == {kind: done[act.value] for act, kind in ISSUED.items() if done[act.value]}
    assert kinds["tell_once"] + kinds["correction"] == expected["corrections"]
    assert Decision.objects.filter(unit__in=UNITS).count() == done["grant"] + done["deny"]
    assert Delivery.objects.filter(unit__in=UNITS).count() == done["deliver"]
    assert Rating.objects.filter(unit__in=UNITS).count() == done["rate"]


def test_the_clocks_stop_while_a_case_is_paused() -> None:
    pauses = CasePause.objects.filter(unit__in=UNITS).select_related("case")
    assert {pause.kind for pause in pauses} == {"review_correction", "inspection"}
    running = {pause.case_id for pause in pauses if pause.ended_at is None}
    assert running == {case.pk for case in cases() if case.paused}
    assert len(events("pause", "resume")) > 0
    for pause in pauses:
        case = pause.case
        if pause.ended_at and case.promise_due:
            calm = due_days(case, case.clock_from)["promise_due"]
            assert case.promise_due == calm


def test_the_next_case_of_a_day_gets_the_next_number() -> None:
    last: dict[tuple[int, date], int] = {}
    for case in cases():
        made = parse_case_number(case.number)
        last[made.unit, made.day] = max(made.serial, last.get((made.unit, made.day), 0))
    rows = CaseNumber.objects.filter(unit__in=UNITS)
    assert {(row.unit, row.day): row.last for row in rows} == last


def test_the_next_document_of_a_township_gets_the_next_number() -> None:
    notices = Notice.objects.filter(unit__in=UNITS).select_related("case").order_by("issued_at")
    seen: dict[tuple[int, str, int], list[str]] = {}
    for notice in notices:
        kind = WORDS[NoticeKind(notice.kind)].value
        key = (notice.case.township_id, kind, localdate(notice.issued_at).year)
        seen.setdefault(key, []).append(notice.number)
    for numbers in seen.values():
        assert [int(number[-6:-1]) for number in numbers] == [*range(1, len(numbers) + 1)]
    of_cases = [word.value for word in WORDS.values()]
    rows = DocumentNumber.objects.filter(unit__in=UNITS, kind__in=of_cases)
    last = {(row.township_id, row.kind, row.year): row.last for row in rows}
    assert last == {key: len(numbers) for key, numbers in seen.items()}
    for decision in Decision.objects.filter(unit__in=UNITS):
        assert decision.document_number


def test_every_village_is_covered_and_has_its_agent() -> None:
    villages = set(Region.objects.filter(level="village").values_list("pk", flat=True))
    covered = Coverage.objects.filter(valid_to__isnull=True).select_related("site")
    sites = {cover.village_id: cover.site_id for cover in covered}
    assert set(sites) == villages
    agents = Role.objects.filter(kind=RoleKind.AGENT, user__person__village__isnull=False)
    agents = agents.select_related("user__person").order_by("-id")  # their own village's first
    assert {role.user.person.village_id: role.site_id for role in agents} == sites
    granted = Grant.objects.values_list("user_id", "site_id")
    assert {(role.user_id, role.site_id) for role in agents} <= set(granted)


def test_somebody_of_every_role_can_sign_in() -> None:
    shown = logins(at=city.UNTIL)
    assert {row.role for row in shown} == {LABELS[kind] for kind in STAFF}
    hashes = set()
    for row in shown:
        user = User.objects.get(login=row.login)
        assert user.is_demo and len(code_of(user, at=city.UNTIL)) == 6
        hashes.add(user.password)
    assert [check_password(PASSWORD, one) for one in hashes] == [True]


def test_the_trail_is_whole() -> None:
    report = verify(connection.connection)
    assert report.events > city.CASES
    assert report.findings == []


def test_it_goes_into_an_empty_database_only() -> None:
    assert not world.is_empty()
    with pytest.raises(CommandError, match="只装入空库"):
        call_command("demo")
    call_command("demo", "--if-empty")


def test_it_ends_with_the_calendar_or_now() -> None:
    noon = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    assert world.last_moment(None, noon) == noon
    assert world.last_moment(date(2026, 3, 2), noon) == noon
    assert world.last_moment(date(2031, 3, 2), noon) == noon
    evening = datetime(2026, 2, 27, 17, 0, tzinfo=clock.SHANGHAI)
    assert world.last_moment(date(2026, 2, 27), noon) == evening
    years_on = datetime(2044, 3, 2, 4, 0, tzinfo=UTC)
    assert world.last_moment(None, years_on).date() == date(last_year(), 12, 31)


def test_every_event_of_a_case_is_told_in_words() -> None:
    told = {event.action for event in events(*Action, *Aside)}
    assert {action for action in told if sheet.label(action) == action} == set()


def test_the_pages_around_the_catalogue_are_not_empty() -> None:
    """Prints hang and some are outdated; an edition waits; what was missed, asked, begun."""
    second = Edition.objects.get(number=2)
    states = Counter(second.tasks.values_list("state", flat=True))
    assert states["open"] == shelves.LATE_COUNTIES
    assert states["adopted"] >= 1
    assert Edition.objects.get(state="draft").changes.exists()
    assert VersionDraft.objects.filter(state="proposed").exists()
    hanging = Hanging.objects.filter(unit__in=UNITS)
    old = hanging.filter(IS_OLD)
    assert 0 < old.count() < hanging.count()
    assert set(old.values_list("item", flat=True)) == set(
        second.changes.values_list("item", flat=True)
    )
    missed = finding.missed_searches()
    assert missed.count() >= 5
    assert not [one.words for one in missed if finding.found(one.words)]
    assert finding.added_words().exists()
    asked = Question.objects.filter(unit__in=UNITS)
    assert asked.filter(answered_at__isnull=False).exists()


def test_no_case_is_of_a_guide_that_was_not_in_force() -> None:
    for draft in Edition.objects.get(number=2).changes.select_related("draft__version"):
        assert draft.draft is not None and draft.draft.version is not None
        older = Case.objects.filter(unit__in=UNITS, item=draft.item_id)
        assert not older.filter(submitted_at__date__gte=draft.draft.effective_on).exists()
