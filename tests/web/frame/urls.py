"""Routes that the sheets of the style guide link to."""

from django.urls import path

from bianmin.web.frame.views import styleguide

urlpatterns = [path("styleguide/<slug:sheet>/", styleguide, name="styleguide")]
