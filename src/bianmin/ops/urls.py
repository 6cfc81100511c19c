from django.urls import path

from bianmin.ops import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
