"""培训: plans over years, courses with lessons for a phone, sessions and who came."""

from django.db import models
from django.db.models import F, Q

from bianmin.ground.ids import new_id
from bianmin.rules.exams import Topic


class TrainingPlan(models.Model):
    """培训计划: mid or long term, of the city or one county: goals, for whom, in which years."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    goal = models.TextField()
    audience = models.JSONField(default=list)  # rules.roles.RoleKind values
    target = models.PositiveSmallIntegerField(default=100)  # per cent with a certificate
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_plan_years_in_order",
                condition=Q(last_year__gte=F("first_year"), last_year__lte=F("first_year") + 9),
            ),
            models.CheckConstraint(
                name="training_plan_target_per_cent", condition=Q(target__gte=1, target__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanYear(models.Model):
    """年度安排: what a plan wants done in one year, and the hours each person learns."""

    plan = models.ForeignKey(TrainingPlan, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    goal = models.CharField(max_length=200)
    hours = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_year_once", fields=["plan", "year"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year}"


class Course(models.Model):
    """课程: what is taught, and the items that passing its exam makes fit for."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    topic = models.CharField(max_length=10)  # rules.exams.Topic
    title = models.CharField(max_length=60)
    summary = models.CharField(max_length=200, default="", blank=True)
    scope = models.CharField(max_length=10, default="none")  # rules.exams.Scope
    item_codes = models.JSONField(default=list, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="course_topic_known", condition=Q(topic__in=[t.value for t in Topic])
            ),
            models.CheckConstraint(
                name="course_names_its_items",
                condition=Q(scope__in=["none", "all"]) | Q(scope="items") & ~Q(item_codes=[]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """课时: one page to read on a phone."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    text = models.TextField()  # paragraphs; a line that begins with "- " is a point
    minutes = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [models.UniqueConstraint(name="lesson_number", fields=["course", "number"])]

    def __str__(self) -> str:
        return self.title


class LessonRead(models.Model):
    """学完: somebody has read a lesson to its end."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="lesson_read_once", fields=["unit", "user", "lesson"])
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson_id}"


class TrainingSession(models.Model):
    """培训场次: a course held at a place; who comes signs in with the code on the screen."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    teacher = models.CharField(max_length=40, default="", blank=True)
    secret = models.CharField(max_length=32)  # the code is made of it, new every minute
    made_by = models.BigIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_session_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [models.Index(fields=["region", "starts_at"], name="training_session_when")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.starts_at:%Y-%m-%d}"


class Attendance(models.Model):
    """培训签到: somebody came to a session."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["unit", "session", "user"])
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.user_id}"
