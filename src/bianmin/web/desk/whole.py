"""一链办理: what else was asked for with this case, and which papers came for several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.cases import policies, queries
from bianmin.cases.bundles import Chain, Link, bundle_of, chain_of
from bianmin.cases.models import BundleCase, Case, CaseMaterial, Notice
from bianmin.catalogue.bundles import plain_name
from bianmin.rules.chains import WHOLE_LABELS, Outcome, Whole
from bianmin.rules.documents import TITLES, NoticeKind
from bianmin.rules.lifecycle import AT_APPLICANT, LABELS, State
from bianmin.web.frame.chain_line import line_of

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


@dataclass(frozen=True)
class Row:
    """一件: a case of the whole as its page lists it, with what there is to print."""

    case: Case
    label: str
    tag: str
    waits_for: str
    lacks: tuple[str, ...]
    papers: tuple[tuple[str, Notice], ...]


def sheet(chain: Chain) -> dict[str, Any]:
    """Return what the page of a whole shows of the cases that one may open."""
    first = chain.links[0].case
    printed = _printed(chain.bundle.unit, [link.case.pk for link in chain.links])
    return {
        "bundle": chain.bundle,
        "name": plain_name(chain.bundle.version),
        "words": WHOLE_LABELS[Whole(chain.bundle.state)],
        "line": line_of(chain.links),
        "rows": [_row(link, printed.get(link.case.pk, ())) for link in chain.links],
        "case": first,
        "phone": first.site.phone or "12345",
    }


TAGS = {Outcome.GRANTED: "v", Outcome.REFUSED: "r", Outcome.OPEN: "t"}
TO_PRINT = (NoticeKind.RECEIPT, NoticeKind.ACCEPTED, NoticeKind.DEEMED_ACCEPTED)


def _row(link: Link, papers: tuple[Notice, ...]) -> Row:
    return Row(
        case=link.case,
        label=WAITS if link.is_waiting else LABELS[State(link.case.state)],
        tag="" if link.is_waiting else TAGS.get(link.outcome, ""),
        waits_for="、".join(one.item.plain_name for one in link.before) if link.is_waiting else "",
        lacks=_lacks(link.case),
        papers=tuple((TITLES[NoticeKind(one.kind)], one) for one in papers),
    )


def _printed(unit: int, cases: list[int]) -> dict[int, tuple[Notice, ...]]:
    """The receipts of the cases, and what says that they were accepted."""
    kinds = [kind.value for kind in TO_PRINT]
    rows = Notice.objects.filter(unit=unit, case_id__in=cases, kind__in=kinds).order_by("id")
    found: dict[int, tuple[Notice, ...]] = {}
    for row in rows:
        found[row.case_id] = (*found.get(row.case_id, ()), row)
    return found


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
