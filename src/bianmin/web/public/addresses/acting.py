"""办事的地址: apply (by the item's code), track, mend, withdraw, rate, and what is one's own."""

from django.urls import path

from bianmin.web.public.views import (
    applying,
    booking,
    chains,
    counsel,
    delivering,
    disputes,
    handing_in,
    mending,
    mine,
    queueing,
    rating,
    tracking,
    urging,
)

DRAFT = "apply/<int:unit>/<int:draft>/"
LINK = "t/<str:code>/"
CHAIN = "y/<str:code>/"
urlpatterns = [
    path("apply/<str:code>/", applying.apply, name="apply"),
    path(f"{DRAFT}topic/<int:number>/", applying.topic, name="topic"),
    path(f"{DRAFT}papers/<int:number>/", applying.papers, name="papers"),
    path(
        f"{DRAFT}papers/<int:number>/<int:file>/removal/",
        applying.photo_removal,
        name="photo_removal",
    ),
    path(f"{DRAFT}renewal/", applying.renewal, name="renewal"),
    path(f"{DRAFT}place/", applying.draft_place, name="draft_place"),
    path(f"{DRAFT}whom/", applying.whom, name="whom"),
    path(f"{DRAFT}identity/", handing_in.identity, name="identity"),
    path(f"{DRAFT}check/", handing_in.check, name="check"),
    path(f"{DRAFT}saved/", applying.saved, name="saved"),
    path(f"{DRAFT}discard/", applying.discard, name="discard"),
    path("resume/<str:key>/", applying.resume, name="resume"),
    path("done/<str:number>/", handing_in.done, name="done"),
    path("mine/", mine.mine, name="mine"),
    path("sites/<int:site>/ticket/", queueing.ticket, name="ticket"),
    path("sites/<int:site>/booking/", booking.times, name="times"),
    path("sites/<int:site>/booking/<str:slot>/", booking.book, name="book"),
    path("sites/<int:site>/counsel/", counsel.counsel, name="counsel"),
    path("sites/<int:site>/counsel/<int:counsel>/", counsel.times, name="counsel_times"),
    path(
        "sites/<int:site>/counsel/<int:counsel>/<str:slot>/", counsel.book, name="counsel_booking"
    ),
    path("counsel/<int:talk>/", counsel.talk, name="talk"),
    path("counsel/<int:talk>/cancellation/", counsel.cancellation, name="talk_cancellation"),
    path("sites/<int:site>/mediation/", disputes.application, name="mediation"),
    path("disputes/<int:dispute>/", disputes.dispute, name="dispute"),
    path("disputes/<int:dispute>/consent/", disputes.consent, name="dispute_consent"),
    path("disputes/<int:dispute>/leaving/", disputes.leaving, name="dispute_leaving"),
    path("b/<str:code>/", booking.booked, name="booked"),
    path("b/<str:code>/cancellation/", booking.cancellation, name="cancellation"),
    path("b/<str:code>/arrival/", booking.arrival, name="arrival"),
    path("n/<str:code>/", queueing.taken, name="taken"),
    path("n/<str:code>/leaving/", queueing.leaving, name="ticket_leaving"),
    path("track/", tracking.track, name="track"),
    path(LINK, tracking.tracked, name="tracked"),
    path("bundles/<slug:code>/application/", chains.bundle_application, name="bundle_application"),
    path(CHAIN, chains.bundle_tracked, name="bundle_tracked"),
    path(f"{CHAIN}correction/", chains.bundle_correction, name="bundle_correction"),
    path(f"{CHAIN}withdrawal/", chains.bundle_withdrawal, name="bundle_withdrawal"),
    path(f"{LINK}files/<int:file>/", tracking.tracked_file, name="tracked_file"),
    path(f"{LINK}clock/", tracking.clock, name="clock"),
    path(f"{LINK}correction/", mending.correction, name="correction"),
    path(f"{LINK}resubmission/", mending.resubmission, name="resubmission"),
    path(f"{LINK}delivery-choice/", delivering.delivery_choice, name="delivery_choice"),
    path(f"{LINK}result/", delivering.result, name="result"),
    path(f"{LINK}urging/", urging.urging, name="urging"),
    path(f"{LINK}withdrawal/", mending.withdrawal, name="withdrawal"),
    path(f"{LINK}rating/", rating.rating, name="rating"),
]
