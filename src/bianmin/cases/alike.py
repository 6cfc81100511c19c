"""像的办件: the same matter asked for before by the same person, from the same home or account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from bianmin.cases.models import Case
from bianmin.catalogue.scenarios import form_in
from bianmin.rules.forms import in_order, kind_of

WITHIN = timedelta(days=366)
MOST, MOST_READ = 8, 100
SHORTEST_HOME = 5  # a village alone is nobody's home
SAME_PERSON, SAME_HOME, SAME_ACCOUNT = "同一个人", "同一个住址", "同一个银行账号"


@dataclass(frozen=True)
class Alike:
    """像的一件: a case that the reader may open, and in what it is like this one."""

    case: Case
    why: tuple[str, ...]


def alike(cases: QuerySet[Case], case: Case) -> list[Alike]:
    """像的办件: of the same item within a year, among those of the reader's posts, newest first.

    Homes and accounts are compared as they were written; nothing of them is shown.
    """
    same = cases.filter(
        unit=case.unit, item_id=case.item_id, submitted_at__gt=case.submitted_at - WITHIN
    )
    same = same.exclude(pk=case.pk).select_related("version", "applicant", "item")
    here = same.filter(site_id=case.site_id, village_id=case.village_id)
    own = same.filter(applicant_id=case.applicant_id)
    rows = {
        one.pk: one for found in (own, here) for one in found.order_by("-submitted_at")[:MOST_READ]
    }
    mine = set(_traits(case))
    told = ((one, _why(case, one, mine)) for one in rows.values())
    liked = [Alike(one, why) for one, why in told if why]
    return sorted(liked, key=lambda one: one.case.submitted_at, reverse=True)[:MOST]


def _why(case: Case, other: Case, mine: set[tuple[str, str]]) -> tuple[str, ...]:
    found = [SAME_PERSON] if other.applicant_id == case.applicant_id else []
    shared = {words for words, _ in mine & set(_traits(other))}
    return (*found, *sorted(shared))


def _traits(case: Case) -> Iterator[tuple[str, str]]:
    """The home and the accounts of a case, written alike."""
    home = case.applicant.address.clear()
    if len(home) >= SHORTEST_HOME:
        yield SAME_HOME, _plain(home)
    answers = case.answers.clear()
    for name, rule in in_order(form_in(case.version, case.scenario)):
        value = answers.get(name)
        if kind_of(rule) == "bank" and value:
            yield SAME_ACCOUNT, _plain(str(value))
        elif kind_of(rule) == "region" and isinstance(value, dict) and value.get("detail"):
            yield SAME_HOME, _plain(f"{value.get('place', '')}{value['detail']}")
        elif kind_of(rule) == "address" and value:
            yield SAME_HOME, _plain(str(value))


def _plain(words: str) -> str:
    return re.sub(r"[\s,，。、-]", "", words)
