"""办事的地址: apply (by the item's code), track, mend, withdraw, rate, and what is one's own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
