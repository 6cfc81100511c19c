from __future__ import annotations

import pytest

from bianmin.rules.item_codes import _SHAPES, CodeFormat, CodeKind, code_fault

USCC = "11371502004352217W"
BASIC = "000511001000"


@pytest.mark.parametrize(
    ("code_format", "kind", "code", "fits"),
    [
        (CodeFormat.NATIONAL, CodeKind.BASIC, BASIC, True),
        (CodeFormat.NATIONAL, CodeKind.BASIC, BASIC[:10], False),
        (CodeFormat.STANDARD, CodeKind.BASIC, BASIC, False),  # the two documents disagree
        (CodeFormat.STANDARD, CodeKind.BASIC, BASIC[:10], True),
        (CodeFormat.LOCAL, CodeKind.BASIC, BASIC, True),
        (CodeFormat.NATIONAL, CodeKind.TASK, f"{USCC}4{BASIC}", True),
        (CodeFormat.NATIONAL, CodeKind.TASK, f"{USCC}8{BASIC}", False),  # no such level
        (CodeFormat.NATIONAL, CodeKind.TASK, f"{USCC}4{BASIC}01", False),
        (CodeFormat.NATIONAL, CodeKind.HANDLE, f"{USCC}4{BASIC}01", True),
        (CodeFormat.NATIONAL, CodeKind.TASK, f"{'O' * 18}4{BASIC}", False),  # no letter O
        (CodeFormat.STANDARD, CodeKind.TASK, f"{USCC}4{BASIC}", False),
        (
            CodeFormat.SICHUAN,
            CodeKind.TASK,
            "511Z07001006-511602000000-000-11511301008778183N-1-00",
            True,
        ),
        (
            CodeFormat.SICHUAN,
            CodeKind.TASK,
            "1J-5100-00027-511602000000-000-11511301008778386B-1-00",
            True,
        ),
        (CodeFormat.SICHUAN, CodeKind.TASK, "E-000004-001-11511301008778386B", False),
        (CodeFormat.LOCAL, CodeKind.TASK, "E-000004-001-11511301008778386B", True),
        (CodeFormat.LOCAL, CodeKind.TASK, "x" * 51, False),
        (CodeFormat.LOCAL, CodeKind.TASK, "有汉字", False),
        (CodeFormat.LOCAL, CodeKind.TASK, "", False),
    ],
)
def test_a_code_is_held_to_its_own_format(
    code_format: CodeFormat, kind: CodeKind, code: str, fits: bool
) -> None:
    assert (code_fault(code_format, kind, code) == "") is fits


def test_every_format_knows_every_kind() -> None:
    assert set(_SHAPES) == {(f, k) for f in CodeFormat for k in CodeKind}
