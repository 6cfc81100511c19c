"""What places are called and how they are spelt."""

from __future__ import annotations

import pytest

from bianmin.regions.names import Called, called, spelt


@pytest.mark.parametrize(
    ("level", "official", "expected"),
    [
        ("city", "聊城市", Called("聊城市", "聊城", "市")),
        ("county", "东昌府区", Called("东昌府区", "东昌府", "区")),
        ("county", "莘县", Called("莘县", "莘县", "县")),
        ("county", "伊通满族自治县", Called("伊通满族自治县", "伊通满族", "自治县")),
        ("township", "古楼街道办事处", Called("古楼街道", "古楼", "街道")),
        ("township", "沙镇镇", Called("沙镇镇", "沙镇", "镇")),
        ("township", "香江光彩大市场服务中心", Called("香江光彩大市场", "香江光彩大市场", "其他")),
        ("village", "古城社区居委会", Called("古城社区", "古城", "社区")),
        ("village", "七一村民委员会", Called("七一村", "七一", "村")),
        ("village", "香江虚拟社区", Called("香江虚拟社区", "香江虚拟", "社区")),
        ("village", "油田生活区", Called("油田生活区", "油田生活区", "其他")),
    ],
)
def test_called(level: str, official: str, expected: Called) -> None:
    assert called(level, official) == expected


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("古楼街道", "guloujiedao", "gljd"),
        ("莘县", "shenxian", "sx"),
        ("东阿县", "dongexian", "dex"),
        ("茌平区", "chipingqu", "cpq"),
        ("单庄村", "shanzhuangcun", "szc"),
    ],
)
def test_spelt(name: str, full: str, initials: str) -> None:
    assert (spelt(name).full, spelt(name).initials) == (full, initials)
