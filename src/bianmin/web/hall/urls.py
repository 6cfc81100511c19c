"""大厅的地址: the kiosk and the call screen of a site."""

from django.urls import path

from bianmin.web.hall.views import kiosk, screen

app_name = "hall"
SITE = "<int:site>/"
urlpatterns = [
    path(SITE, kiosk.kiosk, name="kiosk"),
    path(f"{SITE}arrivals/", kiosk.arrivals, name="arrivals"),
    path(f"{SITE}screen/", screen.screen, name="screen"),
    path(f"{SITE}line/", screen.line, name="line"),
    path("n/<str:code>/", kiosk.taken, name="taken"),
]
