import copy
import json
import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.masking import HIDDEN, Audience, Kind, PlainSealed, mask, revealed
from tests.rules.calendars import SEEDED

ID_NUMBER = "11010519491231002X"
ADDRESS = "聊城市东昌府区侯营镇张庄村3号"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    # public, lookup, sms, window, other desk, export
    [
        (Kind.NAME, "欧阳小明", ["欧**", "欧*", "欧*", "欧阳小明", HIDDEN, "欧*"]),
        (Kind.ID_NUMBER, ID_NUMBER, [HIDDEN] * 3 + ["*" * 14 + "002X", HIDDEN, "*" * 14 + "002X"]),
        (Kind.PHONE, "13812345678", [HIDDEN] * 3 + ["138****5678", HIDDEN, "138****5678"]),
        (Kind.BANK, "6222021234567890123", [HIDDEN] * 3 + ["****0123", HIDDEN, "****0123"]),
        (
            Kind.ADDRESS,
            ADDRESS,
            [
                "聊城市东昌府区侯营镇张庄村***",
                HIDDEN,
                HIDDEN,
                ADDRESS,
                "聊城市东昌府区侯营镇***",
                "聊城市东昌府区侯营镇***",
            ],
        ),
        (Kind.WORDS, "我要投诉", [HIDDEN] * 3 + ["我要投诉", HIDDEN, HIDDEN]),
        (Kind.PHOTO, "f81d.jpg", [HIDDEN] * 3 + ["f81d.jpg", HIDDEN, HIDDEN]),
    ],
)
def test_each_audience_sees_its_part(kind: Kind, value: str, shown: list[str]) -> None:
    assert [mask(kind, value, audience) for audience in Audience] == shown


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("莘县莘亭街道和谐社区5号楼2单元", "莘县莘亭街道和谐社区***"),
        ("冠县斜店乡", HIDDEN),  # no village in it
        ("3号楼张庄村", HIDDEN),
        ("某某小区", HIDDEN),
    ],
)
def test_an_address_is_never_shown_beyond_the_village(address: str, public: str) -> None:
    assert mask(Kind.ADDRESS, address, Audience.PUBLIC) == public


def test_short_and_empty_values() -> None:
    assert mask(Kind.NAME, "张", Audience.LOOKUP) == HIDDEN
    assert mask(Kind.PHONE, "8888", Audience.WINDOW) == HIDDEN
    assert mask(Kind.PHONE, "", Audience.WINDOW) == ""


LOW_RIGHT = [Audience.PUBLIC, Audience.LOOKUP, Audience.SMS, Audience.OTHER_DESK, Audience.EXPORT]
MOST: dict[Kind, Callable[[str], set[int]]] = {
    Kind.NAME: lambda value: set(range(1)),
    Kind.ID_NUMBER: lambda value: set(range(len(value) - 4, len(value))),
    Kind.PHONE: lambda value: {*range(3), *range(len(value) - 4, len(value))},
    Kind.BANK: lambda value: set(range(len(value) - 4, len(value))),
    Kind.ADDRESS: lambda value: set(range(value.rfind("村") + 1 or value.rfind("社区") + 2)),
    Kind.WORDS: lambda value: set(),
    Kind.PHOTO: lambda value: set(),
}


@SEEDED
@given(st.sampled_from(Kind), st.text(alphabet="张镇村社区乡街道0123456789X", max_size=24))
def test_all_low_views_together_show_no_more_than_the_policy(kind: Kind, value: str) -> None:
    union = set().union(*(revealed(kind, value, audience) for audience in LOW_RIGHT))

    assert union <= MOST[kind](value)


@SEEDED
@given(st.sampled_from(Kind), st.sampled_from(Audience), st.integers(12, 30), st.integers(12, 30))
def test_a_hidden_value_does_not_tell_its_length(
    kind: Kind, audience: Audience, one: int, other: int
) -> None:
    first, second = (mask(kind, "6" * length, audience) for length in (one, other))
    if audience is not Audience.WINDOW:
        assert first == second


def test_a_sealed_value_prints_as_its_mask() -> None:
    name = PlainSealed(Kind.NAME, "张三丰")

    assert (str(name), f"{name}", repr(name)) == ("张*", "张*", "<name ***>")
    assert name.masked(Audience.PUBLIC) == "张**"
    assert name.clear() == "张三丰"
    assert name
    assert not PlainSealed(Kind.NAME, "")


def test_a_sealed_value_is_not_serialised() -> None:
    name = PlainSealed(Kind.NAME, "张三丰")

    with pytest.raises(TypeError):
        json.dumps({"name": name})
    with pytest.raises(TypeError, match="not serialisable"):
        pickle.dumps(name)
    assert copy.copy(name) is name
    assert copy.deepcopy([name])[0] is name
