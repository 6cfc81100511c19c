"""岗位与队伍的表: posts and rotas, duty, people, courses, exams."""

from bianmin.workforce.models.duty import (
    Absence,
    DutyCount,
    DutySign,
    EmptyPost,
    Handover,
    HandoverItem,
)
from bianmin.workforce.models.exams import Attempt, Certificate, Exam, Question
from bianmin.workforce.models.people import Departure, Qualification, StaffingTarget, StaffRecord
from bianmin.workforce.models.posts import Post, Rota
from bianmin.workforce.models.training import (
    Attendance,
    Course,
    Lesson,
    LessonRead,
    PlanYear,
    TrainingPlan,
    TrainingSession,
)

__all__ = [
    "Absence",
    "Attempt",
    "Attendance",
    "Certificate",
    "Course",
    "Departure",
    "DutyCount",
    "DutySign",
    "EmptyPost",
    "Exam",
    "Handover",
    "HandoverItem",
    "Lesson",
    "LessonRead",
    "PlanYear",
    "Post",
    "Qualification",
    "Question",
    "Rota",
    "StaffRecord",
    "StaffingTarget",
    "TrainingPlan",
    "TrainingSession",
]
