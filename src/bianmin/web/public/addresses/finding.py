"""找事的地址: home, places, items and their guides, sites, and the pages about this site."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
