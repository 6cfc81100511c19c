"""找事的地址: home, places, items and their guides, sites, and the pages about this site."""

from django.urls import path

from bianmin.web.public.views import (
    about,
    asking,
    bundles,
    cards,
    finding,
    guide,
    notices,
    places,
    scenarios,
    sites,
)

ITEM = "items/<str:code>/"
LIST = f"{ITEM}v<int:number>/lists/<slug:leaf>/"
urlpatterns = [
    path("", finding.home, name="home"),
    path("elder/", finding.elder, name="elder"),
    path("place/", places.place, name="place"),
    path("place/<int:region>/", places.place_chosen, name="place_chosen"),
    path("items/", finding.items, name="items"),
    path(ITEM, guide.item, name="item"),
    path(f"{ITEM}v<int:number>/", guide.kept, name="kept"),
    path(f"{ITEM}questions/", scenarios.questions, name="questions"),
    path(LIST, scenarios.checklist, name="checklist"),
    path(f"{LIST}list.pdf", scenarios.checklist_print, name="checklist_print"),
    path(f"{LIST}sending/", scenarios.checklist_sending, name="checklist_sending"),
    path("l/<int:version>/<slug:leaf>/", scenarios.short, name="short_list"),
    path("bundles/", bundles.bundles, name="bundles"),
    path("bundles/<slug:code>/", bundles.bundle, name="bundle"),
    path("bundles/<slug:code>/v<int:number>/", bundles.kept, name="kept_bundle"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<int:site>/", sites.site, name="site"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:publicity>/", notices.objection, name="objection"),
    path("ask/", asking.ask, name="ask"),
    path("q/<str:secret>/", asking.asked, name="asked"),
    path("cards/<str:secret>/", cards.card, name="card"),
    path("sitemap/", about.sitemap, name="sitemap"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("report-error/", about.report_error, name="report_error"),
    path("size/<slug:size>/", about.text_size, name="text_size"),
]
