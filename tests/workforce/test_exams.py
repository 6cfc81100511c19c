"""学习、考试、授权: nothing is granted to who has not passed, whichever way it is tried."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Grant, User
from bianmin.accounts.queries import holding_at
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.exams import QuestionKind, Scope, Topic
from bianmin.rules.roles import RoleKind
from bianmin.workforce import codes, jobs
from bianmin.workforce.commands import bank, certificates, exams, granting, training
from bianmin.workforce.models import Attempt, Attendance, Certificate, Course, Exam, Question
from bianmin.workforce.queries import exams as queries
from bianmin.workforce.queries import training as lessons
from tests import make, world
from tests.make import MONDAY_9AM

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LAST_WEEK = MONDAY_9AM - 7 * DAY


def course(*, scope: Scope = Scope.ALL, items: tuple[str, ...] = (), many: int = 8) -> Exam:
    """A course of two lessons, a bank, and an exam of five questions in ten minutes."""
    told: dict[str, Any] = {"by": SYSTEM, "at": LAST_WEEK}
    made = training.write_course(
        f"C{Course.objects.count()}", title="便民服务基本功", topic=Topic.SYSTEMS, summary="",
        scope=scope, item_codes=items, **told,
    )  # fmt: skip
    for number in (1, 2):
        training.write_lesson(made, number, title=f"第{number}课", text="- 要点", minutes=5, **told)
    for number in range(many):
        bank.write_question(
            made, kind=QuestionKind.SINGLE, text=f"第 {number} 题", options=["甲", "乙", "丙"],
            right=[number % 3], **told,
        )  # fmt: skip
    return bank.set_exam(made, questions=5, minutes=10, mark=80, **told)


def learn(user: User, exam: Exam, *, at: datetime = MONDAY_9AM) -> None:
    for lesson in exam.course.lessons.all():
        training.read_lesson(lesson, by=make.actor(user, at=at), at=at)


def sit(user: User, exam: Exam, *, right: int = 5, at: datetime = MONDAY_9AM) -> Attempt:
    """Begin, answer so many questions right, hand in."""
    by = make.actor(user, at=at)
    attempt = exams.begin_attempt(exam, by=by, at=at, random=Random(1))
    for n, asked in enumerate(queries.paper_of(attempt)):
        good = asked.question.right
        chosen = good if n < right else [(good[0] + 1) % 3]
        exams.answer(attempt, asked.question.pk, chosen, by=by, at=at + MINUTE)
    return exams.hand_in(attempt, by=by, at=at + 2 * MINUTE)


@pytest.fixture
def town(db: Any) -> world.Township:
    return world.build().townships["河湾镇"]


@pytest.fixture
def novice(town: world.Township) -> User:
    return make.user(RoleKind.AGENT, at_site=town.station, trained=False, name="新代办")


def test_who_learns_and_passes_is_authorised(town: world.Township, novice: User) -> None:
    exam, head = course(), make.actor(town.staff[RoleKind.CENTER_HEAD])
    learn(novice, exam)
    done = sit(novice, exam, right=4)
    assert (done.points, done.passed, done.handed_in_at) == (80, True, MONDAY_9AM + 2 * MINUTE)
    certificate = Certificate.objects.get(unit=1, user=novice)
    assert certificate.valid_until == date(2028, 3, 1)

    (grant,) = granting.authorise(novice, town.station, [""], by=head, at=MONDAY_9AM + HOUR)

    assert (grant.basis, grant.item_code) == (certificate.number, "")
    assert grant.ends_at == datetime.fromisoformat("2028-03-02T00:00:00+08:00")
    acting = make.actor(novice, at=MONDAY_9AM + HOUR)
    assert acting.roles[0].takes("T-1")
    after = make.actor(novice, at=grant.ends_at)
    assert not after.roles[0].takes("T-1")
    with pytest.raises(Conflict, match="已经授权"):
        granting.authorise(novice, town.station, [""], by=head, at=MONDAY_9AM + HOUR)


def test_who_has_not_passed_is_not(town: world.Township, novice: User) -> None:
    exam, head = course(), make.actor(town.staff[RoleKind.CENTER_HEAD])
    learn(novice, exam)
    failed = sit(novice, exam, right=3)
    assert (failed.points, failed.passed) == (60, False)
    with pytest.raises(NotAllowed, match="还没有通过"):
        granting.authorise(novice, town.station, [""], by=head, at=MONDAY_9AM + HOUR)
    assert not Grant.objects.filter(user=novice).exists()


def test_a_pass_for_some_items_allows_these_alone(town: world.Township, novice: User) -> None:
    exam = course(scope=Scope.ITEMS, items=("T-1", "T-2"))
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    learn(novice, exam)
    sit(novice, exam)
    told: dict[str, Any] = {"by": head, "at": MONDAY_9AM + HOUR}
    for code in ("", "T-3"):
        with pytest.raises(NotAllowed):
            granting.authorise(novice, town.station, [code, "T-1"], **told)
    granting.authorise(novice, town.station, ["T-1", "T-2"], **told)
    roles = make.actor(novice, at=MONDAY_9AM + HOUR).roles
    assert roles[0].items == {"T-1", "T-2"}


def test_etiquette_alone_makes_fit_for_nothing(town: world.Township, novice: User) -> None:
    exam = course(scope=Scope.NONE)
    learn(novice, exam)
    sit(novice, exam)
    with pytest.raises(NotAllowed):
        granting.authorise(
            novice, town.station, ["T-1"], at=MONDAY_9AM + HOUR,
            by=make.actor(town.staff[RoleKind.CENTER_HEAD]),
        )  # fmt: skip


def test_only_who_works_there_is_authorised_and_only_by_who_runs_it(
    town: world.Township, novice: User
) -> None:
    exam = course()
    learn(novice, exam)
    sit(novice, exam)
    at = MONDAY_9AM + HOUR
    with pytest.raises(Conflict, match="没有窗口或代办岗位"):
        granting.authorise(
            novice, town.center, [""], by=make.actor(town.staff[RoleKind.CENTER_HEAD]), at=at
        )
    for by in (make.actor(novice), make.actor(town.staff[RoleKind.CLERK])):
        with pytest.raises(NotAllowed):
            granting.authorise(novice, town.station, [""], by=by, at=at)


def test_first_learn_then_sit(novice: User) -> None:
    exam = course()
    by = make.actor(novice)
    with pytest.raises(NotAllowed, match="先学完"):
        exams.begin_attempt(exam, by=by, at=MONDAY_9AM)
    training.read_lesson(exam.course.lessons.get(number=1), by=by, at=MONDAY_9AM)
    training.read_lesson(exam.course.lessons.get(number=1), by=by, at=MONDAY_9AM)
    with pytest.raises(NotAllowed, match="先学完"):
        exams.begin_attempt(exam, by=by, at=MONDAY_9AM)
    training.read_lesson(exam.course.lessons.get(number=2), by=by, at=MONDAY_9AM)
    assert exams.begin_attempt(exam, by=by, at=MONDAY_9AM).pk


def test_a_paper_is_gone_on_with_and_has_no_repeats(novice: User) -> None:
    exam = course()
    learn(novice, exam)
    by = make.actor(novice)
    first = exams.begin_attempt(exam, by=by, at=MONDAY_9AM)
    exams.answer(first, first.paper[0], [0], by=by, at=MONDAY_9AM + MINUTE)
    again = exams.begin_attempt(exam, by=by, at=MONDAY_9AM + 5 * MINUTE)
    assert again.pk == first.pk
    assert queries.paper_of(again)[0].chosen == (0,)
    assert len(set(first.paper)) == 5
    exams.hand_in(again, by=by, at=MONDAY_9AM + 6 * MINUTE)
    second = exams.begin_attempt(exam, by=by, at=MONDAY_9AM + 7 * MINUTE)
    fresh = set(Question.objects.values_list("pk", flat=True)) - set(first.paper)
    assert fresh <= set(second.paper), "what was not seen comes first"


def test_time_is_time(novice: User) -> None:
    exam = course()
    learn(novice, exam)
    by = make.actor(novice)
    attempt = exams.begin_attempt(exam, by=by, at=MONDAY_9AM, random=Random(1))
    asked = queries.paper_of(attempt)
    for one in asked[:3]:
        exams.answer(attempt, one.question.pk, one.question.right, by=by, at=MONDAY_9AM + MINUTE)
    with pytest.raises(Conflict, match="时间到了"):
        exams.answer(
            attempt, asked[3].question.pk, asked[3].question.right, by=by,
            at=MONDAY_9AM + 10 * MINUTE,
        )  # fmt: skip
    jobs.collect_papers(int((MONDAY_9AM + 12 * MINUTE).timestamp()))
    closed = Attempt.objects.get(unit=1, pk=attempt.pk)
    assert (closed.points, closed.handed_in_at) == (60, MONDAY_9AM + 10 * MINUTE)
    assert exams.hand_in(attempt, by=by, at=MONDAY_9AM + HOUR).points == 60


def test_a_paper_whose_time_is_over_is_closed_when_the_next_begins(novice: User) -> None:
    exam = course()
    learn(novice, exam)
    by = make.actor(novice)
    old = exams.begin_attempt(exam, by=by, at=MONDAY_9AM)
    new = exams.begin_attempt(exam, by=by, at=MONDAY_9AM + HOUR)
    assert new.pk != old.pk
    assert Attempt.objects.get(unit=1, pk=old.pk).passed is False


def test_tries_of_a_day_are_counted(novice: User) -> None:
    exam = course()
    learn(novice, exam)
    for n in range(3):
        sit(novice, exam, right=0, at=MONDAY_9AM + n * HOUR)
    with pytest.raises(NotAllowed, match="今天已考 3 次"):
        sit(novice, exam, at=MONDAY_9AM + 3 * HOUR)
    assert sit(novice, exam, at=MONDAY_9AM + DAY).passed


def test_nobody_sits_for_another(novice: User, town: world.Township) -> None:
    exam = course()
    learn(novice, exam)
    attempt = exams.begin_attempt(exam, by=make.actor(novice), at=MONDAY_9AM)
    other = make.actor(town.staff[RoleKind.CLERK])
    with pytest.raises(NotAllowed):
        exams.answer(attempt, attempt.paper[0], [0], by=other, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        exams.hand_in(attempt, by=other, at=MONDAY_9AM)
    with pytest.raises(Invalid):
        exams.answer(attempt, 0, [0], by=make.actor(novice), at=MONDAY_9AM)
    resident = town.resident
    assert resident is not None
    with pytest.raises(NotAllowed):
        exams.begin_attempt(exam, by=make.actor(resident), at=MONDAY_9AM)


def test_the_database_keeps_one_running_paper(novice: User) -> None:
    exam = course()
    learn(novice, exam)
    attempt = exams.begin_attempt(exam, by=make.actor(novice), at=MONDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            unit=1, exam=exam, user=novice, paper=[], started_at=MONDAY_9AM,
            ends_at=attempt.ends_at,
        )  # fmt: skip


def test_a_revoked_certificate_ends_what_stood_on_it(town: world.Township, novice: User) -> None:
    exam, head = course(), make.actor(town.staff[RoleKind.CENTER_HEAD])
    learn(novice, exam)
    sit(novice, exam)
    granting.authorise(novice, town.station, [""], by=head, at=MONDAY_9AM + HOUR)
    certificate = Certificate.objects.select_related("user").get(unit=1, user=novice)
    with pytest.raises(NotAllowed):
        certificates.revoke_certificate(certificate, reason="替考", by=head, at=MONDAY_9AM + DAY)
    told: dict[str, Any] = {"by": SYSTEM, "at": MONDAY_9AM + DAY}
    with pytest.raises(Invalid):
        certificates.revoke_certificate(certificate, reason=" ", **told)
    certificates.revoke_certificate(certificate, reason="替考", **told)
    assert not Grant.objects.filter(holding_at(MONDAY_9AM + DAY), user=novice).exists()
    with pytest.raises(Conflict):
        certificates.revoke_certificate(certificate, reason="替考", **told)
    with pytest.raises(NotAllowed):
        granting.authorise(novice, town.station, [""], by=head, at=MONDAY_9AM + DAY)


def test_passing_again_prolongs_what_was_granted(town: world.Township, novice: User) -> None:
    exam, head = course(), make.actor(town.staff[RoleKind.CENTER_HEAD])
    learn(novice, exam)
    sit(novice, exam)
    granting.authorise(novice, town.station, [""], by=head, at=MONDAY_9AM + HOUR)
    sit(novice, exam, at=MONDAY_9AM + 365 * DAY)
    grant = Grant.objects.get(user=novice)
    newest = queries.certificates_of(novice).first()
    assert newest is not None
    assert (grant.basis, grant.ends_at) == (newest.number, certificates.end_of(newest))


def test_a_grant_is_withdrawn_with_a_reason(town: world.Township, novice: User) -> None:
    exam, head = course(), make.actor(town.staff[RoleKind.CENTER_HEAD])
    learn(novice, exam)
    sit(novice, exam)
    (grant,) = granting.authorise(novice, town.station, [""], by=head, at=MONDAY_9AM + HOUR)
    with pytest.raises(Invalid):
        granting.withdraw(grant, reason="", by=head, at=MONDAY_9AM + DAY)
    granting.withdraw(grant, reason="多次差错，重新培训", by=head, at=MONDAY_9AM + DAY)
    assert not Grant.objects.filter(holding_at(MONDAY_9AM + DAY), user=novice).exists()


def test_who_came_to_a_session_may_sit_the_exam(town: world.Township, novice: User) -> None:
    exam, by = course(), make.actor(novice)
    session = training.hold_session(
        exam.course, town.region.parent, place="县委党校", starts_at=MONDAY_9AM,
        ends_at=MONDAY_9AM + 2 * HOUR, by=SYSTEM, at=LAST_WEEK,
    )  # fmt: skip
    code = codes.code_at(session.secret, MONDAY_9AM)
    ticket = lessons.ticket(session, code, by, at=MONDAY_9AM + MINUTE / 2)
    with pytest.raises(Conflict, match="不是这场培训的签到时间"):
        training.attend(session, ticket, by=by, at=MONDAY_9AM - DAY)
    for wrong, at in (("1772413200-0", MONDAY_9AM), (ticket, MONDAY_9AM + 4 * MINUTE)):
        with pytest.raises(Invalid, match="签到码过期"):
            training.attend(session, wrong, by=by, at=at)
    training.attend(session, ticket, by=by, at=MONDAY_9AM + 2 * MINUTE)
    training.attend(session, ticket, by=by, at=MONDAY_9AM + 2 * MINUTE)
    assert Attendance.objects.filter(unit=1, user=novice).count() == 1
    assert exams.begin_attempt(exam, by=by, at=MONDAY_9AM + 3 * HOUR).pk


@pytest.mark.parametrize("text", ["", "x", "-", "1772413200-", "９-０", f"{'9' * 40}-0"])
def test_a_ticket_is_of_one_person_and_of_some_minutes(text: str) -> None:
    ticket = codes.ticket_for("secret", 7, MONDAY_9AM)
    assert codes.is_ticket("secret", ticket, 7, MONDAY_9AM + 3 * MINUTE)
    assert not codes.is_ticket("secret", ticket, 7, MONDAY_9AM + 3.1 * MINUTE)
    assert not codes.is_ticket("secret", ticket, 8, MONDAY_9AM)
    assert not codes.is_ticket("other", ticket, 7, MONDAY_9AM)
    assert not codes.is_ticket("secret", ticket, 7, MONDAY_9AM - MINUTE)
    assert not codes.is_ticket("secret", text, 7, MONDAY_9AM)


def test_a_photograph_of_the_code_is_worth_nothing_a_minute_later() -> None:
    code = codes.code_at("secret", MONDAY_9AM)
    assert codes.is_good("secret", code, MONDAY_9AM + MINUTE / 2)
    assert not codes.is_good("secret", code, MONDAY_9AM + MINUTE)
    assert not codes.is_good("other", code, MONDAY_9AM)
    assert not codes.is_good("secret", "码", MONDAY_9AM)


def test_a_cancelled_session_is_not_attended(town: world.Township, novice: User) -> None:
    exam = course()
    session = training.hold_session(
        exam.course, town.region.parent, place="县委党校", starts_at=MONDAY_9AM,
        ends_at=MONDAY_9AM + 2 * HOUR, by=SYSTEM, at=LAST_WEEK,
    )  # fmt: skip
    training.cancel_session(session, reason="停电", by=SYSTEM, at=LAST_WEEK)
    with pytest.raises(Conflict):
        training.cancel_session(session, reason="停电", by=SYSTEM, at=LAST_WEEK)
    session.refresh_from_db()
    with pytest.raises(Conflict, match="取消了"):
        training.attend(session, "", by=make.actor(novice), at=MONDAY_9AM)


def test_learning_is_shown_in_few_statements(novice: User, django_assert_num_queries: Any) -> None:
    exam = course()
    course(scope=Scope.NONE)
    learn(novice, exam)
    sit(novice, exam, right=3)
    queries.everywhere()
    with django_assert_num_queries(5):
        first, second = queries.learning_of(novice, on=MONDAY_9AM.date())
    assert (first.lessons, first.read, first.best, first.is_done) == (2, 2, 60, False)
    assert (second.read, second.best) == (0, None)


def test_a_question_drawn_no_more_is_still_graded(novice: User) -> None:
    exam = course(many=6)
    learn(novice, exam)
    by = make.actor(novice)
    attempt = exams.begin_attempt(exam, by=by, at=MONDAY_9AM)
    question = Question.objects.get(pk=attempt.paper[0])
    bank.retire_question(question, by=SYSTEM, at=MONDAY_9AM)
    with pytest.raises(Conflict):
        bank.retire_question(question, by=SYSTEM, at=MONDAY_9AM)
    exams.answer(attempt, question.pk, question.right, by=by, at=MONDAY_9AM)
    assert exams.hand_in(attempt, by=by, at=MONDAY_9AM + MINUTE).right == 1
    second = exams.begin_attempt(exam, by=by, at=MONDAY_9AM + HOUR)
    assert question.pk not in second.paper


def test_only_the_city_writes_courses_and_the_bank(town: world.Township) -> None:
    exam, clerk = course(), make.actor(town.staff[RoleKind.CLERK])
    told: dict[str, Any] = {"by": clerk, "at": MONDAY_9AM}
    with pytest.raises(NotAllowed):
        bank.set_exam(exam.course, questions=1, minutes=1, mark=1, **told)
    with pytest.raises(NotAllowed):
        bank.write_question(
            exam.course, kind=QuestionKind.JUDGE, text="?", options=["对", "错"], right=[0], **told
        )
    with pytest.raises(NotAllowed):
        training.hold_session(
            exam.course, town.region, place="镇里", starts_at=MONDAY_9AM,
            ends_at=MONDAY_9AM + HOUR, **told,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"questions": 0}, "questions"),
        ({"minutes": 300}, "minutes"),
        ({"mark": 101}, "mark"),
        ({"tries_a_day": 0}, "tries_a_day"),
        ({"valid_months": 0}, "valid_months"),
    ],
)
def test_an_exam_makes_sense(db: Any, change: dict[str, int], field: str) -> None:
    exam = course()
    asked = {"questions": 5, "minutes": 10, "mark": 80} | change
    with pytest.raises(Invalid) as refused:
        bank.set_exam(exam.course, by=SYSTEM, at=MONDAY_9AM, **asked)
    assert list(refused.value.fields) == [field]


def test_questions_and_courses_are_checked(db: Any) -> None:
    exam, told = course(), {"by": SYSTEM, "at": MONDAY_9AM}
    for text in ("", "第 1 题"):
        with pytest.raises(Invalid):
            bank.write_question(
                exam.course, kind=QuestionKind.JUDGE, text=text, options=["对", "错"], right=[0],
                **told,  # type: ignore[arg-type]
            )  # fmt: skip
    with pytest.raises(Invalid):
        training.write_course(
            "X", title="窄课", topic=Topic.ITEMS, summary="", scope=Scope.ITEMS, item_codes=[],
            **told,  # type: ignore[arg-type]
        )  # fmt: skip
    with pytest.raises(Invalid):
        training.write_lesson(exam.course, 3, title="", text="", minutes=5, **told)  # type: ignore[arg-type]


def test_a_plan_has_years_without_a_gap(town: world.Township) -> None:
    unit = town.region.parent
    assert unit is not None
    asked: dict[str, Any] = {
        "title": "三年提升计划",
        "goal": "窗口人员和代办员全部持证",
        "audience": [RoleKind.CLERK, RoleKind.AGENT],
        "target": 100,
        "years": [training.Year(2026, "打基础", 24), training.Year(2027, "强业务", 32)],
        "by": SYSTEM,
        "at": MONDAY_9AM,
    }
    plan = training.publish_plan(unit, **asked)
    assert (plan.first_year, plan.last_year, plan.years.count()) == (2026, 2027, 2)
    for change, field in (
        ({"title": ""}, "title"),
        ({"goal": ""}, "goal"),
        ({"audience": [RoleKind.CITIZEN]}, "audience"),
        ({"target": 0}, "target"),
        ({"years": []}, "years"),
        ({"years": [training.Year(2026, "a", 1), training.Year(2028, "b", 1)]}, "years"),
        ({"years": [training.Year(2026, "", 1)]}, "years"),
        ({"years": [training.Year(2026 + n, "a", 1) for n in range(11)]}, "years"),
    ):
        with pytest.raises(Invalid) as refused:
            training.publish_plan(unit, **(asked | change))
        assert list(refused.value.fields) == [field]
