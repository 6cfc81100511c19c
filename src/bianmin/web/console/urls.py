from django.urls import path

from bianmin.web.console.addresses import catalogue, prints, services, workforce
from bianmin.web.console.views import boards, refusals

app_name = "console"
urlpatterns = [
    path("", boards.start, name="start"),
    path("city/", boards.city, name="city"),
    path("units/<int:pk>/", boards.unit, name="unit"),
    path("townships/<int:pk>/", boards.township, name="township"),
    path("sites/<int:pk>/", boards.site, name="site"),
    path("refusals/", refusals.refusals, name="refusals"),
    path("refusals/<int:filing>/check/", refusals.check, name="refusal-check"),
    *catalogue.urlpatterns,
    *prints.urlpatterns,
    *services.urlpatterns,
    *workforce.urlpatterns,
]
