"""打印的地址: a guide as a sheet, a leaflet or a poster; an old version as it was."""

from django.urls import path

from bianmin.web.public.views import papers

ITEM = "items/<str:code>/"
urlpatterns = [
    path(f"{ITEM}<str:form>.pdf", papers.guide, name="guide_print"),
    path(f"{ITEM}v<int:number>/<str:form>.pdf", papers.kept_guide, name="kept_guide_print"),
]
