"""预填: what a form may already be filled in with, for the person, or for the window before them.

A field says in `prefill` where from: the person's own verified data (`person.…`), the same field of
the person's newest case that has it (`earlier`), or likewise the rows of a table (`household`). The
source is told beside the field, and everything can be changed. Nothing of it is kept before the
person sends the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.models import Person
from bianmin.cases.models import Case
from bianmin.catalogue.answers import wrong_answers
from bianmin.catalogue.scenarios import form_in
from bianmin.regions.models import Region
from bianmin.rules.errors import Invalid
from bianmin.rules.form_sources import EARLIER
from bianmin.rules.forms import Form, Rule, hints, kind_of
from bianmin.rules.identity import Sex, parse_id_number

LOOKED_AT = 10
"""So many of the person's newest cases are looked at."""
OWN = "{who}登记的资料"


@dataclass(frozen=True)
class Offer:
    """预填的一项: a value, and in words where it comes from."""

    value: Any
    source: str


def offers(
    form: Form,
    names: Collection[str],
    person: Person,
    *,
    unit: int,
    place: Region | None,
    who: str = "您",
) -> dict[str, Offer]:
    """Return what the named fields may be filled in with; a value that is not well is left out."""
    rules = form.get("properties", {})
    wanted = {name: str(hints(rules[name]).get("prefill", "")) for name in names if name in rules}
    own = _own(person, place)
    said = OWN.format(who=who)
    told = {name: Offer(own[key], said) for name, key in wanted.items() if own.get(key)}
    asked = [name for name, key in wanted.items() if key in EARLIER]
    told |= _earlier(rules, asked, _cases(person, unit), who) if asked else {}
    wrong = wrong_answers(form, {name: offer.value for name, offer in told.items()})
    return {name: offer for name, offer in told.items() if name not in wrong}


def _cases(person: Person, unit: int) -> Sequence[Case]:
    rows = Case.objects.filter(unit=unit, applicant_id=person.pk).select_related("version__item")
    return list(rows.order_by("-submitted_at")[:LOOKED_AT])


def _own(person: Person, place: Region | None) -> dict[str, Any]:
    """What the person's account holds, and what the identity number says."""
    home = place or person.village
    told: dict[str, Any] = {
        "person.name": person.name.clear(),
        "person.phone": person.phone.clear(),
        "person.bank": person.bank_account.clear(),
        "person.address": person.address.clear(),
        "person.place": _place(home) if home else None,
    }
    try:
        number = parse_id_number(person.id_number.clear(), today=date.max)
    except Invalid:
        return told
    sex = "m" if number.sex is Sex.MALE else "f"
    return told | {"person.sex": sex, "person.birthday": number.born_on.isoformat()}


def _place(home: Region) -> dict[str, Any]:
    names, here = [home.name], home
    while here.level in ("village", "township") and here.parent is not None:
        here = here.parent
        names.append(here.name)
    return {"region": home.pk, "place": " ".join(reversed(names))}


def _earlier(
    rules: Mapping[str, Rule], names: Sequence[str], cases: Sequence[Case], who: str
) -> dict[str, Offer]:
    told: dict[str, Offer] = {}
    for case in cases:
        month = f"{localdate(case.submitted_at):%Y年%-m月}"
        source = f"{who} {month} 办“{case.version.item.plain_name}”时填的"
        for name, value in _same(rules, names, case):
            told.setdefault(name, Offer(value, source))
    return told


def _same(rules: Mapping[str, Rule], names: Sequence[str], case: Case) -> Iterator[tuple[str, Any]]:
    """Yield the answers of the case to fields that ask the same in the same words."""
    answers = case.answers.clear()
    before = form_in(case.version, case.scenario).get("properties", {})
    for name in names:
        if name in answers and name in before and _kin(before[name]) == _kin(rules[name]):
            yield name, answers[name]


def _kin(rule: Rule) -> tuple[Any, ...]:
    """同一个问题: what must be alike, so that an answer there is an answer here."""
    told = hints(rule)
    return kind_of(rule), told.get("block", ""), told.get("label"), told.get("labels", {})
