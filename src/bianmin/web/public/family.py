"""家人代办: a mandate as both sides read it, what was done by it, and the cases it opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from bianmin.accounts.commands.ending_mandates import day_words
from bianmin.accounts.mandates import acting, is_live
from bianmin.accounts.models import Mandate
from bianmin.audit.models import Event
from bianmin.cases.entrusted import entrusted_to
from bianmin.cases.models import Case
from bianmin.catalogue.models import ServiceItem
from bianmin.rules.lifecycle import Action
from bianmin.rules.lists import AREAS
from bianmin.rules.mandates import ACTS, ENDS, OTHERS, RELATIONS, WAYS, End, Relation, Way
from bianmin.web.frame.templatetags.frame import moment
from bianmin.web.public.own import entrusted_lines
from bianmin.wire.requests import Request

__all__ = ["acts_of", "cases_of", "entrusted_lines", "line", "lines", "matter_of"]
MOST_ACTS = 50


@dataclass(frozen=True)
class Line:
    """一份: a mandate in words."""

    mandate: Mandate
    is_live: bool
    relation: str
    scope: str
    way: str
    state: str  # until when, or how it ended


def line(mandate: Mandate, at: datetime) -> Line:
    return lines([mandate], at)[0]


def lines(mandates: Iterable[Mandate], at: datetime) -> list[Line]:
    """每份一行: the names of all their items are asked for once."""
    shown = list(mandates)
    names = _names({code for one in shown for code in one.items})
    return [_line(one, names, at) for one in shown]


def matter_of(mandate: Mandate | None) -> str:
    """哪件事: what the one item is called, if it is for one alone."""
    items = mandate.items if mandate else []
    return "、".join(_names(set(items)).values()) if len(items) == 1 else ""


def _line(mandate: Mandate, names: Mapping[str, str], at: datetime) -> Line:
    live = is_live(mandate, at)
    end = End(mandate.end) if mandate.end else End.EXPIRED
    return Line(
        mandate,
        live,
        RELATIONS[Relation(mandate.relation)],
        _scope(mandate, names),
        WAYS[Way(mandate.way)],
        f"到{day_words(mandate.ends_on)}止" if live else f"停了：{ENDS[end].words}",
    )


def acts_of(mandate: Mandate) -> list[dict[str, str]]:
    """替办过什么: everything done under it, the newest first."""
    unit = mandate.site.unit if mandate.site else 0
    events = Event.objects.filter(unit=unit, subject=f"mandate:{mandate.pk}", action="use")
    return [_told(event) for event in events.order_by("-id")[:MOST_ACTS]]


def cases_of(request: Request, mandate: Mandate) -> QuerySet[Case]:
    """能看到的事: of this mandate alone, the newest first."""
    held = acting(request.actor, at=request.at).mandates
    here = tuple(one for one in held if one.mandate_id == mandate.pk)
    mine = Case.objects.filter(entrusted_to(replace(request.actor, mandates=here)))
    return mine.select_related("item", "site", "township").order_by("-submitted_at", "-id")


def _names(codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    return dict(ServiceItem.objects.filter(code__in=codes).values_list("code", "plain_name"))


def _scope(mandate: Mandate, names: Mapping[str, str]) -> str:
    if set(mandate.areas) >= set(AREAS):
        return "所有的事"
    return "、".join([*mandate.areas, *(names[one] for one in mandate.items if one in names)])


def _told(event: Event) -> dict[str, str]:
    act = event.facts["act"]
    words = ACTS[Action(act)] if act in set(Action) else OTHERS[act]
    where = "，在窗口" if event.facts.get("at_window") else ""
    return {"title": f"{words}{where}", "note": event.facts["case"], "when": moment(event.at)}
