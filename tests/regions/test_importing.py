"""Official tables of several days: any order, no loss, the same again changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.audit.models import Event
from bianmin.regions import queries
from bianmin.regions.commands import import_divisions
from bianmin.regions.models import DivisionImport, Region, RegionCode, RegionLink, Unmatched
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests.regions import tables
from tests.regions.tables import AT, D18, D19, D20, D21, table, take

pytestmark = pytest.mark.django_db
needs_trial_data = pytest.mark.skipif(
    not tables.GIVEN.exists(), reason="the trial data is not here"
)

TOWN = ("371502 东昌府区", "371502001 古楼街道")
BEFORE = table(*TOWN, "371502001001 古楼社区居委会", "371502001201 魏庄村委会")
AFTER = table(*TOWN, "371502001001 古楼社区居委会", "371502001002 红星社区居委会")


def place(code: str, day: date | None = None) -> Region:
    found = queries.by_code("nbs", code, day)
    assert found is not None, code
    return found


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    rows = {
        model.__name__: list(model.objects.order_by("id").values_list())
        for model in (Region, RegionCode, RegionLink, Unmatched, DivisionImport)
    }
    return rows | {"events": [(Event.objects.filter(unit=0).count(),)]}


def test_importing_twice_changes_nothing() -> None:
    take(BEFORE, D20)
    before = snapshot()
    report = take(BEFORE, D20)
    assert not report.is_new
    assert snapshot() == before


def test_even_without_remembering_the_import_nothing_changes() -> None:
    take(BEFORE, D19)
    take(AFTER, D20)
    before = snapshot()
    DivisionImport.objects.filter(vintage=D19).update(digest="forgotten")
    take(BEFORE, D19)
    after = snapshot()
    for kept in ("Region", "RegionCode", "RegionLink", "Unmatched"):
        assert after[kept] == before[kept]


def test_a_newer_table_closes_opens_and_lists_what_has_no_successor() -> None:
    take(BEFORE, D19)
    report = take(AFTER, D20)

    assert (report.opened, report.closed, report.unmatched) == (1, 1, 1)
    gone = place("371502001201")
    assert gone.valid_to == date(2020, 6, 29)
    assert place("371502001002").valid_from == D20
    waiting = queries.unmatched().get()
    assert (waiting.region, waiting.since, waiting.suggestion) == (gone, D20, None)
    assert str(waiting) == f"{gone.pk} 2020-06-30"


def test_the_tree_of_the_day() -> None:
    take(BEFORE, D19)
    take(AFTER, D20)
    town = place("371502001")
    assert [v.name for v in queries.children(town, D19)] == ["古楼社区", "魏庄村"]
    assert [v.name for v in queries.children(town)] == ["古楼社区", "红星社区"]
    assert queries.on_day(D18).count() == 0
    assert queries.by_code("nbs", "371502001201", D20) is None
    assert place("371502001201", D19) == place("371502001201")


def test_an_older_table_adds_history_and_never_reopens() -> None:
    take(AFTER, D20)
    report = take(BEFORE, D19)

    assert (report.opened, report.past, report.closed) == (0, 1, 0)
    gone = place("371502001201")
    assert (gone.valid_from, gone.valid_to) == (D19, date(2020, 6, 29))
    assert place("371502001001").valid_from == D19
    assert place("371502001").valid_from == D19
    assert place("3715").valid_from == D19
    assert queries.unmatched().get().region == gone


def test_a_place_that_is_listed_again_is_open_again() -> None:
    take(BEFORE, D19)
    take(AFTER, D20)
    report = take(BEFORE, D21)

    back = place("371502001201")
    assert (back.valid_to, report.reopened) == (None, 1)
    assert [(c.valid_from, c.valid_to) for c in back.codes.order_by("valid_from")] == [
        (D19, date(2020, 6, 29)),
        (D21, None),
    ]
    assert [one.region.name for one in queries.unmatched()] == ["红星社区"]


def test_a_table_between_two_splits_what_it_does_not_show() -> None:
    take(BEFORE, D19)
    take(BEFORE, D21)
    take(AFTER, D20)
    codes = place("371502001201").codes.order_by("valid_from")
    assert [(c.valid_from, c.valid_to) for c in codes] == [(D19, date(2020, 6, 29)), (D21, None)]
    take(BEFORE, D20)  # the table of that day was wrong and comes again
    assert [(c.valid_from, c.valid_to) for c in codes.all()] == [(D19, None)]
    only_there = queries.unmatched().get().region
    assert (only_there.name, only_there.valid_to) == ("红星社区", D20)


def test_a_new_name_under_the_same_code_is_kept_with_the_old_one() -> None:
    take(BEFORE, D19)
    renamed = table(*TOWN, "371502001001 古楼社区居委会", "371502001201 卫庄村委会")
    report = take(renamed, D20)
    village = place("371502001201")

    assert (report.renamed, report.closed, village.name) == (1, 0, "卫庄村")
    assert list(village.codes.order_by("valid_from").values_list("name", "valid_to")) == [
        ("魏庄村委会", date(2020, 6, 29)),
        ("卫庄村委会", None),
    ]


def test_an_older_name_does_not_come_back() -> None:
    renamed = table(*TOWN, "371502001001 古楼社区居委会", "371502001201 卫庄村委会")
    take(renamed, D20)
    take(BEFORE, D19)
    assert place("371502001201").name == "卫庄村"


def test_a_village_that_became_a_community_is_suggested() -> None:
    take(table(*TOWN, "371502001201 韩寨村委会"), D19)
    take(table(*TOWN, "371502001001 韩寨居委会"), D20)
    waiting = queries.unmatched().get()
    assert waiting.suggestion == place("371502001001")


def test_the_place_that_has_the_code_now_is_suggested() -> None:
    take(table(*TOWN, "371502001201 吴碉村委会"), D18)
    take(table(*TOWN, "371502001301 吴窎村委会"), D20)
    assert queries.unmatched().get().suggestion is None
    Unmatched.objects.all().delete()
    take(table(*TOWN, "371502001201 吴窎村委会"), D19)
    waiting = queries.unmatched().get()
    assert (waiting.region.name, waiting.suggestion) == ("吴碉村", place("371502001301"))
    assert place("371502001201", D19) == place("371502001301")


def test_a_second_code_system_joins_by_name_and_does_not_govern() -> None:
    take(BEFORE, D20)
    other = table("371502 东昌府区", "371502003 古楼街道办事处")
    report = take(other, D21, system="mca")

    town = place("371502001")
    assert queries.by_code("mca", "371502003000") == town
    assert (report.opened, report.closed, report.recoded) == (0, 0, 0)
    assert (town.valid_from, town.valid_to, town.name) == (D20, None, "古楼街道")
    take(table("371502 东昌府区", "371502004 新城街道"), D21, system="local")
    assert queries.by_code("local", "371502004").valid_from == D21  # type: ignore[union-attr]


def test_units_without_a_file_are_numbered_in_the_order_of_codes() -> None:
    rows = tables.divisions.complete(
        tables.Division(code, level, name)
        for code, level, name in (
            ("3701", "city", "济南市"),
            ("370102", "county", "历下区"),
            ("370103", "county", "市中区"),
        )
    )
    take(rows, D20)
    assert {unit: region.name for unit, region in queries.units().items()} == {
        1: "历下区",
        2: "市中区",
    }


def test_another_city_is_refused() -> None:
    take(BEFORE, D20)
    with pytest.raises(Conflict, match="只服务一个市"):
        take((tables.Division("3701", "city", "济南市"),), D20)


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(Invalid, match="不认识的代码体系"):
        take(BEFORE, D20, system="xyz")


def test_a_clerk_may_not_import() -> None:
    clerk = Actor(1, 1, "窗口", (ActiveRole(RoleKind.CLERK, "/1/", 1),))
    with pytest.raises(NotAllowed):
        import_divisions(BEFORE, system="nbs", vintage=D20, by=clerk, at=AT)
    assert not Region.objects.exists()


def test_the_import_leaves_a_trace() -> None:
    take(BEFORE, D20)
    event = Event.objects.get(unit=0, action="import_divisions")
    assert event.subject == "divisions:nbs-3715-2020-06-30"
    assert (event.facts["divisions"], event.facts["opened"]) == (5, 4)
    assert str(DivisionImport.objects.get()) == "nbs 3715 2020-06-30"
    assert str(RegionCode.objects.get(code="371502001201")) == "nbs:371502001201"
    assert str(place("371502001201")) == "魏庄村"


# The six vintages.

DAYS = tuple(tables.VINTAGES)
ORDERS = {
    "as they came": DAYS,
    "backwards": DAYS[::-1],
    "mixed": (DAYS[3], DAYS[0], DAYS[5], DAYS[1], DAYS[4], DAYS[2]),
}


@needs_trial_data
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
def test_any_order_of_the_vintages_loses_no_village(order: tuple[date, ...]) -> None:
    for day in order:
        take(tables.given(day), day)

    rows: dict[str, list[RegionCode]] = {}
    for code in RegionCode.objects.select_related("region"):
        rows.setdefault(code.code, []).append(code)
    handled = set(Unmatched.objects.values_list("region_id", flat=True))
    for day in DAYS:
        for row in tables.given(day):
            (code,) = (
                one for one in rows[row.code] if one.valid_from <= day <= (one.valid_to or day)
            )
            region = code.region
            assert code.name == row.name
            assert region.valid_from <= day <= (region.valid_to or day), row
            assert region.valid_to is None or region.pk in handled, row
    newest = {row.code for row in tables.given(max(DAYS))}
    still_open = RegionCode.objects.filter(valid_to=None).values_list("code", flat=True)
    assert set(still_open) == newest
    assert queries.current().count() == len(newest) + 3, "the zones have no code"
    assert queries.by_code("nbs", "371523") == queries.units()[2]
    assert RegionCode.objects.count() == 9_793, "the same periods in every order"


@needs_trial_data
def test_recoding_a_county_touches_no_large_table_and_opens_nothing() -> None:
    before, after = DAYS[1], DAYS[2]
    take(tables.given(before), before)
    ids = {code: place(code).pk for code in ("371523", "371523108", "371523001201")}
    with CaptureQueriesContext(
        connection,
    ) as captured:
        report = take(tables.given(after), after)

    assert report.recoded == 747
    assert (report.opened, report.closed) == (1, 1), "a community moved to another township"
    assert place("371503").pk == ids["371523"]
    assert place("371503108").pk == ids["371523108"]
    assert place("371503001201").pk == ids["371523001201"]
    assert (place("371503").name, place("371503").unit) == ("茌平区", 2)
    assert place("371523", before) == place("371503", after)
    written = {
        sql["sql"].split('"')[1]
        for sql in captured.captured_queries
        if sql["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    }
    assert written <= {
        "regions_region",
        "regions_regioncode",
        "regions_divisionimport",
        "regions_unmatched",
        "audit_event",
    }
