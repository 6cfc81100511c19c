"""找事的地址: home, places, items and their guides, sites, and the pages about this site."""

from django.urls import path

from bianmin.web.public.views import about, finding, guide, places, sites

ITEM = "items/<str:code>/"
urlpatterns = [
    path("", finding.home, name="home"),
    path("elder/", finding.elder, name="elder"),
    path("place/", places.place, name="place"),
    path("place/<int:region>/", places.place_chosen, name="place_chosen"),
    path("items/", finding.items, name="items"),
    path(ITEM, guide.item, name="item"),
    path(f"{ITEM}v<int:number>/", guide.kept, name="kept"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<int:site>/", sites.site, name="site"),
    path("sitemap/", about.sitemap, name="sitemap"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("report-error/", about.report_error, name="report_error"),
    path("size/<slug:size>/", about.text_size, name="text_size"),
]
