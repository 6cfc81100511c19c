"""T39: no address in `next` leads off this host."""

import pytest
from django.test import Client

from bianmin.web.entrance.next_page import is_ours
from tests.web.entrance.doors import give_password, sign_in_citizen, staff

HOSTS = ("evil.example", "evil.example/", "evil.example/desk/", "user@evil.example", "[::1]")
PREFIXES = (
    "//",
    "///",
    "/\\",
    "\\\\",
    "/\\/",
    "http://",
    "https://",
    "HTTPS://",
    "https:",
    "https:/",
    "ftp://",
    "//\t",
    "/\t/",
    "/\n/",
    " //",
    "\x00//",
)
OTHERS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "",
    "desk/",
    "?next=//evil.example",
    "#x",
    "/desk/\r\nSet-Cookie: a=b",
    "/desk\\..\\evil",
)
HOSTILE = [prefix + host for prefix in PREFIXES for host in HOSTS] + list(OTHERS)


def test_there_are_eighty_and_more() -> None:
    assert len(HOSTILE) >= 80


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_address_is_not_ours(target: str) -> None:
    assert not is_ours(target)


@pytest.mark.parametrize("target", ["/", "/desk/", "/desk/?page=2&q=%E6%9D%8E", "/t/01ab/#top"])
def test_a_path_of_ours_is(target: str) -> None:
    assert is_ours(target)


@pytest.mark.django_db
@pytest.mark.parametrize("target", HOSTILE[::8])
def test_no_sign_in_leaves_this_host(target: str) -> None:
    citizen = Client()
    assert sign_in_citizen(citizen, next=target)["Location"] == "/"
    assert citizen.get("/sign-in/", {"next": target})["Location"] == "/"
    assert give_password(Client(), staff(), next=target)["Location"] == "/staff/factor/"


@pytest.mark.django_db
def test_the_wished_page_comes_after_signing_in(client: Client) -> None:
    assert sign_in_citizen(client, next="/mine/data/")["Location"] == "/mine/data/"
