from django.urls import path

from bianmin.web.console.addresses import catalogue, prints, services, workforce
from bianmin.web.console.views import boards, breaches, refusals

app_name = "console"
urlpatterns = [
    path("", boards.start, name="start"),
    path("city/", boards.city, name="city"),
    path("units/<int:pk>/", boards.unit, name="unit"),
    path("townships/<int:pk>/", boards.township, name="township"),
    path("sites/<int:pk>/", boards.site, name="site"),
    path("breaches/", breaches.start, name="breaches"),
    path("city/breaches/", breaches.city, name="city-breaches"),
    path("units/<int:pk>/breaches/", breaches.unit, name="unit-breaches"),
    path("townships/<int:pk>/breaches/", breaches.township, name="township-breaches"),
    path("refusals/", refusals.refusals, name="refusals"),
    path("refusals/<int:filing>/check/", refusals.check, name="refusal-check"),
    *catalogue.urlpatterns,
    *prints.urlpatterns,
    *services.urlpatterns,
    *workforce.urlpatterns,
]
