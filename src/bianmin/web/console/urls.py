from django.urls import path

from bianmin.web.console.addresses import catalogue, prints, services, workforce
from bianmin.web.console.views import boards

app_name = "console"
urlpatterns = [
    path("", boards.start, name="start"),
    path("city/", boards.city, name="city"),
    path("units/<int:pk>/", boards.unit, name="unit"),
    path("townships/<int:pk>/", boards.township, name="township"),
    path("sites/<int:pk>/", boards.site, name="site"),
    *catalogue.urlpatterns,
    *prints.urlpatterns,
    *services.urlpatterns,
    *workforce.urlpatterns,
]
