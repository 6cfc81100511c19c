from django.urls import path

from bianmin.web.me.views import duty, exams, home, learning, leave, prints

app_name = "me"
ABSENCE = "leave/<int:absence>/"
COURSE = "learning/<str:course>/"
ATTEMPT = "exams/<int:attempt>/"
WALL = "prints/<int:print_site>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("duty/<int:post_site>/", duty.start, name="duty"),
    path("duty/<int:post_site>/arrival/", duty.arrival, name="arrival"),
    path("duty/<int:post_site>/screen/", duty.screen, name="duty-screen"),
    path("duty/<int:post_site>/end/", duty.end, name="duty-end"),
    path("handovers/<int:handover>/", duty.confirmation, name="handover"),
    path("leave/", leave.leave, name="leave"),
    path("leave/now/", leave.now, name="leave-now"),
    path(f"{ABSENCE}return/", leave.back, name="leave-return"),
    path(f"{ABSENCE}withdrawal/", leave.withdrawal, name="leave-withdrawal"),
    path("learning/", learning.learning, name="learning"),
    path(COURSE, learning.course, name="course"),
    path(f"{COURSE}exam/", exams.begin, name="exam"),
    path(f"{COURSE}<int:lesson>/", learning.lesson, name="lesson"),
    path(f"{COURSE}<int:lesson>/reading/", learning.reading, name="reading"),
    path("sessions/<int:session>/", learning.session, name="session"),
    path(ATTEMPT, exams.attempt, name="attempt"),
    path(f"{ATTEMPT}check/", exams.check, name="attempt-check"),
    path(f"{ATTEMPT}end/", exams.end, name="attempt-end"),
    path(f"{ATTEMPT}result/", exams.result, name="result"),
    path("prints/", prints.prints, name="prints"),
    path(f"{WALL}hangings/", prints.hang, name="print-hangings"),
    path(f"{WALL}packs/<int:pack>/", prints.pack, name="print-pack"),
    path(f"{WALL}<int:hanging>/replacement/", prints.replacement, name="print-replacement"),
    path(f"{WALL}<int:hanging>/removal/", prints.removal, name="print-removal"),
    path(f"{WALL}<int:hanging>/photo/", prints.photo, name="print-photo"),
    path(f"{WALL}<int:hanging>/photograph/", prints.photograph, name="print-photograph"),
    path("certificates/<int:certificate>/", exams.certificate, name="certificate"),
]
