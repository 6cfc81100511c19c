"""预填: what a form may already be filled in with, for the person, or for the window before them.

A field says in `prefill` where from: the person's own verified data (`person.…`), the same field of
the person's newest case that has it (`earlier`), the family in the person's earlier cases
(`household`), or the guardian who fills in (`guardian.…`). The source is told beside the field, and
everything can be changed. Nothing of it is kept before the page is sent.

Whoever helps another is offered less than the person: what was told to the helper just now, and
what the helper wrote in earlier cases of the same person (ADR 0054).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from bianmin.accounts.models import Person
from bianmin.cases.household import rows_from
from bianmin.cases.models import Case
from bianmin.catalogue.answers import wrong_answers
from bianmin.catalogue.scenarios import form_in
from bianmin.regions.models import Region
from bianmin.rules.errors import Invalid
from bianmin.rules.form_sources import FALLS_BACK, GUARDIAN, HOUSEHOLD
from bianmin.rules.forms import Form, Rule, hints, kind_of
from bianmin.rules.identity import Sex, parse_id_number

LOOKED_AT = 10
"""So many of the person's newest cases are looked at."""
OWN = "{who}登记的资料"
NOTHING: Mapping[str, Any] = MappingProxyType({})
AS_GUARDIAN = "您登记的资料（窗口登记您是监护人）"


@dataclass(frozen=True)
class Offer:
    """预填的一项: a value, and in words where it comes from."""

    value: Any
    source: str


@dataclass(frozen=True)
class Card:
    """本人资料: what is known of whoever applies, as registered or as just told."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    bank: str = ""
    address: str = ""
    home: Region | None = None


@dataclass(frozen=True)
class Helper:
    """帮填的人: who fills in for another, what they were told, whether they are the guardian."""

    person: Person
    card: Card
    told: str  # in words: where the card's data comes from
    is_guardian: bool = False


@dataclass(frozen=True)
class _Read:
    """What may be read for one filling in: own data, cases, and how a source is named."""

    own: Mapping[str, Offer]
    cases: Sequence[Case]
    words: str
    number: str
    first: Mapping[str, Offer] = field(default_factory=dict)


def offers(
    form: Form,
    names: Collection[str],
    person: Person,
    *,
    unit: int,
    place: Region | None,
    who: str = "您",
    answers: Mapping[str, Any] = NOTHING,
) -> dict[str, Offer]:
    """Return what the named fields may be filled in with; a value that is not well is left out.

    `answers` are those known so far, which conditions look at.
    """
    card = Card(
        person.name.clear(),
        person.id_number.clear(),
        person.phone.clear(),
        person.bank_account.clear(),
        person.address.clear(),
        place or person.village,
    )
    read = _Read(
        _own(card, OWN.format(who=who)),
        _cases(Q(applicant_id=person.pk), unit),
        f"{who} {{month}} 办“{{item}}”时填的",
        card.id_number,
    )
    return _offered(form, names, read, answers)


def offers_to(
    helper: Helper,
    form: Form,
    names: Collection[str],
    person: Person | None,
    *,
    unit: int,
    answers: Mapping[str, Any] = NOTHING,
) -> dict[str, Offer]:
    """帮填: what the helper was told, and what they wrote themselves for this person before."""
    by_helper = Q(agent_id=helper.person.pk) | Q(mandate__holder_id=helper.person.pk)
    read = _Read(
        _own(helper.card, helper.told),
        _cases(by_helper, unit, applicant_id=person.pk) if person else (),
        "您 {month} 替本人办“{item}”时填的",
        helper.card.id_number,
        _guardian(helper.person) if helper.is_guardian else {},
    )
    return _offered(form, names, read, answers)


def _offered(
    form: Form, names: Collection[str], read: _Read, answers: Mapping[str, Any]
) -> dict[str, Offer]:
    rules = form.get("properties", {})
    wanted = {name: str(hints(rules[name]).get("prefill", "")) for name in names if name in rules}
    known = {**read.own, **read.first}
    told = {name: known[key] for name, key in wanted.items() if key in known}
    asked = [name for name, key in wanted.items() if key in FALLS_BACK and name not in told]
    told |= _earlier(rules, asked, read)
    values = {name: offer.value for name, offer in told.items()}
    wrong = wrong_answers(form, {**answers, **values})
    told = {name: offer for name, offer in told.items() if name not in wrong}
    tables = [name for name in asked if wanted[name] == HOUSEHOLD and name not in told]
    return told | _household(rules, tables, read)


def _cases(whose: Q, unit: int, **more: Any) -> Sequence[Case]:
    rows = Case.objects.filter(whose, unit=unit, **more).select_related("version__item")
    return list(rows.order_by("-submitted_at")[:LOOKED_AT])


def _own(card: Card, source: str) -> dict[str, Offer]:
    """What is known of the person, and what the identity number says."""
    told: dict[str, Any] = {
        "person.name": card.name,
        "person.phone": card.phone,
        "person.bank": card.bank,
        "person.address": card.address,
        "person.place": _place(card.home) if card.home else None,
    } | _said_by(card.id_number)
    return {key: Offer(value, source) for key, value in told.items() if value}


def _said_by(id_number: str) -> dict[str, Any]:
    try:
        number = parse_id_number(id_number, today=date.max)
    except Invalid:
        return {}
    sex = "m" if number.sex is Sex.MALE else "f"
    return {"person.sex": sex, "person.birthday": number.born_on.isoformat()}


def _guardian(person: Person) -> dict[str, Offer]:
    """监护人: the helper's own data, where the helper is registered as the guardian."""
    told = {"name": person.name, "id_number": person.id_number, "phone": person.phone}
    clear = {f"{GUARDIAN}{key}": value.clear() for key, value in told.items()}
    return {key: Offer(value, AS_GUARDIAN) for key, value in clear.items() if value}


