import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.errors import Invalid
from bianmin.rules.naming import (
    POINT_LABELS,
    PointKind,
    SiteKind,
    center_name,
    check,
    hall_name,
    joint_station_name,
    kind_of,
    point_name,
    station_name,
    township_kind,
    township_name,
    village_kind,
    village_name,
)
from tests.rules.calendars import SEEDED


@pytest.mark.parametrize(
    ("official", "name", "kind"),
    [
        ("古城社区居委会", "古城社区", "社区"),
        ("振兴社区居民委员会", "振兴社区", "社区"),
        ("温泉社区居居民委员会", "温泉社区", "社区"),  # a slip in the official list
        ("东升社区村委会", "东升社区", "社区"),
        ("吴官屯社区村民委员会", "吴官屯社区", "社区"),
        ("民政局居委会", "民政局社区", "社区"),
        ("东提固居民委员会", "东提固社区", "社区"),
        ("东关村居委会", "东关村", "村"),
        ("七一村民委员会", "七一村", "村"),
        ("胜利村村民委员会", "胜利村", "村"),
        ("谷官屯村委会", "谷官屯村", "村"),
        ("五里后村委", "五里后村", "村"),
        ("舍利寺东街村会", "舍利寺东街村", "村"),
        ("安州新村村民委员", "安州新村", "村"),
        ("香江虚拟社区", "香江虚拟社区", "社区"),
        ("吉祥苑社区", "吉祥苑社区", "社区"),
        (" 张庄 村 ", "张庄村", "村"),
    ],
)
def test_the_committee_is_stripped(official: str, name: str, kind: str) -> None:
    assert village_name(official) == name
    assert village_kind(official) == kind
    assert station_name(official) == f"{name}便民服务站"
    assert village_name(name) == name


@pytest.mark.parametrize("official", ["", "张庄", "村", "社区", "居委会", "村委会"])
def test_a_name_that_tells_nothing_is_refused(official: str) -> None:
    with pytest.raises(Invalid, match="看不出"):
        village_name(official)


@pytest.mark.parametrize(
    ("official", "name", "kind"),
    [
        ("柳园街道", "柳园街道", "街道"),
        ("柳园街道办事处", "柳园街道", "街道"),
        ("沙镇镇", "沙镇镇", "镇"),
        ("贾镇", "贾镇", "镇"),
        ("斜店乡", "斜店乡", "乡"),
        ("斜店乡人民政府", "斜店乡", "乡"),
        ("香江光彩大市场服务中心", "香江光彩大市场", "其他"),
        ("香江管委会", "香江", "其他"),
        ("嘉明开发区", "嘉明开发区", "其他"),
        ("管委会", "管委会", "其他"),
    ],
)
def test_the_name_of_a_township(official: str, name: str, kind: str) -> None:
    assert township_name(official) == name
    assert township_kind(official) == kind
    assert center_name(official) == f"{name}便民服务中心"


def test_halls_and_points() -> None:
    assert hall_name("东昌府区") == "东昌府区政务服务中心"
    assert point_name("张庄村委会") == "张庄村便民服务点"
    assert point_name("古城镇邮政所", PointKind.PARTNER) == "古城镇邮政所便民服务点"
    assert point_name("古城镇邮政所便民服务点", PointKind.PARTNER) == "古城镇邮政所便民服务点"
    assert POINT_LABELS[PointKind.PARTNER] == "合作网点"
    with pytest.raises(Invalid, match="网点名称"):
        point_name(" ", PointKind.PARTNER)


def test_a_joint_station_is_named_after_where_it_stands() -> None:
    assert joint_station_name(["张庄村委会", "李庄村委会"]) == "张庄村便民服务站"
    with pytest.raises(Invalid, match="两个"):
        joint_station_name(["张庄村委会", "张庄村民委员会"])


@pytest.mark.parametrize(
    "name",
    [
        "东昌府区政务服务中心",
        "柳园街道便民服务中心",
        "沙镇镇便民服务中心",
        "香江光彩大市场便民服务中心",
        "嘉明开发区便民服务中心",
        "古城社区便民服务站",
        "安州新村便民服务站",
        "张庄村便民服务点",
        "古城镇邮政所便民服务点",
    ],
)
def test_a_right_name(name: str) -> None:
    assert check(name) == ()
    assert kind_of(name) is not None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("古城社区居委会便民服务站", "应写“古城社区便民服务站”"),
        ("张庄村委会便民服务点", "应写“张庄村便民服务点”"),
        ("古城便民服务站", "应写到“村”或“社区”"),
        ("古城社区社区便民服务站", "写重了"),
        ("沙镇镇便民服务站", "应写“沙镇镇便民服务中心”"),
        ("柳园便民服务中心", "应写到“乡”“镇”或“街道”"),
        ("柳园街道办事处便民服务中心", "应写“柳园街道便民服务中心”"),
        ("香江光彩大市场服务中心便民服务中心", "应写“香江光彩大市场便民服务中心”"),
        ("古城社区便民服务中心", "应写“古城社区便民服务站”"),
        ("古城居委会便民服务中心", "应写“古城社区便民服务站”"),
        ("柳园街道政务服务中心", "“政务服务中心”是县级的名称"),
        ("古城社区政务服务中心", "“政务服务中心”是县级的名称"),
        ("柳园街道为民服务中心", "不用“为民服务中心”"),
        ("张庄村便民代办点", "应以“便民服务点”结尾"),
        ("张庄村服务处", "名称应以"),
        ("便民服务站", "前面要写明地名"),
        ("XX村便民服务站", "前面要写明地名"),
    ],
)
def test_a_wrong_name_is_explained(name: str, fault: str) -> None:
    (found,) = check(name)
    assert fault in found


def test_spaces_are_named_first() -> None:
    assert check("张庄村 便民服务站") == ("名称里不能有空格",)
    assert len(check("张庄 便民服务站")) == 2


def test_an_odd_unit_is_known_by_the_tree() -> None:
    assert check("香江便民服务中心") != ()
    assert check("香江便民服务中心", {"香江"}) == ()
    assert check("香江便民服务站", {"香江"}) == (
        "乡镇（街道）的场所应叫“便民服务中心”，应写“香江便民服务中心”",
    )
    assert kind_of("香江") is None
    assert kind_of("香江便民服务中心") is SiteKind.CENTER


places = st.text("张王李赵庄屯集东西南北新", min_size=1, max_size=5)
committees = st.sampled_from(
    [
        "村委会",
        "村民委员会",
        "村村民委员会",
        "居委会",
        "社区居委会",
        "社区居民委员会",
        "社区村委会",
        "村",
        "社区",
    ]
)


@SEEDED
@given(places, committees)
def test_what_we_generate_we_find_right(place: str, committee: str) -> None:
    official = place + committee

    assert check(station_name(official)) == ()
    assert check(point_name(official)) == ()
    assert village_name(village_name(official)) == village_name(official)


@SEEDED
@given(
    places,
    st.sampled_from(["镇", "乡", "街道", "街道办事处", "镇人民政府", "管委会", "开发区管委会"]),
)
def test_every_center_we_name_is_right(place: str, ending: str) -> None:
    assert check(center_name(place + ending), {township_name(place + ending)}) == ()
