"""The addresses of print packs and of what hangs at the sites."""

from django.urls import path

from bianmin.web.console.views.prints import chases, hangings, packs, sites

SITE = "prints/sites/<int:print_site>/"
PACK = f"{SITE}packs/<int:pack>/"
HANGING = f"{SITE}hangings/<int:hanging>/"

urlpatterns = [
    path("prints/", sites.prints, name="prints"),
    path("prints/chases/", chases.chase_all, name="print-chases"),
    path("prints/recalls/", sites.recalls, name="print-recalls"),
    path(SITE, sites.site, name="print-site"),
    path(f"{SITE}chase/", chases.chase, name="print-chase"),
    path(f"{SITE}packs/", packs.order, name="print-packs"),
    path(PACK, packs.pack, name="print-pack"),
    path(f"{PACK}cancellation/", packs.cancellation, name="print-pack-cancellation"),
    path(f"{PACK}retry/", packs.retry, name="print-pack-retry"),
    path(f"{PACK}file/", packs.file, name="print-pack-file"),
    path(f"{PACK}hanging/", packs.hanging, name="print-pack-hanging"),
    path(f"{SITE}hangings/", hangings.hang, name="print-hangings"),
    path(f"{HANGING}replacement/", hangings.replacement, name="print-replacement"),
    path(f"{HANGING}removal/", hangings.removal, name="print-removal"),
    path(f"{HANGING}photograph/", hangings.photograph, name="print-photograph"),
    path(f"{HANGING}photo/", hangings.photo, name="print-photo"),
]
