from django.urls import path

from bianmin.web.desk.views import (
    cases,
    closing,
    documents,
    intake,
    receiving,
    refusing,
    reviewing,
    worklist,
)

app_name = "desk"
CASE = "cases/<str:number>/"
urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("search/", worklist.search, name="search"),
    path("intake/", intake.intake, name="intake"),
    path("intake/person/", intake.person, name="person"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}clock/", cases.clock, name="clock"),
    path(f"{CASE}slip/", intake.slip, name="slip"),
    path(f"{CASE}files/<int:file>/", cases.file, name="file"),
    path(f"{CASE}documents/<int:notice>.pdf", documents.document, name="document"),
    path(f"{CASE}personal-data/", cases.personal_data, name="personal-data"),
    path(f"{CASE}receipt/", receiving.receipt, name="receipt"),
    path(f"{CASE}return/", receiving.return_, name="return"),
    path(f"{CASE}resubmission/", receiving.resubmission, name="resubmission"),
    path(f"{CASE}correction-request/", receiving.correction_request, name="correction-request"),
    path(f"{CASE}correction/", receiving.correction, name="correction"),
    path(f"{CASE}acceptance/", receiving.acceptance, name="acceptance"),
    path(f"{CASE}review/", reviewing.review, name="review"),
    path(f"{CASE}forwarding/", reviewing.forwarding, name="forwarding"),
    path(f"{CASE}forwarding-return/", reviewing.forwarding_return, name="forwarding-return"),
    path(f"{CASE}pause/", reviewing.pause, name="pause"),
    path(f"{CASE}resumption/", reviewing.resumption, name="resumption"),
    path(f"{CASE}grant/", reviewing.grant, name="grant"),
    path(f"{CASE}refusal-proposal/", refusing.refusal_proposal, name="refusal-proposal"),
    path(f"{CASE}refusal/", refusing.refusal, name="refusal"),
    path(f"{CASE}refusal-dismissal/", refusing.refusal_dismissal, name="refusal-dismissal"),
    path(f"{CASE}denial/", refusing.denial, name="denial"),
    path(f"{CASE}completion/", closing.completion, name="completion"),
    path(f"{CASE}delivery/", closing.delivery, name="delivery"),
    path(f"{CASE}archive/", closing.archive, name="archive"),
    path(f"{CASE}closure/", closing.closure, name="closure"),
    path(f"{CASE}voiding/", closing.voiding, name="voiding"),
]
