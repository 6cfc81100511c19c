"""办公桌: the worklist, the search, a case and its decision, beside the same answers in SQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bench import _raw
from bench._measure import TURNS, WARM, Action, in_database, table
from bench._million import city
from bench._people import Post, Township, busiest
from bianmin.cases import queries
from bianmin.cases.commands.review import grant_case
from bianmin.cases.models import Case
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.lifecycle import OPEN_STATES
from bianmin.web.desk import worklist
from bianmin.web.desk.finding import find

ALL = [state.value for state in OPEN_STATES]
NEEDED = 3 * (WARM + TURNS) + 1
ALLOWED = 20  # milliseconds of the database for a worklist


def run(*, cases: int) -> None:
    with city(cases) as made:
        town = busiest(made.at)
        print(f"{made.cases:,} cases; busiest township: {town.in_hand:,} in hand")
        worklists = [
            of_post(town, "township", town.clerk, _raw.TOWNSHIP),
            of_post(town, "county", town.county, _raw.COUNTY),
            of_post(town, "city", town.city, _raw.CITY),
        ]
        table([*worklists, *searches(town), opening(town), deciding(town)])
        for action in worklists:
            fastest, median = in_database(action.call, "cases_case")
            verdict = "within" if fastest < ALLOWED else "MORE THAN"
            spent = f"{fastest:.1f} ms in the database (median {median:.1f})"
            print(f"{action.name}: {spent}, {verdict} {ALLOWED} ms")


def of_post(town: Township, name: str, post: Post, scope: str) -> Action:
    """The tab in which the post works."""
    unit = worklist.unit_asked(post.actor, "")
    tab = worklist.first_tab(post.actor, worklist.counts(queries.in_hand(post.actor, unit)))
    states = [state.value for state in worklist.TABS[tab][1]] if tab in worklist.TABS else ALL

    def call() -> object:
        cases = queries.in_hand(post.actor, unit)
        worklist.counts(cases)
        chosen = worklist.in_tab(cases, tab)
        return worklist.read(chosen, list(chosen.values_list("pk", flat=True)[:50]))

    def page() -> object:
        answer = post.browser.get("/desk/")
        assert answer.status_code == 200
        return answer

    return Action(f"worklist, {name}", _raw.worklist(town, scope, states), call, page)


def searches(town: Township) -> list[Action]:
    first = town.residents[0]

    def search(name: str, column: str, words: str, hashed: bytes) -> Action:
        def page() -> object:
            answer = town.clerk.browser.post("/desk/search/", words=words)
            assert answer.status_code == 200
            return answer

        raw = _raw.search(town, column, hashed)
        return Action(name, raw, lambda: find(town.clerk.actor, words), page)

    number, phone = first.id_number.clear(), first.phone.clear()
    return [
        search(
            "search, identity number", "id_number_hash", number, keyed_hash("id_number", number)
        ),
        search("search, phone", "phone_hash", phone, keyed_hash("phone", phone)),
    ]


def opening(town: Township) -> Action:
    """Another case at each turn, most of them long delivered."""
    rows = Case.objects.filter(unit=town.center.unit, site=town.center).order_by("tracking_hash")
    cases = itertools.cycle(list(rows.only("id", "unit", "number")[:1000]))

    def call() -> object:
        found = queries.by_number(town.clerk.actor, next(cases).number)
        return queries.dossier(found.select_related(*queries.SHOWN, "version", "agent").get())

    def page() -> object:
        answer = town.clerk.browser.get(f"/desk/cases/{next(cases).number}/")
        assert answer.status_code == 200
        return answer

    return Action("open a case", _raw.opening(town, cases), call, page)


def deciding(town: Township) -> Action:
    cases = town.cases_in_review()
    waiting: Iterator[Case] = iter([next(cases) for _ in range(NEEDED)])

    def call() -> object:
        return grant_case(next(waiting), by=town.reviewer.actor, at=town.at)

    def page() -> object:
        answer = town.reviewer.browser.post(f"/desk/cases/{next(waiting).number}/grant/")
        assert answer.status_code == 302, answer.content.decode()
        return answer

    return Action("decide", _raw.decision(waiting, town.reviewer), call, page)
