"""受理台: everything the one window page holds for the chosen item, empty or as typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count
from django.forms import Form
from django.http import QueryDict
from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.cases import queries
from bianmin.catalogue.finding import found
from bianmin.catalogue.lists import modes_at
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.queries import active, required_materials, version_of
from bianmin.catalogue.scenarios import NOT_CHOSEN, form_in, promised_in, told_at
from bianmin.rules.clock import Limit
from bianmin.rules.doors import SAYS, door_of
from bianmin.rules.errors import Invalid
from bianmin.rules.lifecycle import State
from bianmin.web.desk import worklist
from bianmin.web.desk.forms.intake import PROMISE, QUICK, ActForm, MaterialsForm, PersonForm
from bianmin.web.desk.posts import Post
from bianmin.web.desk.roles import AT_WINDOW
from bianmin.web.frame.answers_form import LOOK, AnswersForm
from bianmin.web.frame.attempts import hush, tell
from bianmin.web.frame.walking import Asked, asked_of

SHOWN_ITEMS = 12
DUE_SOON = 4
MODES = {"accept": "受理", "handle": "直接办理", "agent": "帮办代办"}


@dataclass(frozen=True)
class Sheet:
    """一份受理单: the forms of one application at the window."""

    person: PersonForm
    act: ActForm
    version: ItemVersion | None
    asked: Asked = field(default_factory=Asked)
    answers: AnswersForm | None = None
    materials: MaterialsForm | None = None

    def is_valid(self) -> bool:
        """Check every form, so that all faults are told at once."""
        if self.version is None:
            tell(self.act, Invalid("还没有选事项，请按 / 查找"))
        if self.asked.is_open:
            tell(self.act, Invalid(NOT_CHOSEN))
        if self.door:
            tell(self.act, Invalid(self.door))
            return False
        quick = self.act.is_valid() and self.act.cleaned_data["act"] == QUICK
        answers = None if quick else self.answers
        forms = (self.person, answers, self.materials, self.act)
        faulty = [form for form in forms if form is not None and not form.is_valid()]
        if faulty or self.asked.is_open or not self._is_current():
            return False
        return self.act.cleaned_data["act"] != PROMISE or self._has_a_gap()

    @property
    def door(self) -> str:
        """走别的门: why this item is taken in on another page; blank for nearly all."""
        door = door_of(self.version.guide) if self.version else None
        return SAYS[door] if door else ""

    @property
    def is_looking(self) -> bool:
        """改表: a button of the form itself was pressed; nothing was sent to be checked."""
        return self.answers is not None and self.answers.is_looking

    def hush(self) -> None:
        """Show what was typed, and no fault in it."""
        for form in (self.person, self.answers, self.materials, self.act):
            if form is not None:
                hush(form)

    @property
    def told(self) -> dict[str, Any]:
        """The guide as it holds for the scenario that was answered."""
        return told_at(self.version, self.asked.scenario) if self.version else {}

    def _has_a_gap(self) -> bool:
        if self.materials is not None and self.materials.lacks_promisable():
            return True
        tell(self.act, Invalid("没有能容缺的材料还缺着，请按 F9 受理"))
        return False

    def _is_current(self) -> bool:
        version = self.version
        if version is not None and version.number == self.act.cleaned_data.get("version"):
            return True
        tell(self.act, Invalid("这个事项刚发布了新版指南，请对照新的表再核对一遍"))
        return False

    @property
    def errors(self) -> list[tuple[str, str]]:
        forms = [f for f in (self.person, self.answers, self.materials, self.act) if f is not None]
        return faults(forms, self.act)

    @property
    def url(self) -> str:
        return reverse("desk:intake")


def faults(forms: Sequence[Form], act: ActForm) -> list[tuple[str, str]]:
    """Every fault with the place where it is mended."""
    told = [
        (f"#{field.id_for_label}", f"{field.label}：{error}")
        for form in forms
        for field in form.visible_fields()
        for error in field.errors
        if field.name != "act"
    ]
    whole = [error for form in forms for error in form.non_field_errors()]
    return told + [("#main", str(error)) for error in [*whole, *act.errors.get("act", [])]]


def sheet(
    post: Post,
    version: ItemVersion | None,
    data: Any = None,
    told: Mapping[str, str] | None = None,
    *,
    sources: Mapping[str, str] | None = None,
) -> Sheet:
    """Return the forms for an item, bound to what was typed if there is any.

    `told` holds the answers to the questions of an item that is split; until they are answered,
    nothing else is asked. `sources` says where answers come from that were just filled in.
    """
    person = PersonForm(data, places=post.places)
    if version is None:
        return Sheet(person, ActForm(data), None)
    asked = asked_of(version, data or told or {})
    act = ActForm(data, initial={"version": version.number})
    if asked.is_open or door_of(version.guide) is not None:
        return Sheet(person, act, version, asked)
    scenario = asked.scenario
    return Sheet(
        person,
        act,
        version,
        asked,
        AnswersForm(
            form_in(version, scenario), data=data, prefix="a", at_window=True, sources=sources
        ),
        MaterialsForm(data, listed=required_materials(version, scenario)),
    )


def resumed(post: Post, fields: Mapping[str, Sequence[str]]) -> Sheet:
    """接着填: the forms with what was saved, as typed; nothing is checked yet."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, list(values))
    version = version_of(data.get("item", ""))
    data["act"] = LOOK
    if version is not None:
        data["version"] = str(version.number)
    found = sheet(post, version, data)
    found.hush()
    return found


def items(words: str, post: Post, actor: Actor, today: date) -> list[tuple[ServiceItem, str, bool]]:
    """Return the items that answer the words, or the most wanted, each with how the site serves it
    and whether this clerk was granted it."""
    modes = modes_at(post.site, today)
    rows = found(words, most=SHOWN_ITEMS) if words else list(active()[:SHOWN_ITEMS])
    return [
        (item, MODES.get(modes.get(item.pk, ""), ""), takes(actor, post, item)) for item in rows
    ]


def takes(actor: Actor, post: Post, item: ServiceItem) -> bool:
    """Return whether the clerk was granted the item at this window."""
    at_window = actor.holding(*AT_WINDOW)
    return any(role.takes(item.code) for role in at_window if role.site_id == post.site.pk)


def brought_in(actor: Actor) -> list[tuple[str, int]]:
    """村里送来的代办件: how many cases of which village's agents wait to be received."""
    waiting = queries.in_hand(actor).filter(state=State.SUBMITTED.value, channel="agent")
    by_village = waiting.order_by().values_list("village__name").annotate(n=Count("id"))
    return [(name or "", n) for name, n in by_village.order_by("-n")[:4]]


def due_soon(actor: Actor, today: date) -> list[worklist.Line]:
    """快到期: the cases of the post with the least time left."""
    cases = worklist.in_tab(queries.in_hand(actor), "review")[:DUE_SOON]
    return worklist.lines(cases, today)


def limit_words(version: ItemVersion, scenario: str = "") -> str:
    """Return the promised limit, with the law's in brackets."""
    promised = promised_in(version, scenario)
    if not version.statutory_limit:
        return str(promised)
    return f"{promised}（法定 {Limit.parse(version.statutory_limit)}）"
