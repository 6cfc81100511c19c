"""大厅的地址: the kiosk and the screens of a site.

No address of the kiosk says what anybody does there: that stands in the visit (ADR 0047).
"""

from django.urls import path

from bianmin.web.hall.views import following, guides, kiosk, screen

app_name = "hall"
SITE = "<int:site>/"
urlpatterns = [
    path("voice/", screen.voice, name="voice"),
    path(SITE, kiosk.kiosk, name="kiosk"),
    path(f"{SITE}taken/", kiosk.taken, name="taken"),
    path(f"{SITE}arrivals/", kiosk.arrivals, name="arrivals"),
    path(f"{SITE}case/", following.case, name="case"),
    path(f"{SITE}rating/", following.rating, name="rating"),
    path(f"{SITE}slip/", following.slip, name="slip"),
    path(f"{SITE}guides/", guides.guides, name="guides"),
    path(f"{SITE}guides/sheet.pdf", guides.sheet, name="sheet"),
    path(f"{SITE}over/", kiosk.over, name="over"),
    path(f"{SITE}screen/", screen.screen, name="screen"),
    path(f"{SITE}info/", screen.info, name="info"),
    path(f"{SITE}line/", screen.line, name="line"),
]
