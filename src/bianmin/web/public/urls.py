"""群众端的地址: what a citizen finds, does with it, and prints."""

from bianmin.web.public.addresses import acting, family, finding, printing

app_name = "public"
urlpatterns = [
    *finding.urlpatterns,
    *acting.urlpatterns,
    *family.urlpatterns,
    *printing.urlpatterns,
]
