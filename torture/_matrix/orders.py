"""An order of an agent that went its whole way, with a mark in each sealed field."""

from __future__ import annotations

import hashlib
from typing import Any

from bianmin.assistance.commands import asking, closing, custody, entrusting, working
from bianmin.assistance.commands.asking import Asked
from bianmin.assistance.commands.entrusting import Client
from bianmin.assistance.commands.writing import NO_PROOF, Proof
from bianmin.assistance.custody import sheet_for
from bianmin.assistance.models import OrderForm
from bianmin.assistance.queries import file_for
from bianmin.rules.assistance import AidKind, Heard, OrderChannel
from bianmin.rules.custody import Found, Taken
from bianmin.rules.roles import RoleKind

OF = "carried"
"""Whose marks they are: of the township, and of the agent who carries it."""


def plant_order(planted: Any, home: Any, who: Any) -> None:
    """Whatever a route of orders can name: asked by telephone, closed by the follow-up."""
    agent, clerk = home.steps.by(RoleKind.AGENT), home.steps.by(RoleKind.CLERK)
    name, number, phone = (getattr(who, f).clear() for f in ("name", "id_number", "phone"))
    place, wish = (planted.mark(home, f"order's {each}", OF) for each in ("place", "wish"))
    asked = Asked(planted.cast.version, home.town.village, name, phone, place, wish)
    made = asking.register_order(asked, channel=OrderChannel.PHONE, **clerk)

    def file() -> Any:
        return file_for(agent["by"], made.pk)

    client = Client(name, number, phone)
    entrusting.entrust_order(file(), client, kind=AidKind.HELP, proof=NO_PROOF, **agent)
    entrusting.accept_order(file(), **agent)
    _papers(planted, home, file)
    working.start_help(file(), **agent)
    entrusting.pause_order(file(), reason=planted.mark(home, "order's pause", OF), **agent)
    entrusting.resume_order(file(), **agent)
    closing.deliver_order(file(), proof=_signed(planted, home), **agent)
    closing.archive_order(file(), **agent)
    words = planted.mark(home, "order's follow-up", OF)
    closing.follow_up(file(), heard=Heard.WANTING, words=words, **clerk)
    form = OrderForm.objects.filter(unit=made.unit, order_id=made.pk).order_by("id").first()
    assert form is not None
    home.listed |= {"order": made.pk, "form": form.pk}


def _papers(planted: Any, home: Any, file: Any) -> None:
    """A paper that went to the centre by list, with what differed, and home against a signature."""
    agent, clerk = home.steps.by(RoleKind.AGENT), home.steps.by(RoleKind.CLERK)
    taken = [Taken("户口簿", True, 1), Taken("身份证", False, 2)]
    book, copies = custody.take_papers(file(), taken, **agent)
    made = custody.make_sheet([book.pk, copies.pk], home.town.center, **agent)
    words = planted.mark(home, "what differed", OF)
    found = {book.pk: Found.MISSING, copies.pk: Found.DIFFERS}
    custody.settle_sheet(sheet_for(clerk["by"], made.number), found, words, **clerk)
    custody.return_papers(file(), [book.pk], proof=_signed(planted, home, 7), **agent)
    home.tracking["sheet"] = made.number


def _signed(planted: Any, home: Any, down: int = 0) -> Proof:
    """A name drawn a little elsewhere in each township."""
    shift = int(hashlib.sha256(home.name.encode()).hexdigest(), 16) % 100
    first = "".join(f"{x + shift:03x}{y + down:02x}" for x, y in ((20, 40), (120, 160), (220, 40)))
    planted.marks.append(planted.marks[-1].__class__(first, home.path, "signature", of=OF))
    return Proof(first)
