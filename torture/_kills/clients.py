"""Clients that act, and send the same act with the same key again until they are answered."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from torture._kills.people import Neighbour, identity_numbers
from torture._kills.servers import HOST

PATIENCE = 90.0  # seconds until an act must have been answered
CSRF = "c" * 32
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Taken:
    """One case as a client was told of it: its number, what was sent, and what was done to it."""

    number: str
    note: str
    channel: str
    acts: list[str] = field(default_factory=list)


@dataclass
class Told:
    """What the clients were told, all threads together."""

    cases: list[Taken] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    replays: int = 0
    cut: int = 0  # requests that were never answered
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Unanswered(Exception):
    """No answer for a minute and a half, however often it was sent."""


class Person(threading.Thread):
    """One client: submits by API or at the window and moves the case on, until told to stop."""

    def __init__(
        self, number: int, neighbour: Neighbour, port: int, stop: threading.Event, *, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.told = Told()
        self.answers = 0
        self.done = 0  # answers that were not 503
        self._number = number
        self._neighbour = neighbour
        self._port = port
        self._stop_asked = stop
        self._dice = random.Random(f"{seed} {number}")
        self._identities = identity_numbers(number)
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            for serial in self._while_wanted():
                self._one_case(f"note {self._number} {serial}")
        except Exception as error:
            self.told.faults.append(f"client {self._number}: {type(error).__name__} {error}")
        finally:
            self._drop()

    def _while_wanted(self) -> Iterator[int]:
        serial = 0
        while not self._stop_asked.is_set():
            yield serial
            serial += 1

    def _one_case(self, note: str) -> None:
        at_window = self._dice.random() < 0.3
        taken = self._at_window(note) if at_window else self._online(note)
        if taken is None:
            return
        self.told.cases.append(taken)

    def _online(self, note: str) -> Taken | None:
        me = self._neighbour
        body = {
            "item": me.item,
            "village": me.village,
            "answers": {"band": "80-89", "note": note},
            "materials": {"id_card": "received"},
        }
        answer = self._api("/cases", body, me.resident_bearer, expected=201)
        if answer is None:
            return None
        told = answer.json()
        taken = Taken(told["number"], note, "online", ["submit"])
        self._go_on(taken, told["tracking"])
        return taken

    def _go_on(self, taken: Taken, tracking: str) -> None:
        chance = self._dice.random()
        desk = f"/desk/cases/{taken.number}"
        if chance < 0.2:
            path, body = f"/tracking/{tracking}/withdrawal", {"reason": "不办了"}
            if self._api(path, body, "", expected=200):
                taken.acts.append("withdraw")
        elif chance < 0.5 and self._api(
            f"{desk}/receipt", {}, self._neighbour.clerk_bearer, expected=200
        ):
            taken.acts.append("receive")
            if self._page(f"{desk}/acceptance/", {}):
                taken.acts.append("accept")

    def _at_window(self, note: str) -> Taken | None:
        me = self._neighbour
        accept = self._dice.random() < 0.5
        fields = {
            "item": me.item,
            "version": str(me.version),
            "id_number": next(self._identities),
            "name": "王桂英",
            "phone": f"137{self._dice.randrange(10**8):08d}",
            "place": str(me.village),
            "a-band": "80-89",
            "a-note": note,
            "m-id_card": "on",
            "act": "accept" if accept else "receive",
        }
        answer = self._page("/desk/intake/", fields)
        if answer is None:
            return None
        number = answer.headers["Location"].split("/")[3]
        return Taken(number, note, "counter", ["receive", *["accept"][: int(accept)]])

    def _api(self, path: str, body: Any, bearer: str, *, expected: int) -> Answer | None:
        headers = JSON | {"Idempotency-Key": self._key()}
        if bearer:
            headers |= {"Authorization": f"Bearer {bearer}"}
        answer = self._insist(f"/api/v1{path}", json.dumps(body).encode(), headers)
        return self._expect(path, answer, expected)

    def _page(self, path: str, fields: dict[str, str]) -> Answer | None:
        cookies = f"sessionid={self._neighbour.clerk_cookie}; csrftoken={CSRF}"
        form = fields | {"csrfmiddlewaretoken": CSRF, "_key": self._key()}
        answer = self._insist(path, urlencode(form).encode(), FORM | {"Cookie": cookies})
        return self._expect(path, answer, 302)

    def _expect(self, path: str, answer: Answer, status: int) -> Answer | None:
        if answer.status == status:
            return answer
        self.told.faults.append(f"{path} was answered {answer.status}: {answer.body[:200]!r}")
        return None

    def _insist(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send until there is an answer; 503 is one that asks to come again."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self._send(path, body, headers)
            if answer is None:
                self.told.cut += 1
                time.sleep(self._dice.uniform(0.01, 0.05))
                continue
            self.told.statuses[answer.status] += 1
            self.answers += 1
            if answer.status != 503:
                self.done += 1
                self.told.replays += answer.headers.get("idempotency-replayed") == "true"
                return answer
            if "retry-after" not in answer.headers:
                self.told.faults.append(f"{path}: 503 without Retry-After")
            time.sleep(self._dice.uniform(0.05, 0.2))
        raise Unanswered(path)

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> Answer | None:
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(HOST, self._port, timeout=20)
            self._connection.request("POST", path, body, headers)
            response = self._connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found | {"Location": found.get("location", "")},
                          response.read())  # fmt: skip
        except (OSError, http.client.HTTPException):
            self._drop()
            return None

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _key(self) -> str:
        return str(UUID(int=self._dice.getrandbits(128), version=4))


def together(people: list[Person]) -> Told:
    """Return what all clients were told, as one."""
    whole = Told()
    for person in people:
        whole.cases += person.told.cases
        whole.statuses += person.told.statuses
        whole.replays += person.told.replays
        whole.cut += person.told.cut
        whole.faults += person.told.faults
    return whole
