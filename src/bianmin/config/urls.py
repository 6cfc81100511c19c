"""The map of addresses: each surface keeps its own."""

from django.urls import include, path

from bianmin.wire import refusals

urlpatterns = [
    path("", include("bianmin.ops.urls")),
    path("", include("bianmin.web.public.urls")),
    path("", include("bianmin.web.entrance.urls")),
    path("desk/", include("bianmin.web.desk.urls")),
    path("field/", include("bianmin.web.field.urls")),
    path("me/", include("bianmin.web.me.urls")),
    path("hall/", include("bianmin.web.hall.urls")),
    path("console/", include("bianmin.web.console.urls")),
    path("api/v1/", include("bianmin.api.urls")),
]

handler400 = refusals.bad_request
handler403 = refusals.forbidden
handler404 = refusals.not_found
handler500 = refusals.server_error
