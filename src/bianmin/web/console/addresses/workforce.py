"""The addresses of posts, rotas, people and training in the console."""

from django.urls import path

from bianmin.web.console.views import halls
from bianmin.web.console.views.workforce import (
    courses,
    people,
    places,
    posts,
    rights,
    rotas,
    staffing,
    training,
    wall,
)

POST = "workforce/posts/<int:post>/"
ROTA = "workforce/rotas/<int:rota>/"
COURSE = "workforce/courses/<str:course>/"
SESSION = "workforce/sessions/<int:session>/"
TRAINING = "workforce/places/<int:region>/training/"
MEMBER = "workforce/people/<int:member>/"
ROTAS = "workforce/places/<int:region>/rotas/"

urlpatterns = [
    path("workforce/", places.start, name="workforce"),
    path("workforce/places/<int:region>/", places.place, name="duty"),
    path("workforce/alarms/<int:alarm>/", places.answer, name="alarm"),
    path("workforce/absences/<int:absence>/", places.decision, name="absence"),
    path("workforce/sites/<int:site>/", posts.posts, name="posts"),
    path("workforce/sites/<int:site>/hall/", halls.hall, name="hall"),
    path("workforce/sites/<int:site>/hall/plan/", halls.plan, name="booking-plan"),
    path("workforce/sites/<int:site>/hall/closures/", halls.closures, name="closures"),
    path("workforce/closures/<int:closure>/lifting/", halls.lifting, name="closure-lifting"),
    path("workforce/sites/<int:site>/wall/", wall.wall, name="wall"),
    path(POST, posts.post, name="post"),
    path(f"{POST}holders/", posts.holders, name="post-holders"),
    path(f"{POST}closing/", posts.closing, name="post-closing"),
    path(f"{POST}rota/", posts.rota, name="post-rota"),
    path(f"{ROTA}publication/", posts.publication, name="rota-publication"),
    path(f"{ROTA}removal/", posts.removal, name="rota-removal"),
    path(ROTAS, rotas.rotas, name="rotas"),
    path(f"{ROTAS}publication/", rotas.publication, name="rotas-publication"),
    path("workforce/people/", people.start, name="people-start"),
    path("workforce/places/<int:region>/people/", people.people, name="people"),
    path("workforce/sites/<int:site>/joining/", people.join, name="join"),
    path(MEMBER, people.person, name="person"),
    path(f"{MEMBER}record/", people.record, name="person-record"),
    path(f"{MEMBER}portrait/", people.portrait, name="person-portrait"),
    path(f"{MEMBER}photo/", people.photo, name="person-photo"),
    path(f"{MEMBER}titles/", people.qualification, name="person-titles"),
    path(
        f"{MEMBER}titles/<int:title>/removal/", people.qualification_removal, name="title-removal"
    ),
    path(f"{MEMBER}sites/<int:site>/grants/", rights.grants, name="grants"),
    path(f"{MEMBER}grants/<int:right>/end/", rights.grant_end, name="grant-end"),
    path(f"{MEMBER}certificates/<int:paper>/revocation/", rights.revocation, name="revocation"),
    path(f"{MEMBER}departure/", rights.departure, name="departure"),
    path(f"{MEMBER}transfer/", rights.transfer, name="transfer"),
    path("workforce/places/<int:region>/staffing/", staffing.staffing, name="staffing"),
    path("workforce/sites/<int:site>/target/", staffing.target, name="target"),
    path("workforce/queue/", staffing.queue, name="queue"),
    path("workforce/training/", training.start, name="training-start"),
    path(TRAINING, training.training, name="training"),
    path(f"{TRAINING}plans/", training.plans, name="plans"),
    path(f"{TRAINING}sessions/", training.sessions, name="sessions"),
    path(SESSION, training.session, name="session"),
    path(f"{SESSION}screen/", training.screen, name="session-screen"),
    path("workforce/courses/", courses.courses, name="courses"),
    path(COURSE, courses.course, name="course"),
    path(f"{COURSE}lessons/", courses.lessons, name="course-lessons"),
    path(f"{COURSE}exam/", courses.exam, name="course-exam"),
    path(f"{COURSE}questions/", courses.questions, name="course-questions"),
    path(
        f"{COURSE}questions/<int:question>/retirement/",
        courses.retirement,
        name="question-retirement",
    ),
]
