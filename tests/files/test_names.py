import pytest
from torture._hostile_files import NAMES

from bianmin.files.names import NAMELESS, clean_name, saved_as
from bianmin.files.serving import headers


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("身份证.jpg", "身份证.jpg"),
        ("C:\\Users\\王\\户口本 首页.pdf", "户口本 首页.pdf"),
        ("../../etc/passwd", "passwd"),
        ("身份证\u202egpj.exe", "身份证gpj.exe"),
        ("CON.jpg", NAMELESS),
        ("nul", NAMELESS),
        (" .. ", NAMELESS),
        ("", NAMELESS),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
    ],
)
def test_a_name_is_made_fit_to_be_shown(given: str, shown: str) -> None:
    assert clean_name(given) == shown


@pytest.mark.parametrize(
    ("given", "saved"),
    [("照片.jpg.exe", "照片.jpg.pdf"), ("户口本", "户口本.pdf"), ("3.2 证明", "3.2 证明.pdf")],
)
def test_the_ending_follows_from_the_content(given: str, saved: str) -> None:
    assert saved_as(given, "application/pdf") == saved


@pytest.mark.parametrize("given", NAMES)
def test_headers_are_well_formed_whatever_the_name(given: str) -> None:
    found = headers("image/png", given)
    assert all(value.isascii() and value.isprintable() for value in found.values())
    assert found["Content-Disposition"].startswith("attachment")
    assert found["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in found["Content-Security-Policy"]


def test_only_a_redrawn_picture_is_ever_shown_in_place() -> None:
    assert headers("image/png", "a", inline=True)["Content-Disposition"].startswith("inline")
    assert headers("application/pdf", "a", inline=True)["Content-Disposition"].startswith("attach")
