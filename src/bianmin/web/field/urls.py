from django.urls import path

from bianmin.web.field.views import applying, bundles, cases, orders, papers, results, today

app_name = "field"
DRAFT = "new/<int:draft>/"
CASE = "cases/<str:number>/"
ORDER = "orders/<int:order>/"
urlpatterns = [
    path("", today.today, name="today"),
    path("new/", applying.new, name="new"),
    path(f"{DRAFT}person/", applying.person, name="person"),
    path(f"{DRAFT}answers/", applying.answers, name="answers"),
    path(f"{DRAFT}consent-code/", applying.consent_code, name="consent-code"),
    path(f"{DRAFT}consent/", applying.consent, name="consent"),
    path(f"{DRAFT}photos/", applying.photos, name="photos"),
    path(f"{DRAFT}check/", applying.check, name="check"),
    path(f"{DRAFT}discard/", applying.discard, name="discard"),
    path("new/bundles/<slug:code>/", bundles.new_bundle, name="new-bundle"),
    path("bundles/<str:number>/", bundles.bundle, name="bundle"),
    path("orders/new/", orders.new, name="order-new"),
    path(ORDER, orders.order, name="order"),
    path(f"{ORDER}taking/", orders.taking, name="order-taking"),
    path(f"{ORDER}signing/", orders.signing, name="order-signing"),
    path(f"{ORDER}acceptance/", orders.acceptance, name="order-acceptance"),
    path(f"{ORDER}start/", orders.start, name="order-start"),
    path(f"{ORDER}case/", orders.case, name="order-case"),
    path(f"{ORDER}pause/", orders.pause, name="order-pause"),
    path(f"{ORDER}resumption/", orders.resumption, name="order-resumption"),
    path(f"{ORDER}delivery/", orders.delivery, name="order-delivery"),
    path(f"{ORDER}archive/", orders.archive, name="order-archive"),
    path(f"{ORDER}ending/", orders.ending, name="order-ending"),
    path(f"{ORDER}papers/", papers.taking, name="order-papers"),
    path(f"{ORDER}papers/return/", papers.returning, name="order-papers-return"),
    path("results/", results.results, name="results"),
    path("papers/", papers.papers, name="papers"),
    path("sheets/", papers.sheets, name="sheets"),
    path("sheets/<str:sheet>/", papers.sheet, name="sheet"),
    path("sheets/<str:sheet>/settlement/", papers.settlement, name="sheet-settlement"),
    path("sheets/<str:sheet>/withdrawal/", papers.withdrawal, name="sheet-withdrawal"),
    path(f"{ORDER}call/", orders.call, name="order-call"),
    path(f"{ORDER}mandate.pdf", orders.blank, name="order-blank"),
    path(f"{ORDER}forms/<int:form>.pdf", orders.print_form, name="order-form"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}correction/", cases.correction, name="correction"),
    path(f"{CASE}resubmission/", cases.resubmission, name="resubmission"),
    path(f"{CASE}taking-out/", cases.taking_out, name="taking-out"),
    path(f"{CASE}delivery/", cases.delivery, name="delivery"),
    path(f"{CASE}withdrawal/", cases.withdrawal, name="withdrawal"),
    path(f"{CASE}files/<int:file>/", cases.file, name="file"),
    path(f"{CASE}call/", cases.call, name="call"),
]
