"""一链办理: what else was asked for with this case, and which papers came for several."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.cases import policies, queries
from bianmin.cases.bundles import bundle_of, chain_of
from bianmin.cases.models import BundleCase, Case, CaseMaterial
from bianmin.rules.chains import WHOLE_LABELS, Whole
from bianmin.rules.lifecycle import AT_APPLICANT, LABELS, State

WAITS = "等前一件"


@dataclass(frozen=True)
class Sibling:
    """另一件: how it stands, the papers it shares with this one, what is to be mended."""

    case: Case
    url: str
    label: str
    is_after: bool  # it waits for this one
    shared: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """一链: the whole and the other cases of it that this person may see."""

    bundle: BundleCase
    name: str
    words: str
    siblings: tuple[Sibling, ...]


def family_of(actor: Actor, case: Case) -> Family | None:
    """Return what the case is a part of; None for an ordinary one."""
    bundle = bundle_of(case) if case.bundle_id else None
    if bundle is None:
        return None
    links = [
        link
        for link in chain_of(bundle).links
        if link.case != case and policies.may_view(actor, link.case)
    ]
    names = _papers([case, *(link.case for link in links)])
    own = names.get(case.pk, frozenset())
    return Family(
        bundle,
        str(bundle.version.content.get("name", "")),
        WHOLE_LABELS[Whole(bundle.state)],
        tuple(
            Sibling(
                case=link.case,
                url=reverse("desk:case", args=[link.case.number]),
                label=WAITS if link.is_waiting else LABELS[State(link.case.state)],
                is_after=link.is_waiting and case in link.before,
                shared=tuple(sorted(own & names.get(link.case.pk, frozenset()))),
                lacks=_lacks(link.case),
            )
            for link in links
        ),
    )


def _papers(cases: list[Case]) -> dict[int, frozenset[str]]:
    """The names of the papers that have come, by case."""
    rows = CaseMaterial.objects.filter(
        unit=cases[0].unit, case_id__in=[case.pk for case in cases], status="received"
    )
    found: dict[int, set[str]] = {}
    for pk, name in rows.values_list("case_id", "name"):
        found.setdefault(pk, set()).add(name)
    return {pk: frozenset(names) for pk, names in found.items()}


def _lacks(case: Case) -> tuple[str, ...]:
    """What the applicant has been told to mend, so that nobody asks for it a second time."""
    if State(case.state) not in AT_APPLICANT:
        return ()
    slips = queries.notices_of(case)
    return tuple(line["what"] for line in slips[-1].lines.clear()) if slips else ()
