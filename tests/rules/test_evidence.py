"""对照: a paper stands beside the answers that it can show."""

from __future__ import annotations

import pytest

from bianmin.rules.evidence import shows


@pytest.mark.parametrize(
    ("paper", "kind", "label", "is_shown"),
    [
        ("居民身份证", "id_number", "身份证号", True),
        ("居民身份证", "bank", "银行账号", False),
        ("银行存折", "bank", "银行账号", True),
        ("居民户口簿", "table", "家里人", True),
        ("低保证", "choice", "低保", True),
        ("申请表", "choice", "年龄段", False),
    ],
)
def test_which_answers_a_paper_shows(paper: str, kind: str, label: str, is_shown: bool) -> None:
    assert shows(paper, kind, label) is is_shown
