"""随机次序: one bundle whose items are mended, given up and refused, told a second time beside it.

The second telling knows no rule of the product: what a step makes of a case, what a case means to
those after it, and what all of them together are, stand here as a person would say them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from tests.cases import chains
from tests.cases.chains import AFTER, BESIDE, FIRST, LAST, read
from tests.cases.paths import Path

from bianmin.cases.commands.bundles import SubmittedBundle, withdraw_from_bundle
from bianmin.cases.commands.intake import correct_case
from bianmin.cases.models import BundleCase, Case, CasePause
from bianmin.cases.queries import holder_of_link
from bianmin.catalogue.models import BundleVersion
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import DomainError

COMES_AFTER = {FIRST: (), BESIDE: (), AFTER: (FIRST,), LAST: (FIRST, AFTER)}
REACHES = {
    "receive": ("submitted", "received"),
    "ask": ("received", "correction"),
    "mend": ("correction", "received"),
    "refuse": ("received", "not_accepted"),
    "accept": ("received", "accepted"),
    "start": ("accepted", "review"),
    "ask again": ("review", "review_correction"),
    "mend again": ("review_correction", "review"),
    "deny": ("review", "denied"),
    "grant": ("review", "granted"),
    "complete": ("granted denied", "completed"),
    "deliver": ("completed", "delivered"),
}
"""From which state (or states) a step leads to which."""
WITHDRAWN_FROM = ["submitted", "received", "correction", "accepted", "review", "review_correction"]
PLAIN = ["receive", "accept", "start", "grant", "complete"]
LIVES: Mapping[str, list[list[str]]] = {
    "mended": [
        ["receive", "ask", "mend", "accept", "start", "grant", "complete", "deliver"],
        ["receive", "accept", "start", "ask again", "mend again", "grant", "complete"],
    ],
    "given up": [[*PLAIN[:n], "withdraw"] for n in range(4)] + [["receive", "ask", "withdraw"]],
    "refused": [
        ["receive", "refuse"],
        ["receive", "ask", "mend", "refuse"],
        ["receive", "accept", "start", "deny", "complete"],
    ],
    "plain": [PLAIN, [*PLAIN, "deliver"]],
}
OVER = {"not_accepted", "completed", "delivered", "withdrawn", "lapsed"}
AT_APPLICANT = {"correction", "review_correction"}


class Disagrees(AssertionError):
    """The product and the second telling do not say the same."""


@dataclass
class Telling:
    """第二种说法: what should be so, kept by hand."""

    state: dict[str, str]
    waits: set[str]
    denied: set[str] = field(default_factory=set)
    began: dict[str, date] = field(default_factory=dict)
    lapsed: int = 0

    def step(self, code: str, name: str, today: date) -> bool:
        """Make the step if a person would say that it can be made."""
        here = self.state[code]
        if name == "withdraw":
            if here not in WITHDRAWN_FROM:
                return False
            self.state[code] = "withdrawn"
            self.waits.discard(code)
        else:
            sources, reached = REACHES[name]
            if code in self.waits or here not in sources.split():
                return False
            self.state[code] = reached
            if name == "deny":
                self.denied.add(code)
        self._after(today)
        return True

    def _after(self, today: date) -> None:
        """Whoever still waits looks at those before it, again and again until nothing changes."""
        changed = True
        while changed:
            changed = False
            for code in sorted(self.waits):
                earlier = [self.word(one) for one in COMES_AFTER[code] if one in self.state]
                if "no" in earlier:
                    self.state[code] = "lapsed"
                    self.lapsed += 1
                elif "not yet" not in earlier:
                    self.began[code] = today
                else:
                    continue
                self.waits.discard(code)
                changed = True

    def word(self, code: str) -> str:
        here = self.state[code]
        if code in self.denied or here in ("not_accepted", "lapsed"):
            return "no"
        if here in ("granted", "completed", "delivered"):
            return "yes"
        return "gone" if here == "withdrawn" else "not yet"

    def whole(self) -> str:
        states = set(self.state.values())
        if states - OVER:
            return "mending" if states & AT_APPLICANT else "running"
        words = {self.word(code) for code in self.state}
        if words == {"yes"}:
            return "done"
        if "yes" in words:
            return "partly"
        return "failed" if "no" in words else "given_up"


class Life:
    """One bundle from its application to its end, in an order that chance chooses."""

    def __init__(self, path: Path, version: BundleVersion, chance: random.Random) -> None:
        self.path, self.chance, self.steps = path, chance, 0
        codes = [FIRST, BESIDE, AFTER, LAST]
        if chance.random() < 0.3:
            codes.remove(chance.choice(codes))
        self.sent: SubmittedBundle = chains.submit(path, version, codes=tuple(codes))
        self.telling = Telling(
            state=dict.fromkeys(codes, "submitted"),
            waits={code for code in codes if set(COMES_AFTER[code]) & set(codes)},
        )
        kinds = ["mended", "given up", "refused", "plain"]
        chance.shuffle(kinds)
        if len(codes) == 3:
            kinds.remove("plain")
        if chance.random() < 0.25:
            kinds = [chance.choice(sorted(LIVES)) for _ in codes]
        self.kinds = dict(zip(codes, kinds, strict=True))
        self.left = {code: list(chance.choice(LIVES[kind])) for code, kind in self.kinds.items()}
        self.log: list[str] = []

    def live(self) -> None:
        """Any case at any time; what cannot be done yet is tried again later."""
        self.compare()
        while any(self.left.values()):
            self.path.at += timedelta(minutes=self.chance.randint(1, 300))
            open_ones = [code for code, left in self.left.items() if left]
            self.one(self.chance.choice(open_ones))
            self.compare()
        self.ended()

    def one(self, code: str) -> None:
        name = self.left[code][0]
        wanted = self.telling.step(code, name, localdate(self.path.at))
        done = self._try(code, name)
        self.steps += 1
        self.log.append(f"{code} {name} {'done' if done else 'refused'}")
        if done != wanted:
            raise Disagrees(f"{name} of {code} was {'done' if done else 'refused'}")
        if done:
            self.left[code].pop(0)
        if self.telling.state[code] in OVER and not self._goes_on(code):
            self.left[code] = []

    def _goes_on(self, code: str) -> bool:
        """Only a result that is ready is still handed over."""
        return self.telling.state[code] == "completed"

    def _try(self, code: str, name: str) -> bool:
        case = read(self.sent.cases[code])
        try:
            with transaction.atomic():
                ACTS[name](self, case)
        except DomainError:
            return False
        return True

    def compare(self) -> None:
        """Everything that is stored against the second telling."""
        for code, case in self.sent.cases.items():
            found = read(case)
            self._same(f"state of {code}", found.state, self.telling.state[code])
            self._same(f"wait of {code}", _is_waiting(found), code in self.telling.waits)
            if code in self.telling.waits:
                self._same(f"days of {code}", (found.tell_by, found.arrived_on), (None, None))
            if code in self.telling.began and found.state == "submitted":
                self._same(f"day of {code}", found.arrived_on, self.telling.began[code])
        bundle = BundleCase.objects.get(unit=1, pk=self.sent.bundle.pk)
        self._same("whole", bundle.state, self.telling.whole())
        is_open = bool(set(self.telling.state.values()) - OVER)
        self._same("end of the whole", bundle.closed_at is None, is_open)

    def ended(self) -> None:
        """Nothing is left open, and everybody was told what happened without them."""
        told = OutgoingMessage.objects.filter(unit=1)
        self._same("open", set(self.telling.state.values()) - OVER, set())
        self._same("told of ends", told.filter(template="lapsed").count(), self.telling.lapsed)
        begun = told.filter(template="begun").count()
        self._same("told of beginnings", begun, len(self.telling.began))
        paused = CasePause.objects.filter(unit=1, ended_at__isnull=True).count()
        self._same("pauses", paused, 0)

    def _same(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise Disagrees(f"{what}: {found}, and not {wanted}")


def _is_waiting(case: Case) -> bool:
    waits = CasePause.objects.filter(
        unit=case.unit, case_id=case.pk, ended_at__isnull=True, kind="earlier_item"
    ).exists()
    if waits != (case.paused and case.state == "submitted"):
        raise Disagrees(f"{case}: the pause and the case differ")
    return waits


def _withdraw(life: Life, case: Case) -> None:
    bundle, by = life.sent.bundle, holder_of_link(case)
    withdraw_from_bundle(bundle, [case.number], reason="不办了", by=by, at=life.path.at)


def _mend(life: Life, case: Case) -> None:
    by = holder_of_link(case)
    correct_case(case, {"account": "received"}, by=by, at=life.path.at)


ACTS: dict[str, Callable[[Life, Case], Any]] = {
    "receive": lambda life, case: life.path.receive(case),
    "ask": lambda life, case: life.path.ask(case),
    "mend": _mend,
    "refuse": lambda life, case: life.path.refuse(case),
    "accept": lambda life, case: life.path.accept(case),
    "start": lambda life, case: life.path.start(case),
    "ask again": lambda life, case: life.path.ask_in_review(case),
    "mend again": _mend,
    "deny": lambda life, case: life.path.deny(case),
    "grant": lambda life, case: life.path.grant(case),
    "complete": lambda life, case: life.path.complete(case),
    "deliver": lambda life, case: life.path.deliver(case),
    "withdraw": _withdraw,
}
