"""Which objects the parameters of a route name, and whose they are.

A route whose parameter is not known here fails the walk with the sentence that says what to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bianmin.cases.models import Notice
from bianmin.rules.roles import RoleKind
from torture._matrix.chains import WHOLE
from torture._matrix.lists import BUNDLE, SPLIT
from torture._matrix.planting import DRAFTS, Home, Planted
from torture._matrix.routes import Route
from torture._matrix.workforce import COURSE

CASES = ("carried", "station", "finished", "online", "denied", "forwarded", "proposed")
WITH_NOTICES = ("finished", "denied")
WITH_FILES = ("carried", "online")
OF_WHOLES = ("desk:bundle", "field:bundle")
NOBODYS = "0" * 32
"""A secret that opens nothing."""


@dataclass(frozen=True)
class Address:
    """The parameters of one object, and whose it is: a township's (None: everybody's).

    `of` names the case or the draft. A void address puts together what does not belong together:
    nobody may be let in there.
    """

    values: Mapping[str, str]
    home: Home | None = None
    of: str = ""
    is_void: bool = False


Makes = Callable[[Home, str], str]


def _draft(home: Home, of: str) -> str:
    return str(home.drafts[of][0].pk)


def _notice(home: Home, of: str) -> str:
    case = home.cases[of]
    notices = Notice.objects.filter(unit=case.unit, case=case).order_by("-id")
    return str(notices.values_list("pk", flat=True)[0])


def _link(home: Home, of: str) -> str:
    return home.tracking[of]


def _key(home: Home, of: str) -> str:
    draft, secret = home.drafts[of]
    return f"{draft.unit}-{draft.pk}-{secret}"


def _whole(home: Home, of: str) -> str:
    bundle = home.cases[of].bundle
    assert bundle is not None
    return bundle.number


PRIVATE: Mapping[str, Makes] = {
    "number": lambda home, of: home.cases[of].number,
    "file": lambda home, of: str(home.files[of].pk),
    "draft": _draft,
    "notice": _notice,
    "unit": lambda home, of: str(home.town.region.unit),
    "public:topic.number": lambda home, of: "1",
    "public:papers.number": lambda home, of: "1",
    "public:photo_removal.number": lambda home, of: "1",
    "token": lambda home, of: str(_clerks_token(home)),
    "console:unit.pk": lambda home, of: str(home.town.region.parent_id),
    "console:township.pk": lambda home, of: str(home.town.region.pk),
    "console:unit-breaches.pk": lambda home, of: str(home.town.region.parent_id),
    "console:township-breaches.pk": lambda home, of: str(home.town.region.pk),
    "console:site.pk": lambda home, of: str(home.town.center.pk),
    "console:site-list.pk": lambda home, of: str(home.town.center.pk),
    "console:site-suspension.pk": lambda home, of: str(home.town.center.pk),
    "console:site-resumption.pk": lambda home, of: str(home.town.center.pk),
    "console:site-grant.pk": lambda home, of: str(home.town.center.pk),
    "console:site-grant-end.pk": lambda home, of: str(home.town.center.pk),
    "grant_pk": lambda home, of: str(home.listed["power"]),
    "console:link-confirmation.pk": lambda home, of: str(home.listed["entry"]),
    "console:link-township.pk": lambda home, of: str(home.listed["entry"]),
    "console:link-removal.pk": lambda home, of: str(home.listed["entry"]),
    "console:link-answer.pk": lambda home, of: str(home.listed["task"]),
    "console:sinking-acceptance.pk": lambda home, of: str(home.listed["item"]),
    "console:sinking-refusal.pk": lambda home, of: str(home.listed["item"]),
    "console:adoption.number": lambda home, of: "1",
    "console:adopt.number": lambda home, of: "1",
    "console:explain.number": lambda home, of: "1",
    "console:elements-item.code": lambda home, of: str(home.listed["elements item"]),
    "console:elements-completion.code": lambda home, of: str(home.listed["elements item"]),
    "console:elements-batch.number": lambda home, of: "2",
    "console:elements-application.number": lambda home, of: "2",
    "console:elements-dropping.number": lambda home, of: "2",
    "console:elements-batch-export.number": lambda home, of: "1",
    "console:elements-export.kind": lambda home, of: "json",
    "console:elements-batch-export.kind": lambda home, of: "json",
    "service_site": lambda home, of: str(home.town.center.pk),
    "region": lambda home, of: str(home.town.region.pk),
    "console:wall.site": lambda home, of: str(home.town.center.pk),
    "console:hall.site": lambda home, of: str(home.town.center.pk),
    "console:booking-plan.site": lambda home, of: str(home.town.center.pk),
    "console:closures.site": lambda home, of: str(home.town.center.pk),
    "closure": lambda home, of: str(home.listed["closure"]),
    "console:posts.site": lambda home, of: str(home.town.center.pk),
    "console:join.site": lambda home, of: str(home.town.center.pk),
    "console:target.site": lambda home, of: str(home.town.center.pk),
    "console:grants.site": lambda home, of: str(home.town.center.pk),
    "post_site": lambda home, of: str(home.town.center.pk),
    "member": lambda home, of: str(home.town.staff[RoleKind.CLERK].pk),
    "paper": lambda home, of: str(home.listed["certificate"]),
    "desk:bundle.number": _whole,
    "field:bundle.number": _whole,
    "asked": lambda home, of: str(home.listed["question asked"]),
    "sheet": lambda home, of: home.tracking["sheet"],
    "ticket": lambda home, of: str(home.listed["ticket"]),
    **{
        name: lambda home, of, name=name: str(home.listed[name])  # type: ignore[misc]
        for name in (
            *("post", "rota", "alarm", "absence", "handover"),
            *("title", "right", "attempt", "certificate"),
            *("dispute", "party", "sitting", "talk", "counsel", "duty"),
            *("print_site", "pack", "hanging", "filing", "card", "approval", "objection"),
            *("mandate", "order", "form"),
        )
    },
}
"""Parameters that name something of one township; by name, or by route and name."""

SECRET: Mapping[str, Makes] = {
    "api:/tracking/{code}.code": _link,
    "api:/tracking/{code}/correction.code": _link,
    "api:/tracking/{code}/withdrawal.code": _link,
    "api:/tickets/{code}.code": lambda home, of: home.tracking["ticket"],
    "api:/tickets/{code}/leaving.code": lambda home, of: home.tracking["ticket"],
    "api:/appointments/{code}.code": lambda home, of: home.tracking["appointment"],
    "api:/appointments/{code}/cancellation.code": lambda home, of: home.tracking["appointment"],
    "api:/appointments/{code}/arrival.code": lambda home, of: home.tracking["appointment"],
    "public:tracked.code": _link,
    "public:clock.code": _link,
    "public:tracked_file.code": _link,
    "public:own_document.code": _link,
    "public:own_form.code": _link,
    "public:correction.code": _link,
    "public:resubmission.code": _link,
    "public:withdrawal.code": _link,
    "public:delivery_choice.code": _link,
    "public:result.code": _link,
    "public:urging.code": _link,
    "public:rating.code": _link,
    "public:bundle_tracked.code": _link,
    "public:bundle_correction.code": _link,
    "public:bundle_withdrawal.code": _link,
    "public:card.secret": lambda home, of: home.tracking["card"],
    "public:asked.secret": lambda home, of: home.tracking["question"],
    "public:booked.code": lambda home, of: home.tracking["appointment"],
    "public:cancellation.code": lambda home, of: home.tracking["appointment"],
    "public:arrival.code": lambda home, of: home.tracking["appointment"],
    "public:taken.code": lambda home, of: home.tracking["ticket"],
    "public:ticket_leaving.code": lambda home, of: home.tracking["ticket"],
    "public:resume.key": _key,
}
"""Parameters that are a secret of one case or draft: the holder is let in."""

PUBLIC: Mapping[str, Callable[[Planted], str]] = {
    "public:order_ask.code": lambda planted: planted.cast.version.item.code,
    "public:apply.code": lambda planted: planted.cast.version.item.code,
    "public:item.code": lambda planted: planted.cast.version.item.code,
    "public:questions.code": lambda planted: SPLIT,
    "public:checklist.code": lambda planted: SPLIT,
    "public:checklist.number": lambda planted: "2",
    "public:checklist.leaf": lambda planted: "first",
    "public:checklist_print.code": lambda planted: SPLIT,
    "public:checklist_print.number": lambda planted: "2",
    "public:checklist_print.leaf": lambda planted: "first",
    "public:checklist_sending.code": lambda planted: SPLIT,
    "public:checklist_sending.number": lambda planted: "2",
    "public:checklist_sending.leaf": lambda planted: "first",
    "public:short_list.version": lambda planted: str(planted.drafted["split"]),
    "public:short_list.leaf": lambda planted: "first",
    "public:kept.code": lambda planted: planted.cast.version.item.code,
    "public:kept.number": lambda planted: "1",
    "public:blank_form.code": lambda planted: planted.cast.version.item.code,
    "public:guide_print.code": lambda planted: planted.cast.version.item.code,
    "public:guide_print.form": lambda planted: "guide",
    "public:kept_guide_print.code": lambda planted: planted.cast.version.item.code,
    "public:kept_guide_print.form": lambda planted: "poster",
    "public:kept_guide_print.number": lambda planted: "1",
    "public:bundle.code": lambda planted: BUNDLE,
    "public:kept_bundle.code": lambda planted: BUNDLE,
    "public:kept_bundle.number": lambda planted: "1",
    "public:bundle_application.code": lambda planted: BUNDLE,
    "desk:bundle-intake.code": lambda planted: BUNDLE,
    "field:new-bundle.code": lambda planted: BUNDLE,
    "public:place_chosen.region": lambda planted: str(planted.cast.city.pk),
    "public:objection.publicity": lambda planted: str(planted.drafted["publicity"]),
    "public:site.site": lambda planted: str(_a_site(planted)),
    "public:times.site": lambda planted: str(_a_site(planted)),
    "public:book.site": lambda planted: str(_a_site(planted)),
    "public:book.slot": lambda planted: "202603031000",
    "hall:arrivals.site": lambda planted: str(_a_site(planted)),
    "public:ticket.site": lambda planted: str(_a_site(planted)),
    "hall:screen.site": lambda planted: str(_a_site(planted)),
    "hall:line.site": lambda planted: str(_a_site(planted)),
    "hall:kiosk.site": lambda planted: str(_a_site(planted)),
    "hall:taken.site": lambda planted: str(_a_site(planted)),
    "hall:case.site": lambda planted: str(_a_site(planted)),
    "hall:rating.site": lambda planted: str(_a_site(planted)),
    "hall:slip.site": lambda planted: str(_a_site(planted)),
    "hall:guides.site": lambda planted: str(_a_site(planted)),
    "hall:sheet.site": lambda planted: str(_a_site(planted)),
    "hall:info.site": lambda planted: str(_a_site(planted)),
    "hall:over.site": lambda planted: str(_a_site(planted)),
    "public:counsel.site": lambda planted: str(_a_site(planted)),
    "public:counsel_times.site": lambda planted: str(_a_site(planted)),
    "public:counsel_times.counsel": lambda planted: _listed(planted, "counsel"),
    "public:counsel_booking.site": lambda planted: str(_a_site(planted)),
    "public:counsel_booking.counsel": lambda planted: _listed(planted, "counsel"),
    "public:counsel_booking.slot": lambda planted: "202603091000",
    "public:mediation.site": lambda planted: str(_a_site(planted)),
    "public:text_size.size": lambda planted: "large",
    "console:edition.number": lambda planted: str(planted.drafted["edition"]),
    "console:edition-changes.number": lambda planted: str(planted.drafted["edition"]),
    "console:edition-change-removal.number": lambda planted: str(planted.drafted["edition"]),
    "console:edition-change-removal.pk": lambda planted: str(planted.drafted["change"]),
    "console:edition-proposal.number": lambda planted: str(planted.drafted["edition"]),
    "console:edition-return.number": lambda planted: str(planted.drafted["edition"]),
    "console:edition-publication.number": lambda planted: str(planted.drafted["edition"]),
    "console:item.code": lambda planted: planted.cast.version.item.code,
    "console:item-draft.code": lambda planted: planted.cast.version.item.code,
    "console:item-version.code": lambda planted: planted.cast.version.item.code,
    "console:item-version.number": lambda planted: "1",
    "console:draft.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-form.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-field.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-block.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-scenarios.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-question.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-order.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-leaf.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-revision.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-proposal.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-return.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-withdrawal.pk": lambda planted: str(planted.drafted["draft"]),
    "console:draft-publication.pk": lambda planted: str(planted.drafted["draft"]),
    "console:source.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-check.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-export.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-batch.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-application.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-dropping.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-row.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-taking.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-binding.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-following.pk": lambda planted: str(planted.drafted["source"]),
    "console:source-export.kind": lambda planted: "csv",
    "console:source-batch.number": lambda planted: "2",
    "console:source-application.number": lambda planted: "2",
    "console:source-dropping.number": lambda planted: "2",
    "console:source-row.item": lambda planted: str(planted.drafted["source item"]),
    "console:source-taking.item": lambda planted: str(planted.drafted["source item"]),
    "console:source-binding.item": lambda planted: str(planted.drafted["source item"]),
    "console:source-following.item": lambda planted: str(planted.drafted["source item"]),
    "console:bundle.code": lambda planted: BUNDLE,
    "console:bundle-draft-start.code": lambda planted: BUNDLE,
    "console:bundle-withdrawal.code": lambda planted: BUNDLE,
    "console:bundle-resumption.code": lambda planted: BUNDLE,
    "console:bundle-draft.pk": lambda planted: str(planted.drafted["bundle draft"]),
    "console:bundle-revision.pk": lambda planted: str(planted.drafted["bundle draft"]),
    "console:bundle-proposal.pk": lambda planted: str(planted.drafted["bundle draft"]),
    "console:bundle-return.pk": lambda planted: str(planted.drafted["bundle draft"]),
    "console:bundle-dropping.pk": lambda planted: str(planted.drafted["bundle draft"]),
    "console:bundle-publication.pk": lambda planted: str(planted.drafted["bundle draft"]),
    "console:word-removal.pk": lambda planted: str(planted.drafted["word"]),
    "console:missed-removal.pk": lambda planted: str(planted.drafted["missed"]),
    "course": lambda planted: COURSE,
    "lesson": lambda planted: "1",
    "question": lambda planted: str(planted.drafted["question"]),
    "session": lambda planted: str(planted.drafted["session"]),
    "api:/items/{code}.code": lambda planted: planted.cast.version.item.code,
    "api:/items/{code}/versions/{number}.code": lambda planted: planted.cast.version.item.code,
    "api:/items/{code}/versions/{number}.number": lambda planted: "1",
    "api:/regions/{parent}/children.parent": lambda planted: str(planted.cast.city.pk),
    "api:/sites/{site}.site": lambda planted: str(_a_site(planted)),
    "api:/sites/{site}/queue.site": lambda planted: str(_a_site(planted)),
    "api:/sites/{site}/tickets.site": lambda planted: str(_a_site(planted)),
    "api:/sites/{site}/slots.site": lambda planted: str(_a_site(planted)),
    "api:/sites/{site}/appointments.site": lambda planted: str(_a_site(planted)),
}
"""Parameters that name no township's own: what everybody may read, or the city's."""


class UnknownParameter(AssertionError):
    """A new route names something the walk has no example of."""


def addresses_of(route: Route, planted: Planted) -> Iterator[Address]:
    """Yield every object that the route can name in this cast."""
    if not route.parameters:
        yield Address({})
        return
    public = {name: _find(PUBLIC, route, name) for name in route.parameters}
    if all(public.values()):
        yield Address({name: make(planted) for name, make in public.items() if make})
        return
    makers = {name: _private(route, name) for name in route.parameters}
    secrets = [name for name in makers if _find(SECRET, route, name)]
    homes = list(planted.homes.values())
    for home, other in zip(homes, [*homes[1:], homes[0]], strict=True):
        for of in _things(route):
            values = {name: make(home, of) for name, make in makers.items()}
            theirs = {name: make(other, of) for name, make in makers.items()}
            yield Address(values, home, of)
            mixed = theirs | dict(list(values.items())[:1])
            if mixed not in (values, theirs):
                yield Address(mixed, home, of, is_void=True)
            for name in secrets:
                wrong = values[name][: -len(NOBODYS)] + NOBODYS
                yield Address(values | {name: wrong}, home, of, is_void=True)


def _things(route: Route) -> tuple[str, ...]:
    """Return which things of a township the route can name."""
    names = set(route.parameters)
    if route.name.startswith("public:bundle_") or route.name in OF_WHOLES:
        return (WHOLE,)
    if names & {"draft", "key"}:
        return tuple(DRAFTS)
    if "notice" in names:
        return WITH_NOTICES
    if "file" in names:
        return WITH_FILES
    return CASES if names & {"number", "code"} else ("",)


def holds_secret(route: Route) -> bool:
    return any(_find(SECRET, route, name) for name in route.parameters)


def _private(route: Route, name: str) -> Makes:
    found = _find(SECRET, route, name) or _find(PRIVATE, route, name)
    if found is None:
        raise UnknownParameter(
            f"{route.name} ({route.template}) has a parameter <{name}> that the access matrix does "
            f'not know: add "{route.name}.{name}" to PRIVATE, SECRET or PUBLIC in '
            "torture/_matrix/addresses.py, with an object of each township (and plant one there)"
        )
    return found


def _find(table: Mapping[str, Callable[..., str]], route: Route, name: str) -> Makes | None:
    return table.get(f"{route.name}.{name}") or table.get(name)


def _clerks_token(home: Home) -> int:
    user = home.town.staff[RoleKind.CLERK]
    return int(user.tokens.order_by("id").values_list("pk", flat=True)[0])


def _a_site(planted: Planted) -> int:
    return int(next(iter(planted.homes.values())).town.center.pk)


def _listed(planted: Planted, name: str) -> str:
    return str(next(iter(planted.homes.values())).listed[name])
