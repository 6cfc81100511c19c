"""一链办到哪一步: the whole and each item in plain words; one slip of all that is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.cases import bundles, policies, queries
from bianmin.cases.bundles import Chain, Link
from bianmin.cases.commands.intake import correct_case
from bianmin.cases.models import BundleCase, Case, Notice
from bianmin.cases.standing import Standing, standing
from bianmin.catalogue.bundles import plain_name
from bianmin.files.names import clean_name
from bianmin.rules.chains import WHOLE_LABELS, Outcome, Whole
from bianmin.rules.errors import NotFound
from bianmin.rules.lifecycle import AT_APPLICANT, Action, State
from bianmin.web.frame.chain_line import line_of
from bianmin.web.frame.promises import promise
from bianmin.web.public import mending
from bianmin.web.public.forms.following import MendForm, Wanted
from bianmin.web.public.progress import Slip, shown, slip_of


@dataclass(frozen=True)
class Part:
    """一件: one item of the whole, how it stands, and what it waits for."""

    case: Case
    code: str
    now: Standing
    promise: str
    waits_for: str
    outcome: Outcome

    @property
    def waits_for_me(self) -> bool:
        return self.now.state in AT_APPLICANT


def chain_behind(code: str) -> Chain:
    """Return the bundle of a link with its cases; NotFound for any other text."""
    bundle = bundles.bundle_behind(code)
    if bundle is None:
        raise NotFound("链接不完整或已失效，请从短信里重新打开")
    return bundles.chain_of(bundle)


def name_of(bundle: BundleCase) -> str:
    return plain_name(bundle.version)


def parts(chain: Chain, today: date) -> list[Part]:
    return [_part(link, today) for link in chain.links]


def _part(link: Link, today: date) -> Part:
    now = standing(link.case, today)
    waits = link.is_waiting
    return Part(
        case=link.case,
        code=link.case.tracking.clear(),
        now=now,
        promise="" if waits else promise(now, today, is_accepted=link.case.clock_from is not None),
        waits_for="、".join(one.item.plain_name for one in link.before) if waits else "",
        outcome=link.outcome,
    )


def sheet(actor: Actor, chain: Chain, today: date) -> dict[str, Any]:
    """Return everything the page of the whole shows."""
    told = parts(chain, today)
    granted = sum(1 for part in told if part.outcome is Outcome.GRANTED)
    return {
        "bundle": chain.bundle,
        "name": name_of(chain.bundle),
        "words": WHOLE_LABELS[Whole(chain.bundle.state)],
        "parts": told,
        "line": line_of(chain.links),
        "granted": granted,
        "slips": slips_of(actor, chain),
        "may_withdraw": any(
            policies.may_move(actor, case, Action.WITHDRAW) for case in chain.cases
        ),
        "phone": next((part.case.site.phone for part in told), ""),
    }


MOST_WHOLES = 10


@dataclass(frozen=True)
class Own:
    """一起办的一行: one of my bundles, and the secret of its page."""

    bundle: BundleCase
    name: str
    words: str
    code: str


def wholes_of(person_id: int) -> list[Own]:
    """我的一链: a line for each of the newest."""
    return [
        Own(one, name_of(one), WHOLE_LABELS[Whole(one.state)], one.tracking.clear())
        for one in bundles.bundles_of(person_id)[:MOST_WHOLES]
    ]


@dataclass(frozen=True)
class Lacking:
    """一件要补的: a case with its slip; `own` where its whole form is to be mended too."""

    case: Case
    code: str
    slip: Slip
    is_own: bool

    @property
    def notice(self) -> Notice:
        return self.slip.notice


def slips_of(actor: Actor, chain: Chain) -> list[Lacking]:
    """要补的: the open slip of every item that waits for the applicant."""
    found = []
    for case in chain.cases:
        state = State(case.state)
        if state not in AT_APPLICANT:
            continue
        slip = slip_of(case, queries.dossier(case).slips)
        if slip is not None and policies.may_move(actor, case, mending.MENDS[state]):
            is_own = state is State.RETURNED
            found.append(Lacking(case, case.tracking.clear(), shown(slip), is_own))
    return found


@dataclass(frozen=True)
class Gathered:
    """合并的一样: one thing to bring for one or several items; photographed once."""

    wanted: Wanted
    lines: tuple[tuple[Lacking, Wanted], ...]

    @property
    def items(self) -> str:
        return "、".join(dict.fromkeys(lacking.case.item.plain_name for lacking, _ in self.lines))


def gathered(lacking: Sequence[Lacking]) -> list[Gathered]:
    """合并成一张: the lines of all slips; the same paper of several items stands once."""
    found: dict[str, list[tuple[Lacking, Wanted]]] = {}
    for one in lacking:
        if not one.is_own:
            for line in mending.wanted(one.case, one.notice):
                found.setdefault(clean_name(line.what), []).append((one, line))
    return [_gathered(number, lines) for number, lines in enumerate(found.values())]


def _gathered(number: int, lines: Sequence[tuple[Lacking, Wanted]]) -> Gathered:
    told = [line for _, line in lines]
    items = "、".join(dict.fromkeys(one.case.item.plain_name for one, _ in lines))
    return Gathered(
        Wanted(
            field=f"photo-{number}",
            key=next((line.key for line in told if line.key), ""),
            what=told[0].what,
            why=f"{items}要。{'；'.join(dict.fromkeys(line.why for line in told))}",
            how="；".join(dict.fromkeys(line.how for line in told)),
            arrived=min(line.arrived for line in told),
        ),
        tuple(lines),
    )


def mend_form(lacking: Sequence[Lacking], data: Any = None, files: Any = None) -> MendForm:
    return MendForm(data, files, wanted=[one.wanted for one in gathered(lacking)])


def keep_photos(lacking: Sequence[Lacking], form: MendForm, *, by: Actor, at: datetime) -> None:
    """Keep each photograph for every item that asked for it."""
    lines = {one.wanted.field: one.lines for one in gathered(lacking)}
    for wanted, photo in form.photos():
        for one, _ in lines[wanted.field]:
            photo.seek(0)
            mending.keep_photo(form, one.case, wanted, photo, by=by, at=at)
    form.wanted = [one.wanted for one in gathered(lacking)]


def correct_all(lacking: Sequence[Lacking], *, by: Actor, at: datetime) -> int:
    """补正: each item by its own command, all together; how many."""
    done = 0
    for one in lacking:
        if not one.is_own:
            papers = mending.handed_in(mending.wanted(one.case, one.notice))
            correct_case(one.case, papers, by=by, at=at)
            done += 1
    return done
