"""The walk: one visitor at one address, and what may not be in the answer."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest import mock
from uuid import uuid4

from django.db import transaction
from tests.make import MONDAY_9AM

from bianmin.web.public.drafts import COOKIE as DRAFT_KEYS
from bianmin.wire.middleware import ServerTime
from torture._matrix import rows
from torture._matrix.addresses import Address, holds_secret
from torture._matrix.bodies import form_for, json_for, looked_for
from torture._matrix.people import HALF, STRANGER, Walker
from torture._matrix.planting import DRAFTS, Home, Mark, Planted
from torture._matrix.routes import Route

REFUSALS = frozenset({401, 403, 404, 405, 409, 429})
NUMBERS = frozenset({"id_number", "phone", "bank_account"})
OWN_COPY = frozenset({"entrance:own_copy", "entrance:own_data"})
"""Where a person reads their own numbers; nobody else's are ever shown to a plain GET."""
NAMES_STAFF = frozenset({"public:site"})
"""Where the names of who serves there are public."""
SAYS_UNREADY = frozenset({"/readyz"})
"""Answers 503 as long as no job worker runs."""
GUESSED = {"code": "000000"}
"""What somebody who does not know it would try."""
LOOKS_PLANTED = re.compile(r"canary[0-9a-f]{14}|[0-9a-fA-F]{11,}X?")


@dataclass(frozen=True)
class Probe:
    """One request: who asks what of which object; `sought` is a township looked for by query."""

    walker: Walker
    route: Route
    address: Address
    sought: Home | None = None
    method: str = ""

    def __str__(self) -> str:
        where = self.address.home or self.sought
        named = f" about {where.name} {self.address.of}" if where else ""
        return f"{self.walker}: {self.method or self.route.method} {self.route.name}{named}"

    @property
    def is_foreign(self) -> bool:
        """Whether the address names something that is neither the walker's nor opened by it."""
        address = self.address
        if address.home is None:
            return False
        if address.is_void:  # an owner needs no secret for a draft
            return address.of not in DRAFTS or not self.walker.reaches(address.home, address.of)
        return not holds_secret(self.route) and not self.walker.reaches(address.home, address.of)

    @property
    def is_kept_out(self) -> bool:
        """Whether the declaration of the route does not admit the walker."""
        declared = self.route.access.kind
        if declared in ("public", "capability"):
            return False
        if self.walker.kind in (STRANGER, HALF) or (self.route.is_api and not self.walker.bearer):
            return True
        return not self.route.admits(frozenset({self.walker.kind}))


@dataclass
class Findings:
    """What a walk found: every violation by name, and how often each status came."""

    probes: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, probe: Probe, what: str) -> None:
        self.violations.append(f"{probe}: {what}")


