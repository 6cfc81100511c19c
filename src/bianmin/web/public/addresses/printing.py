"""打印的地址: a guide as a sheet, a leaflet or a poster; the documents of one's own case."""

from django.urls import path

from bianmin.web.public.views import papers

ITEM = "items/<str:code>/"
urlpatterns = [
    path("family/mandate-form.pdf", papers.mandate_form, name="mandate_form"),
    path(f"{ITEM}application-form.pdf", papers.blank_form, name="blank_form"),
    path(f"{ITEM}<str:form>.pdf", papers.guide, name="guide_print"),
    path(f"{ITEM}v<int:number>/<str:form>.pdf", papers.kept_guide, name="kept_guide_print"),
    path("t/<str:code>/documents/<int:notice>.pdf", papers.own_document, name="own_document"),
    path("t/<str:code>/application-form.pdf", papers.own_form, name="own_form"),
]