def _place(home: Region) -> dict[str, Any]:
    names, here = [home.name], home
    while here.level in ("village", "township") and here.parent is not None:
        here = here.parent
        names.append(here.name)
    return {"region": home.pk, "place": " ".join(reversed(names))}


def _source(case: Case, read: _Read) -> str:
    month = f"{localdate(case.submitted_at):%Y年%-m月}"
    return read.words.format(month=month, item=case.version.item.plain_name)


def _earlier(rules: Mapping[str, Rule], names: Sequence[str], read: _Read) -> dict[str, Offer]:
    told: dict[str, Offer] = {}
    for case in read.cases if names else ():
        for name, value in _same(rules, names, case):
            told.setdefault(name, Offer(value, _source(case, read)))
    return told


def _same(rules: Mapping[str, Rule], names: Sequence[str], case: Case) -> Iterator[tuple[str, Any]]:
    """Yield the answers of the case to fields that ask the same in the same words."""
    answers = case.answers.clear()
    before = form_in(case.version, case.scenario).get("properties", {})
    for name in names:
        if name in answers and name in before and _kin(before[name]) == _kin(rules[name]):
            yield name, answers[name]


def _household(rules: Mapping[str, Rule], names: Sequence[str], read: _Read) -> dict[str, Offer]:
    """家里人: where no table asks the same, the people of another one, as far as both ask alike."""
    told: dict[str, Offer] = {}
    for case in read.cases if names else ():
        form, answers = form_in(case.version, case.scenario), case.answers.clear()
        for name in names:
            rows = rows_from(form, answers, rules[name], own_number=read.number)
            if rows:
                told.setdefault(name, Offer(rows, _source(case, read)))
    return told


def _kin(rule: Rule) -> tuple[Any, ...]:
    """同一个问题: what must be alike, so that an answer there is an answer here."""
    told = hints(rule)
    return kind_of(rule), told.get("block", ""), told.get("label"), told.get("labels", {})
