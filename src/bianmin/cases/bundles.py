"""一链办件的问题: what hangs together, in which order, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bianmin.accounts.actor import Actor
from bianmin.cases.models import BundleCase, Case, Decision
from bianmin.cases.policies import may_view
from bianmin.cases.waiting import is_waiting
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.queries import all_units
from bianmin.rules import chains
from bianmin.rules.bundles import stages, steps_of
from bianmin.rules.chains import Outcome, Turn, Whole
from bianmin.rules.errors import NotFound
from bianmin.rules.lifecycle import State
from bianmin.rules.numbers import bundle_unit, unit_of_tracking

SHOWN = ("version__bundle", "applicant")


@dataclass(frozen=True)
class Link:
    """一环: a case of the bundle, how it came out, and the cases that it comes after."""

    case: Case
    outcome: Outcome
    before: tuple[Case, ...]

    @property
    def is_waiting(self) -> bool:
        return is_waiting(self.case)


@dataclass(frozen=True)
class Chain:
    """一链: the cases of a bundle in the order of its steps."""

    bundle: BundleCase
    links: tuple[Link, ...]

    @property
    def cases(self) -> list[Case]:
        return [link.case for link in self.links]

    @property
    def whole(self) -> Whole:
        """整链状态: what the cases make of it."""
        denied = Outcome.REFUSED
        return chains.whole(
            [(State(link.case.state), link.outcome is denied) for link in self.links]
        )

    def turns(self) -> list[tuple[Link, Turn]]:
        """轮次: of each case that still waits."""
        outcomes = {link.case.pk: link.outcome for link in self.links}
        return [
            (link, chains.turn(outcomes[case.pk] for case in link.before))
            for link in self.links
            if link.is_waiting
        ]


def chain_of(bundle: BundleCase) -> Chain:
    """Everything that hangs on the bundle, in two statements."""
    rows = Case.objects.filter(unit=bundle.unit, bundle_id=bundle.pk)
    found = {case.item.code: case for case in rows.select_related(*CHILD)}
    denied = _denied(bundle.unit, [case.pk for case in found.values()])
    before = order_of(bundle, list(found))
    links = tuple(
        Link(
            found[code],
            chains.outcome(State(found[code].state), is_denied=found[code].pk in denied),
            tuple(found[one] for one in before[code]),
        )
        for code in before
    )
    return Chain(bundle, links)


CHILD = ("item", "version", "township", "village", "site", "intake_site", "applicant")


def order_of(bundle: BundleCase, codes: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """先后: the items in the order in which they can begin, each with what it comes after."""
    steps = [step for step in steps_of(bundle.version.content) if step.code in codes]
    before = chains.before(steps, codes)
    return {step.code: before[step.code] for stage in stages(steps) for step in stage}


def _denied(unit: int, cases: Sequence[int]) -> frozenset[int]:
    rows = Decision.objects.filter(unit=unit, case_id__in=cases, outcome="denied")
    return frozenset(rows.values_list("case_id", flat=True))


def bundle_of(case: Case) -> BundleCase | None:
    """所属的一链: the bundle that a case is a part of."""
    rows = BundleCase.objects.filter(unit=case.unit, pk=case.bundle_id or 0)
    return rows.select_related(*SHOWN).first()


def bundle_behind(token: str) -> BundleCase | None:
    """The bundle of a link (unit and secret), or None."""
    try:
        unit = unit_of_tracking(token)
    except NotFound:
        return None
    rows = BundleCase.objects.filter(unit=unit, tracking_hash=keyed_hash("tracking", token))
    return rows.select_related(*SHOWN).first()


def bundle_numbered(number: str, person_id: int | None) -> BundleCase | None:
    """The bundle of this number if it is the person's own."""
    unit = bundle_unit(number)
    if unit is None or person_id is None:
        return None
    rows = BundleCase.objects.filter(unit=unit, number=number, applicant_id=person_id)
    return rows.select_related(*SHOWN).first()


def bundle_at_work(actor: Actor, number: str) -> Chain | None:
    """一链，工作人员看: the bundle of this number with those of its cases that the actor may open;
    None when there is none of them."""
    unit = bundle_unit(number)
    rows = BundleCase.objects.filter(unit=unit or 0, number=number).select_related(*SHOWN)
    bundle = rows.first()
    if bundle is None:
        return None
    links = tuple(link for link in chain_of(bundle).links if may_view(actor, link.case))
    return Chain(bundle, links) if links else None


def bundles_of(person_id: int) -> QuerySet[BundleCase]:
    """A resident's bundles, the newest first."""
    rows = BundleCase.objects.filter(unit__in=all_units(), applicant_id=person_id)
    return rows.select_related(*SHOWN).order_by("-submitted_at")
