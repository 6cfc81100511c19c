"""群众端的地址: what a citizen finds, and what she does with it."""

from bianmin.web.public.addresses import acting, finding

app_name = "public"
urlpatterns = [*finding.urlpatterns, *acting.urlpatterns]
