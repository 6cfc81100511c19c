"""Charts: places on the canvas follow the figures."""

import pytest

from bianmin.web.frame.charts import shade_of, spark_of, trend_of
from bianmin.web.frame.schematic import Figure, choropleth_of, tiles_of


def test_a_spark_rises_with_its_values() -> None:
    spark = spark_of([1, 2, 3])
    assert spark.line == "0,31 44,18 88,5"
    assert (spark.x, spark.y) == (88, 5)


def test_a_flat_spark_and_a_single_value_still_draw() -> None:
    assert spark_of([5, 5]).y == 31
    assert spark_of([5]).x == 0


def test_a_trend_scales_to_its_highest_day() -> None:
    trend = trend_of({"受理": [0, 800, 1600], "办结": [0, 0, 0]}, ["1", "2", "3"], summary="三天")
    assert [row.label for row in trend.rows] == ["0", "400", "800", "1,200", "1,600"]
    assert trend.lines[0].points.endswith(",10")
    assert [line.number for line in trend.lines] == [1, 2]


def test_a_trend_without_figures_is_an_empty_frame() -> None:
    trend = trend_of({}, [], summary="没有数据")
    assert trend.lines == ()
    assert trend.rows[-1].label == "4"


def test_a_long_trend_names_a_few_days_only() -> None:
    days = [str(day) for day in range(30)]
    assert len(trend_of({"受理": list(range(30))}, days, summary="").days) == 5


@pytest.mark.parametrize(
    ("value", "shade"), [(None, 0), (80, 1), (88, 2), (94.9, 3), (95, 4), (100, 5)]
)
def test_shades(value: float | None, shade: int) -> None:
    assert shade_of(value, (88, 92, 95, 98)) == shade


def test_a_map_greys_what_has_no_figure() -> None:
    drawn = choropleth_of({"莘县": Figure(99, "99%", "/x")}, (88, 92, 95, 98), label="图")
    shades = {area.name: area.shade for area in drawn.areas}
    assert len(shades) == 11  # eight counties, and three zones beside them
    assert shades.pop("莘县") == 5
    assert set(shades.values()) == {0}


def test_tiles_do_not_cover_each_other_and_lie_on_the_canvas() -> None:
    for count in (0, 1, 2, 3, 13, 24):
        figures = {f"张炉集镇{n}": Figure(n, str(n), f"/{n}") for n in range(count)}
        drawn = tiles_of(figures, (1, 2, 3, 4), label="图", called=lambda name: name[:3])
        *_, width, height = map(int, drawn.view_box.split())
        assert [area.url for area in drawn.areas] == [f"/{n}" for n in range(count)]
        assert {area.called for area in drawn.areas} <= {"张炉集"}
        assert all(60 <= area.x <= width - 60 and area.y < height for area in drawn.areas)
        places = [(area.x, area.y) for area in drawn.areas]
        for n, (x, y) in enumerate(places):
            for other_x, other_y in places[n + 1 :]:
                assert abs(x - other_x) >= 120 or abs(y - other_y) >= 104
