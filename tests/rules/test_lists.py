from __future__ import annotations

import pytest

from bianmin.rules.errors import Invalid
from bianmin.rules.lists import (
    LinkFault,
    Tier,
    check_delegation,
    check_mode,
    check_reason,
    link_fault,
    stands_alone,
)


@pytest.mark.parametrize(
    ("tier", "mode", "allowed"),
    [
        (Tier.TOWNSHIP, "accept", True),
        (Tier.TOWNSHIP, "handle", True),
        (Tier.TOWNSHIP, "agent", False),
        (Tier.VILLAGE, "agent", True),
        (Tier.VILLAGE, "accept", True),
        (Tier.VILLAGE, "handle", True),
        (Tier.VILLAGE, "", False),
        (Tier.VILLAGE, "window", False),
    ],
)
def test_each_tier_has_its_modes(tier: Tier, mode: str, allowed: bool) -> None:
    if allowed:
        assert check_mode(tier, mode).value == mode
    else:
        with pytest.raises(Invalid) as refused:
            check_mode(tier, mode)
        assert "只能是" in refused.value.fields["mode"]


@pytest.mark.parametrize(
    ("tier", "kind", "document", "wrong"),
    [
        (Tier.TOWNSHIP, "", "", ""),
        (Tier.TOWNSHIP, "devolved", "聊政发〔2020〕8号", ""),
        (Tier.TOWNSHIP, "entrusted", " ", "document"),
        (Tier.TOWNSHIP, "given", "聊政发〔2020〕8号", "delegation"),
        (Tier.TOWNSHIP, "", "聊政发〔2020〕8号", "delegation"),
        (Tier.VILLAGE, "devolved", "聊政发〔2020〕8号", "delegation"),
    ],
)
def test_powers_come_with_a_document(tier: Tier, kind: str, document: str, wrong: str) -> None:
    if not wrong:
        check_delegation(tier, kind, document)
        return
    with pytest.raises(Invalid) as refused:
        check_delegation(tier, kind, document)
    assert list(refused.value.fields) == [wrong]


@pytest.mark.parametrize(
    ("alone", "current", "township", "fault"),
    [
        (False, True, True, None),
        (False, False, True, LinkFault.CHANGED),
        (False, False, False, LinkFault.GONE),
        (True, False, False, None),
    ],
)
def test_a_village_entry_answers_to_the_present_township_entry(
    alone: bool, current: bool, township: bool, fault: LinkFault | None
) -> None:
    assert link_fault(alone=alone, linked_is_current=current, township_has_entry=township) is fault


def test_only_certificates_and_bills_stand_alone() -> None:
    assert stands_alone("开具证明") and stands_alone("水电气暖缴费")
    assert not stands_alone("户籍管理")


@pytest.mark.parametrize("reason", ["", "   ", "不要"])
def test_a_reason_is_words(reason: str) -> None:
    with pytest.raises(Invalid):
        check_reason(reason, why="请写明理由")
    assert check_reason(" 上级已收回该权限 ", why="请写明理由") == "上级已收回该权限"
