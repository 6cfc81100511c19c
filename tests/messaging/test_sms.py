import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

import pytest

from bianmin.messaging import sms
from bianmin.messaging.sms import Gateway, NotSent, Rejected, Text
from tests.messaging.gateways import get_json, post_json, simulator, simulator_process

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MESSAGE = Text("13800000001", "【聊城便民】您好<b>", "withdrawn", {"item": "优待证"}, "key-1")


def test_the_gateway_answers_with_its_number_and_keeps_a_key_once() -> None:
    with simulator(key="k") as server:
        port = Gateway(server.url, "k")
        first, second = port.send(MESSAGE, at=AT), port.send(MESSAGE, at=AT)
        assert first == second
        assert get_json(f"{server.url}/counts.json") == {"kept": 1, "posts": 2, "duplicates": 1}


def test_a_wrong_signature_is_rejected() -> None:
    with simulator(key="right") as server, pytest.raises(Rejected):
        Gateway(server.url, "wrong").send(MESSAGE, at=AT)


@pytest.mark.parametrize(
    ("mode", "error"),
    [("down", NotSent), ("500", NotSent), ("lies", NotSent), ("reject", Rejected)],
)
def test_a_fault_is_never_taken_for_a_success(mode: str, error: type[Exception]) -> None:
    with simulator() as server:
        assert post_json(f"{server.url}/faults", {"mode": mode}) == 200
        with pytest.raises(error) as caught:
            Gateway(server.url).send(MESSAGE, at=AT)
        assert type(caught.value) is error
        assert server.inbox.messages() == []


def test_a_slow_gateway_is_left_after_the_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotSent):
        Gateway(f"http://127.0.0.1:{silent.getsockname()[1]}").send(MESSAGE, at=AT)


@pytest.mark.parametrize("url", ["ftp://x", "nonsense", "http://127.0.0.1:1"])
def test_an_unusable_address_is_only_not_sent(url: str) -> None:
    with pytest.raises(NotSent):
        Gateway(url).send(MESSAGE, at=AT)


def test_the_error_carries_nothing_of_the_message() -> None:
    with pytest.raises(NotSent) as caught:
        Gateway("http://127.0.0.1:1").send(MESSAGE, at=AT)
    assert "138" not in str(caught.value)


def test_the_simulator_is_a_process_with_a_page_one_can_read(unused_port: int) -> None:
    with simulator_process(unused_port) as url:
        Gateway(url).send(MESSAGE, at=AT)
        with urllib.request.urlopen(f"{url}/", timeout=5) as answer:
            page = answer.read().decode()
        assert "短信模拟器" in page
        assert "您好&lt;b&gt;" in page
        found: list[dict[str, Any]] = get_json(f"{url}/inbox.json?to=13800000001")
        assert [message["text"] for message in found] == [MESSAGE.text]
        assert get_json(f"{url}/inbox.json?to=13900000000") == []


def test_an_unknown_fault_is_refused() -> None:
    with simulator() as server, pytest.raises(urllib.error.HTTPError):
        post_json(f"{server.url}/faults", {"mode": "explode"})


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
