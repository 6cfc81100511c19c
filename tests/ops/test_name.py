"""`bianmin name`: names made from a region by rule, and checked."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from bianmin.accounts.actor import SYSTEM
from bianmin.regions.commands import import_divisions
from tests.make import MONDAY_9AM
from tests.regions.tables import D20, table

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]

MARKET = ("371502400 香江光彩大市场服务中心", "371502400498 香江虚拟社区")


@pytest.fixture(autouse=True)
def _places() -> None:
    rows = table(
        "371502 东昌府区",
        "371502001 古楼街道办事处",
        "371502001001 古城社区居委会",
        "371502001201 魏庄村委会",
        *MARKET,
    )
    import_divisions(rows, system="nbs", vintage=D20, by=SYSTEM, at=MONDAY_9AM)


def said(capsys: Captured, *words: str) -> str:
    call_command("name", *words)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        ("hall", "371502", "东昌府区政务服务中心"),
        ("center", "371502001000", "古楼街道便民服务中心"),
        ("center", "371502400", "香江光彩大市场便民服务中心"),
        ("station", "371502001001", "古城社区便民服务站"),
        ("point", "371502001201", "魏庄村便民服务点"),
    ],
)
def test_a_name_follows_from_the_region(capsys: Captured, kind: str, code: str, name: str) -> None:
    assert said(capsys, f"--kind={kind}", f"--region={code}") == name


def test_a_joint_station_and_a_partner(capsys: Captured) -> None:
    both = ("--kind=station", "--region=371502001201", "--region=371502001001")
    assert said(capsys, *both) == "魏庄村便民服务站"
    outlet = ("--kind=point", "--region=371502001001", "--outlet=古楼邮政所", "--json")
    assert json.loads(said(capsys, *outlet)) == {
        "name": "古楼邮政所便民服务点",
        "kind": "point",
        "region": ["371502001001"],
    }


def test_right_names_pass(capsys: Captured) -> None:
    names = ("古城社区便民服务站", "香江光彩大市场便民服务中心")
    assert said(capsys, "--check", *names).splitlines() == [f"{name}：符合规范" for name in names]


def test_a_wrong_name_is_told_with_exit_code_1(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as left:
        call_command("name", "--json", "--check", "古城社区为民服务站")
    assert left.value.code == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["faults"] == ["应以“便民服务站”结尾，不用“为民服务站”"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "或写 --check"),
        (("--kind=station",), "或写 --check"),
        (("--kind=station", "--region=371502001001", "--check=甲"), "或写 --check"),
        (("--kind=station", "--region=999999999999"), "没有代码为 999999999999 的区划"),
        (("--kind=center", "--region=371502001001"), "设在乡镇（街道），“古城社区”不是"),
        (("--kind=station", "--region=371502001001", "--outlet=甲"), "只有便民服务点"),
        (("--kind=point", "--region=371502001001", "--region=371502001201"), "可以联合设站"),
    ],
)
def test_what_cannot_be_named_is_refused(
    capsys: Captured, words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(SystemExit) as left:
        call_command("name", *words)
    assert left.value.code == 2
    assert told in capsys.readouterr().err
