"""群众端的地址: what a citizen finds, does with it, and prints."""

from bianmin.web.public.addresses import acting, finding, printing

app_name = "public"
urlpatterns = [*finding.urlpatterns, *acting.urlpatterns, *printing.urlpatterns]
