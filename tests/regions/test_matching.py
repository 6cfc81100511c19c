"""Which of our places a row is: code, name, re-coding, renaming, children."""

from __future__ import annotations

from bianmin.regions.divisions import Division
from bianmin.regions.matching import Tree, identify
from tests.regions.tables import table

TOWN = ("371502 东昌府区", "371502001 古楼街道")


def known(*lines: str) -> tuple[Tree, dict[str, int]]:
    """A tree of these rows, each with its code and name, and the ids by code."""
    tree, ids = Tree(), {}
    levels = {4: "city", 6: "county", 9: "township", 12: "village"}
    for number, row in enumerate(table(*lines), start=1):
        parent = ids.get(row.parent)
        tree.add(number, levels[len(row.code)], parent, [])
        tree.add_code(number, row.code, row.name.removesuffix("居委会").removesuffix("委会"))
        ids[row.code] = number
    return tree, ids


def places(rows: tuple[Division, ...], tree: Tree) -> dict[str, int]:
    return {row.code: place for row, place in identify(rows, tree).places.items()}


def test_the_same_table_is_the_same_places() -> None:
    lines = (*TOWN, "371502001001 古楼社区居委会", "371502001002 红星社区居委会")
    tree, ids = known(*lines)
    assert places(table(*lines), tree) == ids


def test_a_new_row_is_new_and_hangs_below_its_parent() -> None:
    tree, ids = known(*TOWN)
    found = identify(table(*TOWN, "371502001001 古楼社区居委会"), tree)
    assert [(one.division.name, one.parent) for one in found.fresh] == [
        ("古楼社区居委会", ids["371502001"])
    ]


def test_the_same_code_with_another_name_is_renamed() -> None:
    tree, ids = known(*TOWN, "371502001201 位庄村委会")
    assert places(table(*TOWN, "371502001201 魏庄村委会"), tree) == ids


def test_the_same_name_with_another_code_is_recoded() -> None:
    tree, ids = known(*TOWN, "371502001201 魏庄村委会")
    found = places(table(*TOWN, "371502001001 魏庄村委会"), tree)
    assert found["371502001001"] == ids["371502001201"]


def test_two_places_that_exchange_their_codes_stay_themselves() -> None:
    tree, ids = known(*TOWN, "371502001201 东庄村委会", "371502001202 西庄村委会")
    rows = table(*TOWN, "371502001202 东庄村委会", "371502001201 西庄村委会")
    found = places(rows, tree)
    assert found["371502001202"] == ids["371502001201"]
    assert found["371502001201"] == ids["371502001202"]


def test_a_name_that_two_places_have_had_is_of_the_one_that_had_it_last() -> None:
    tree, ids = known(*TOWN, "371502001201 东庄村委会", "371502001202 西庄村委会")
    tree.add_code(ids["371502001202"], "371502001203", "东庄村")
    tree.add_code(ids["371502001202"], "371502001204", "北庄村")
    found = places(table(*TOWN, "371502001299 东庄村委会"), tree)
    assert found["371502001299"] == ids["371502001201"]


def test_a_village_that_became_a_community_is_left_to_a_person() -> None:
    tree, ids = known(*TOWN, "371502001201 韩寨村委会")
    found = places(table(*TOWN, "371502001001 韩寨居委会"), tree)
    assert found["371502001001"] not in ids.values()


def test_the_same_name_elsewhere_is_another_place() -> None:
    tree, ids = known(*TOWN, "371502002 柳园街道", "371502001001 红星社区居委会")
    rows = table(*TOWN, "371502002 柳园街道", "371502002001 红星社区居委会")
    assert places(rows, tree)["371502002001"] not in ids.values()


VILLAGES = ("东庄村委会", "西庄村委会", "南庄村委会")


def test_a_county_with_new_code_and_name_is_told_by_its_townships() -> None:
    old = ("371523 茌平县", "371523001 振兴街道", "371523101 乐平铺镇", "371523108 肖庄镇")
    new = ("371503 茌平区", "371503001 振兴街道", "371503101 乐平铺镇", "371503108 肖家庄镇")
    villages = [(f"{n:03}", name) for n, name in enumerate(VILLAGES, 200)]
    tree, ids = known(*old, *(f"371523108{n} {name}" for n, name in villages))
    found = places(table(*new, *(f"371503108{n} {name}" for n, name in villages)), tree)
    assert found["371503"] == ids["371523"]
    assert found["371503108"] == ids["371523108"], "told by its villages"
    assert found["371503108200"] == ids["371523108200"]


def test_few_common_children_tell_nothing() -> None:
    tree, ids = known("371502 东昌府区", "371502007 凤凰街道", "371502007201 东庄村委会")
    rows = table("371502 东昌府区", "371502011 李海务街道", "371502011201 东庄村委会")
    assert places(rows, tree)["371502011"] not in ids.values()


def zoned() -> tuple[Tree, dict[str, int], int]:
    tree, ids = known("371502 东昌府区", "371502001 古楼街道")
    zone = 99
    tree.add(zone, "zone", ids["3715"], ["开发区"])
    tree.zones["371502"] = [zone]
    tree.claims[zone] = {"东城街道"}
    return tree, ids, zone


def test_a_new_township_goes_to_the_zone_that_claims_it() -> None:
    tree, ids, zone = zoned()
    rows = table("371502 东昌府区", "371502009 东城街道办事处", "371502010 柳园街道")
    fresh = {one.division.code: one.parent for one in identify(rows, tree).fresh}
    assert fresh == {"371502009": zone, "371502010": ids["371502"]}


def test_a_zones_township_is_known_again() -> None:
    tree, _, zone = zoned()
    tree.add(100, "township", zone, [])
    tree.add_code(100, "371502009", "东城街道")
    assert places(table("371502 东昌府区", "371502009 东城街道"), tree)["371502009"] == 100
