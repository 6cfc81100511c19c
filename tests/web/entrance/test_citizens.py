import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.models import Session, SignInCode, User
from bianmin.ground.crypto import keyed_hash
from bianmin.wire.address import client_address
from tests.web.entrance.doors import sent_digits, sign_in_citizen

pytestmark = pytest.mark.django_db
PHONE = "13800000001"
VALUES = re.compile(r"'[^']*'|\b\d+\b|\bs\d+_x\d+\b")  # of a statement: texts, numbers, savepoints


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def test_a_phone_and_its_code_open_an_account(client: Client) -> None:
    answer = sign_in_citizen(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/mine/data/").status_code == 200


def test_a_wrong_code_is_told_and_counted_and_the_form_may_be_sent_again(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    digits, key = sent_digits(), str(uuid4())
    answer = client.post("/sign-in/code/", {"code": wrong(digits), "_key": key})
    assert answer.status_code == 422
    assert "验证码不对" in answer.content.decode()
    assert SignInCode.objects.get().tries == 1
    assert client.post("/sign-in/code/", {"code": digits, "_key": key}).status_code == 302


def test_the_sixth_try_fails_even_when_right(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    digits = sent_digits()
    for _ in range(5):
        client.post("/sign-in/code/", {"code": wrong(digits)})
    assert client.post("/sign-in/code/", {"code": digits}).status_code == 422
    assert not User.objects.exists()


def test_only_the_browser_that_asked_may_use_the_code(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    other = Client()
    answer = other.post("/sign-in/code/", {"code": sent_digits()})
    assert answer["Location"] == "/sign-in/"


def test_a_known_and_an_unknown_phone_get_the_same_answers() -> None:
    sign_in_citizen(Client(), "13900000001")
    SignInCode.objects.all().delete()

    def page(phone: str) -> bytes:
        client = Client()
        first = client.post("/sign-in/", {"phone": phone})
        assert (first.status_code, first["Location"]) == (302, "/sign-in/code/")
        body = client.get("/sign-in/code/").content
        return re.sub(rb'value="[^"]*"', b"", body).replace(b"139****0001", b"139****0002")

    assert page("13900000001") == page("13900000002")


def test_the_answer_tells_nobody_whether_a_phone_is_known() -> None:
    """Both phones cost the same statements, so that neither words nor waiting tell them apart."""
    sign_in_citizen(Client(REMOTE_ADDR="10.1.0.1"), "13900000001")
    SignInCode.objects.all().delete()

    def work(phone: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            Client(REMOTE_ADDR="10.2.0.1").post("/sign-in/", {"phone": phone})
        return [VALUES.sub("?", query["sql"]) for query in asked]

    assert work("13900000001") == work("13800000001")


def test_what_is_no_phone_is_told_beside_the_box(client: Client) -> None:
    answer = client.post("/sign-in/", {"phone": "138"})
    assert answer.status_code == 422
    assert "11位" in answer.content.decode()


def test_a_second_code_within_a_minute_is_refused_with_the_seconds_left(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    answer = client.post("/sign-in/resend/")
    assert answer.status_code == 429
    assert re.search(r"请 \d+ 秒后", answer.content.decode())
    assert SignInCode.objects.count() == 1


def test_signing_in_changes_the_session_key(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    before = client.cookies["sessionid"].value
    client.post("/sign-in/code/", {"code": sent_digits()})
    assert client.cookies["sessionid"].value != before
    assert Session.objects.get(user_id__isnull=False).user_id == User.objects.get().pk


def test_the_session_holds_no_phone(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    assert PHONE not in str(dict(client.session.items()))


def test_signing_out_ends_the_session(client: Client) -> None:
    sign_in_citizen(client)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/mine/data/")["Location"].startswith("/sign-in/")
    assert not Session.objects.filter(user_id__isnull=False).exists()


def test_a_resident_sees_masks_and_gets_a_copy_in_clear(client: Client) -> None:
    sign_in_citizen(client)
    assert PHONE not in client.get("/mine/data/").content.decode()
    copy = client.post("/mine/data/copy/")
    assert copy.json()["本人信息"]["phone"] == PHONE
    assert "attachment" in copy["Content-Disposition"]


def test_a_resident_corrects_the_address_and_says_who_they_are(client: Client) -> None:
    from tests import make

    sign_in_citizen(client)
    assert client.post("/mine/data/correction/", {"address": "柳庄村 3 号"}).status_code == 302
    number = make.id_number(3)
    form = {"name": "王桂英", "id_number": number}
    assert client.post("/mine/data/identity/", form).status_code == 302
    person = User.objects.get().person
    assert person.address.clear() == "柳庄村 3 号"
    assert bytes(person.id_number_hash or b"") == keyed_hash("id_number", number)


def test_wrong_entries_about_oneself_are_told(client: Client) -> None:
    sign_in_citizen(client)
    assert client.post("/mine/data/correction/", {}).status_code == 422
    assert client.post("/mine/data/identity/", {"name": "王桂英"}).status_code == 422


def test_a_proxy_is_believed_only_when_it_is_named(rf: RequestFactory, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    assert client_address(request) == "10.0.0.9"
    settings.BIANMIN_PROXIES = ("10.0.0.9",)
    assert client_address(request) == "2.2.2.2"
    assert client_address(rf.get("/", REMOTE_ADDR="10.0.0.9")) == "10.0.0.9"


def test_a_code_page_without_a_code_leads_back(client: Client) -> None:
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/resend/")["Location"] == "/sign-in/"


def test_the_form_is_protected_against_other_sites() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/", {"phone": PHONE}).status_code == 403
