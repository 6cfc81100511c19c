"""The addresses of the standard of accompanying services."""

from django.urls import path

from bianmin.web.console.views.catalogue import services

urlpatterns = [
    path("catalogue/services/", services.services, name="services"),
    path("catalogue/services/<int:service_site>/", services.site, name="site-services"),
]
