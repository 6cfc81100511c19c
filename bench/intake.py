"""收件: an application taken at the window, and one handed in online, beside the rows in SQL."""

from __future__ import annotations

import itertools

from bench import _raw
from bench._measure import Action, table
from bench._million import city
from bench._people import Township, busiest
from bianmin.accounts.actor import Actor
from bianmin.cases.application import Submitted
from bianmin.cases.commands.intake import submit_case, take_at_counter


def run(*, cases: int) -> None:
    with city(cases) as made:
        town = busiest(made.at)
        print(f"{made.cases:,} cases; busiest township: {town.in_hand:,} in hand")
        table([at_the_window(town), online(town)])


def at_the_window(town: Township) -> Action:
    who = itertools.count()

    def call() -> object:
        return take_at_counter(town.application(next(who)), by=town.clerk.actor, at=town.at)

    def page() -> object:
        answer = town.clerk.browser.post("/desk/intake/", **town.typed(next(who)))
        assert answer.status_code == 302, answer.content.decode()
        return answer

    model = take_at_counter(town.application(next(who)), by=town.clerk.actor, at=town.at).case
    return Action("take in at the window", _raw.intake(model), call, page)


def online(town: Township) -> Action:
    who = itertools.count()

    def call() -> Submitted:
        wanted = town.application(next(who))
        by = Actor(None, wanted.applicant.pk, "申请人", (), "web")
        return submit_case(wanted, channel="online", by=by, at=town.at)

    model = call().case
    return Action("hand in online", _raw.intake(model), call)
