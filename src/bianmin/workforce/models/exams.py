"""考试: the bank, the exams, each person's papers, and the certificates they earned."""

from django.db import models
from django.db.models import F, Q

from bianmin.ground.ids import new_id
from bianmin.rules.exams import QuestionKind


class Question(models.Model):
    """试题: one question of a course's bank, its options and which of them are right."""

    id = models.AutoField(primary_key=True)
    course = models.ForeignKey("workforce.Course", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # rules.exams.QuestionKind
    text = models.CharField(max_length=300)
    options = models.JSONField()
    right = models.JSONField()  # the right options, counted from 0
    because = models.CharField(max_length=300, default="", blank=True)
    is_open = models.BooleanField(default=True)  # drawn for new papers

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_kind_known", condition=Q(kind__in=[k.value for k in QuestionKind])
            ),
            models.UniqueConstraint(name="question_text_once", fields=["course", "text"]),
        ]

    def __str__(self) -> str:
        return self.text


class Exam(models.Model):
    """考试: how the papers of a course are made, how long they take and what passes."""

    id = models.AutoField(primary_key=True)
    course = models.OneToOneField("workforce.Course", on_delete=models.PROTECT, related_name="exam")
    questions = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    mark = models.PositiveSmallIntegerField()  # points of a hundred
    tries_a_day = models.PositiveSmallIntegerField(default=3)
    valid_months = models.PositiveSmallIntegerField(default=24)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exam_in_bounds",
                condition=Q(questions__gte=1, minutes__gte=1, mark__gte=1, mark__lte=100)
                & Q(tries_a_day__gte=1, valid_months__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"exam of {self.course_id}"


class Attempt(models.Model):
    """答卷: one person's paper: drawn at random, answered in time, graded by rule."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    paper = models.JSONField()  # question ids in their order
    answers = models.JSONField(default=dict)  # question id → options chosen
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    right = models.PositiveSmallIntegerField(null=True, blank=True)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attempt_one_open",
                fields=["unit", "user", "exam"],
                condition=Q(handed_in_at__isnull=True),
            ),
            models.CheckConstraint(
                name="attempt_graded_when_handed_in",
                condition=Q(handed_in_at__isnull=True, points__isnull=True, passed__isnull=True)
                | Q(handed_in_at__isnull=False, points__isnull=False, passed__isnull=False),
            ),
            models.CheckConstraint(
                name="attempt_in_order", condition=Q(ends_at__gt=F("started_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "user", "exam", "-started_at"], name="attempt_of_user"),
            models.Index(
                fields=["unit", "ends_at"],
                name="attempt_running",
                condition=Q(handed_in_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} {self.user_id}"


class Certificate(models.Model):
    """合格证: somebody has passed; without one that is valid nothing is granted."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    number = models.CharField(max_length=30, unique=True)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("workforce.Course", on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    points = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    valid_until = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_in_order", condition=Q(valid_until__gte=F("issued_on"))
            ),
        ]
        indexes = [models.Index(fields=["unit", "user", "-valid_until"], name="certificate_user")]

    def __str__(self) -> str:
        return self.number