class Walk:
    """Walks probes over one planted cast; a database transaction of its own is expected."""

    def __init__(self, planted: Planted) -> None:
        self.planted = planted
        self.marks = {mark.text: mark for mark in planted.marks}
        self.long_numbers = [m for m in self.marks if not m.startswith("canary")]
        self.findings = Findings()
        self.unread: set[str] = set()  # addresses that take no GET

    def read(self, probes: Iterable[Probe]) -> None:
        with nine_on_monday():
            for probe in probes:
                if probe.route.template not in self.unread:
                    self.ask(probe)

    def write(self, probes: Iterable[Probe]) -> None:
        """Send writes that must change nothing, each undone; name the one that changes something.

        Rows are compared after all of them; only when something changed, after each.
        """
        asked = list(probes)
        with nine_on_monday():
            if self._undone(lambda: [self.ask(probe) for probe in asked]):
                for probe in asked:
                    if self._undone(partial(self.send, probe)):
                        self.findings.add(probe, "wrote")

    def write_elsewhere(self, probes: Iterable[Probe]) -> None:
        """Send writes that may add rows of the walker's own; those that stood stay as they were."""
        before = rows.rows()
        with nine_on_monday():
            for probe in probes:
                with transaction.atomic():
                    self.ask(probe)
                    changed = rows.changed(before, rows.rows())
                    transaction.set_rollback(True)
                if changed:
                    self.findings.add(probe, f"changed what stood in {', '.join(changed)}")

    def ask(self, probe: Probe) -> None:
        """Send one request and judge the answer."""
        response = self.send(probe)
        self.findings.probes += 1
        self.findings.statuses[response.status_code] += 1
        if response.status_code >= 500 and probe.route.name not in SAYS_UNREADY:
            self.findings.add(probe, f"answered {response.status_code}")
        if response.status_code == 405 and probe.route.is_read and not probe.method:
            self.unread.add(probe.route.template)
        if (probe.is_foreign or probe.is_kept_out) and not refuses(probe, response):
            self.findings.add(probe, f"was let in ({response.status_code})")
        for mark in self._found(response):
            self._judge(probe, mark)

    def send(self, probe: Probe) -> Any:
        route, walker = probe.route, probe.walker
        client, path = walker.client, route.path(probe.address.values)
        client.cookies.pop(DRAFT_KEYS, None)  # what another probe was handed is no right of this
        key = {"Idempotency-Key": str(uuid4())}
        headers = walker.headers() | key if route.is_api else key
        if probe.method:
            return client.generic(probe.method, path, headers=headers)
        if route.is_read:
            query = looked_for(probe.sought) if probe.sought else {}
            query |= {name: GUESSED[name] for name in route.query if name in GUESSED}
            return client.get(path, query, headers=headers)
        if route.is_api:
            body = json_for(route)
            return client.generic(
                route.method,
                path,
                json.dumps(body or {}),
                content_type="application/json",
                headers=headers,
            )
        return client.post(path, form_for(probe.sought or probe.address.home), headers=headers)

    def _judge(self, probe: Probe, mark: Mark) -> None:
        home, walker = probe.address.home, probe.walker
        if mark.text in probe.address.values.values():
            return
        if probe.sought is not None or (home is not None and not probe.route.is_read):
            sought = probe.sought or home
            if sought is not None and mark.text in looked_for(sought).values():
                return  # what was typed is shown again
        if self._is_opened(probe, mark) or _is_public(probe, mark):
            return
        if not walker.may_read(mark):
            self.findings.add(probe, f"shows {mark.field} of {mark.path} ({mark.text})")
            return
        walker.seen.add(mark.text)
        own = walker.user is not None and mark.user_id == walker.user.pk
        in_clear = mark.field in NUMBERS and probe.route.is_read
        if in_clear and not (own and probe.route.name in OWN_COPY):
            self.findings.add(probe, f"shows a {mark.field} in clear, without a reason")

    @staticmethod
    def _is_opened(probe: Probe, mark: Mark) -> bool:
        """Whether the secret in the address is that of the thing in which the mark lies."""
        address = probe.address
        if address.home is None or address.is_void or not holds_secret(probe.route):
            return False
        return mark.path == address.home.path and mark.of in (address.of, "staff")

    def _found(self, response: Any) -> Iterator[Mark]:
        text = _text_of(response)
        for word in set(LOOKS_PLANTED.findall(text)):
            if word in self.marks:
                yield self.marks[word]
            elif not word.startswith("canary"):
                yield from (self.marks[n] for n in self.long_numbers if n in word)

    def _undone(self, act: Callable[[], Any]) -> bool:
        """Do it, compare every row, and undo it; say whether anything was written."""
        with transaction.atomic():
            before = rows.digest()
            act()
            changed = rows.digest() != before
            transaction.set_rollback(True)
        return changed


def _is_public(probe: Probe, mark: Mark) -> bool:
    return probe.route.name in NAMES_STAFF and (mark.of, mark.field) == ("staff", "name")


def refuses(probe: Probe, response: Any) -> bool:
    """Say whether the answer turns the visitor away; a wrong guess is a wrong form."""
    if response.status_code == 422:
        return bool(GUESSED.keys() & set(probe.route.query))
    if response.status_code in (301, 302):
        return str(response["Location"]).startswith(("/sign-in/", "/staff/"))
    return response.status_code in REFUSALS


@contextmanager
def nine_on_monday() -> Iterator[None]:
    """Let every request come at the moment the cast was made."""
    with mock.patch.object(ServerTime, "now", staticmethod(lambda: MONDAY_9AM)):
        yield


def _text_of(response: Any) -> str:
    content = (
        b"".join(response.streaming_content)
        if getattr(response, "streaming", False)
        else response.content
    )
    if content.startswith(b"PK\x03\x04"):  # a workbook or a bundle of files
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = "\n".join(morsel.OutputString() for morsel in response.cookies.values())
    return f"{headers}\n{cookies}\n{content.decode(errors='ignore')}"
