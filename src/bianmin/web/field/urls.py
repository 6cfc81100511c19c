from django.urls import path

from bianmin.web.field.views import applying, bundles, cases, today

app_name = "field"
DRAFT = "new/<int:draft>/"
CASE = "cases/<str:number>/"
urlpatterns = [
    path("", today.today, name="today"),
    path("new/", applying.new, name="new"),
    path(f"{DRAFT}person/", applying.person, name="person"),
    path(f"{DRAFT}answers/", applying.answers, name="answers"),
    path(f"{DRAFT}photos/", applying.photos, name="photos"),
    path(f"{DRAFT}check/", applying.check, name="check"),
    path(f"{DRAFT}discard/", applying.discard, name="discard"),
    path("new/bundles/<slug:code>/", bundles.new_bundle, name="new-bundle"),
    path("bundles/<str:number>/", bundles.bundle, name="bundle"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}correction/", cases.correction, name="correction"),
    path(f"{CASE}resubmission/", cases.resubmission, name="resubmission"),
    path(f"{CASE}taking-out/", cases.taking_out, name="taking-out"),
    path(f"{CASE}delivery/", cases.delivery, name="delivery"),
    path(f"{CASE}withdrawal/", cases.withdrawal, name="withdrawal"),
    path(f"{CASE}files/<int:file>/", cases.file, name="file"),
    path(f"{CASE}call/", cases.call, name="call"),
]
