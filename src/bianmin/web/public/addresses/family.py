"""家人代办的地址: who may act for whom; asked for, agreed to, and stopped."""

from django.urls import path

from bianmin.web.public.views import family

MANDATE = "family/<int:mandate>/"
urlpatterns = [
    path("family/", family.family, name="family"),
    path("family/asking/", family.asking, name="family_asking"),
    path("family/code/", family.code, name="family_code"),
    path("family/stop/", family.stopping, name="family_stop"),
    path("family/stop/code/", family.stopping_code, name="family_stop_code"),
    path(MANDATE, family.mandate, name="mandate"),
    path(f"{MANDATE}ending/", family.ending, name="mandate_ending"),
]
