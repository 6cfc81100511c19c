"""The cast of `tests.world` with a mark in every personal field of every township.

Whoever meets a mark outside its township has found a leak. The rows are made by the product's own
commands, so the marks lie where real data would.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models
from tests import make, world
from tests.cases.paths import Path
from tests.files.samples import jpeg
from tests.make import MONDAY_9AM
from tests.world import Township, World

from bianmin.accounts import commands as accounts
from bianmin.accounts.actor import Actor
from bianmin.accounts.commands.mandates import Wanted
from bianmin.accounts.commands.tokens import issue_token
from bianmin.accounts.models import ApiToken, Person, User
from bianmin.cases.commands import (
    asking,
    cards,
    clocks,
    delivering,
    drafts,
    intake,
    publicity,
    refusals,
    review,
)
from bianmin.cases.commands.desk import Place, save_desk_draft
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case, Draft, RefusalFiling
from bianmin.feedback import first_ask
from bianmin.feedback.asking import answer_question, ask_question
from bianmin.feedback.commands import rate
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.ground.crypto import keyed_hash
from bianmin.ground.fields import SealedJSON, SealedText
from bianmin.rules.first_ask import AskChannel
from bianmin.rules.identity import id_check_digit
from bianmin.rules.lifecycle import Action
from bianmin.rules.publicity import InquiryKind
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands.absences import ask_absence
from torture._matrix.orders import OF, plant_order
from torture._matrix.quarrels import plant_quarrel

DRAFTS = {"agent's draft": RoleKind.AGENT, "resident's draft": RoleKind.CITIZEN}


@dataclass(frozen=True)
class Mark:
    """One planted token: whose it is, and whether it is a number that must be asked for."""

    text: str
    path: str  # of the region whose staff may read it
    field: str
    user_id: int | None = None  # of the account whose own it is
    of: str = ""  # the case or draft of the township in which it lies


@dataclass
class Home:
    """One township: its people, what hangs on it, and the marks in that."""

    name: str
    unit: str
    town: Township
    steps: Path
    cases: dict[str, Case] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)  # by case or draft
    tracking: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, tuple[Draft, str]] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)  # what lists.py plants
    tokens: dict[int, tuple[str, ApiToken]] = field(default_factory=dict)  # by account

    @property
    def path(self) -> str:
        return self.town.region.path

    def token(self, text: str) -> str:
        digest = hashlib.sha256(f"{self.name} {text}".encode()).hexdigest()
        return f"canary{digest[:14]}"


@dataclass
class Planted:
    """The whole cast, with every mark."""

    cast: World
    homes: dict[str, Home] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    city_tokens: dict[int, str] = field(default_factory=dict)
    drafted: dict[str, int] = field(default_factory=dict)  # of the city, not published yet

    def phone(self, home: Home, who: str) -> str:
        """A telephone of the township that nobody else has."""
        number = int(hashlib.sha256(f"{home.name} {who}".encode()).hexdigest(), 16)
        self.marks.append(Mark(f"198{number % 10**8:08d}", home.path, "phone"))
        return self.marks[-1].text

    def mark(self, home: Home, name: str, of: str) -> str:
        text = home.token(f"{name} {of}")
        self.marks.append(Mark(text, home.path, name, of=of))
        return text


def plant() -> Planted:
    """Build the cast and fill it; a few hundred rows."""
    planted = Planted(world.build())
    for name, town in planted.cast.townships.items():
        unit = next(n for n, u in planted.cast.units.items() if u.unit == town.region.unit)
        home = Home(name, unit, town, Path(planted.cast, town))
        planted.homes[name] = home
        for kind, user in town.staff.items():
            _person(planted, home, user.person, "staff", f"staff {kind}", user)
        assert town.resident is not None
        _person(planted, home, town.resident.person, "online", "resident", town.resident)
        _fill(planted, home)
    for user in planted.cast.actors():
        token = issue_token(user, label="矩阵", by=make.actor(user), at=MONDAY_9AM)
        planted.city_tokens[user.pk] = token
    return planted


def _person(
    planted: Planted, home: Home, person: Person, of: str, who: str, user: User | None = None
) -> Person:
    number = int(hashlib.sha256(f"{home.name} {who}".encode()).hexdigest(), 16)
    body = f"3715021{900 + number % 80}0{number % 9 + 1}1{number % 9}{number % 899 + 100}"
    clear = {
        "name": home.token(f"name of {who}"),
        "id_number": body + id_check_digit(body),
        "phone": f"198{number % 10**8:08d}",
        "address": home.token(f"address of {who}"),
        "bank_account": f"62{number % 10**15:015d}",
    }
    for name, text in clear.items():
        setattr(person, name, text)
        planted.marks.append(Mark(text, home.path, name, user.pk if user else None, of))
    person.id_number_hash = keyed_hash("id_number", clear["id_number"])
    person.phone_hash = keyed_hash("phone", clear["phone"])
    person.save()
    return person


def _fill(planted: Planted, home: Home) -> None:
    """Every way in, every way on; each case of another resident but the first."""
    steps, town = home.steps, home.town
    _online(planted, home)
    _carried(planted, home, "carried")
    received = _at_counter(planted, home, "station", town.station, RoleKind.STATION_CLERK)
    _asked(planted, home, received, "station")
    finished = _at_counter(planted, home, "finished", town.center, RoleKind.CLERK)
    _finish(planted, home, finished)
    denied = _at_counter(planted, home, "denied", town.center, RoleKind.CLERK)
    steps.accept(denied)
    steps.start(denied)
    steps.pause(denied)
    clocks.resume_case(denied, result="听证完毕", **steps.by(RoleKind.REVIEWER))
    _propose(planted, home, "denied", Action.DENY, RoleKind.CENTER_HEAD)
    reason = planted.mark(home, "denial", "denied")
    review.deny_case(denied, reason=reason, **steps.by(RoleKind.REVIEWER))
    home.listed["filing"] = RefusalFiling.objects.get(unit=denied.unit, case=denied).pk
    forwarded = _at_counter(planted, home, "forwarded", town.center, RoleKind.CLERK)
    steps.accept(forwarded)
    steps.forward(forwarded)
    _at_counter(planted, home, "proposed", town.center, RoleKind.CLERK)
    _propose(planted, home, "proposed", Action.REFUSE_ACCEPTANCE, RoleKind.CLERK)
    _drafts(planted, home)
    _absence(planted, home)
    _questions(planted, home)
    _first_ask(planted, home)
    _village(planted, home)
    _card(planted, home)
    _approval(planted, home)
    plant_quarrel(planted, home)
    client = make.person(village=home.town.village)
    plant_order(planted, home, _person(planted, home, client, OF, "who entrusts"))
    _on_the_desk(planted, home)
    _mandate(planted, home)
    accounts.send_code(town.villager.phone.clear(), address="127.0.0.1", at=MONDAY_9AM)


def _online(planted: Planted, home: Home) -> None:
    town = home.town
    made = intake.submit_case(
        _application(planted, home, "online", town.villager, town.center),
        channel="online",
        **home.steps.by(RoleKind.CITIZEN),
    )
    _keep(planted, home, "online", made)
    _upload(planted, home, "online", f"case:{made.case.pk}", home.steps.actor(RoleKind.CITIZEN))


def _carried(planted: Planted, home: Home, name: str) -> None:
    agent = home.town.staff[RoleKind.AGENT]
    wanted = _application(
        planted, home, name, a_resident(planted, home, name), home.town.station, agent=agent.person
    )
    made = intake.submit_case(wanted, channel="agent", **home.steps.by(RoleKind.AGENT))
    _keep(planted, home, name, made)
    _upload(planted, home, name, f"case:{made.case.pk}", home.steps.actor(RoleKind.AGENT))


def _at_counter(planted: Planted, home: Home, name: str, site: Any, kind: RoleKind) -> Case:
    wanted = _application(planted, home, name, a_resident(planted, home, name), site)
    made = intake.take_at_counter(wanted, **home.steps.by(kind))
    _keep(planted, home, name, made)
    return made.case


def a_resident(planted: Planted, home: Home, name: str) -> Person:
    return _person(planted, home, make.person(village=home.town.village), name, name)


def _application(
    planted: Planted,
    home: Home,
    name: str,
    who: Person,
    site: Any,
    *,
    agent: Person | None = None,
) -> Any:
    return make.application(
        home.town.center,
        home.town.village,
        applicant=who,
        intake=site,
        of=planted.cast.version,
        agent=agent,
        answers=make.ANSWERS | {"note": planted.mark(home, "answers", name)},
    )


def _keep(planted: Planted, home: Home, name: str, made: Any) -> None:
    home.cases[name], home.tracking[name] = made.case, made.tracking
    planted.marks.append(Mark(made.tracking, home.path, "tracking", of=name))


def _upload(planted: Planted, home: Home, name: str, owner: str, by: Actor) -> None:
    file = take_upload(
        io.BytesIO(jpeg()),
        unit=home.town.region.unit,
        owner=owner,
        display_name=planted.mark(home, "file", name),
        by=by,
        at=MONDAY_9AM,
    )
    StoredFile.objects.filter(unit=file.unit, pk=file.pk).update(
        state="clean", media_type="image/jpeg"
    )
    home.files[name] = file


def _asked(planted: Planted, home: Home, case: Case, name: str) -> None:
    words = [planted.mark(home, what, name) for what in ("gap", "why", "how")]
    by = home.steps.by(RoleKind.STATION_CLERK)
    review.request_correction(case, [Gap("account", *words)], **by)


def _finish(planted: Planted, home: Home, case: Case) -> None:
    steps = home.steps
    for step in (steps.accept, steps.start, steps.grant, steps.complete):
        step(case)
    clerk = steps.by(RoleKind.CLERK)
    where = {name: planted.mark(home, name, "finished") for name in ("wanted at", "posted to")}
    delivering.choose_delivery(case, mode="post", address=where["wanted at"], **clerk)
    sent = {"carrier": "中国邮政", "post_number": "EB123456789CN", "address": where["posted to"]}
    delivering.post_result(case, **sent, **clerk)
    signed = {name: planted.mark(home, name, "finished") for name in ("receiver", "mandate")}
    how = {"mode": "post", **signed}
    delivering.deliver_result(case, **how, **steps.by(RoleKind.CLERK))
    rate(
        case,
        level=5,
        reasons=["slow"],
        words=planted.mark(home, "rating", "finished"),
        is_anonymous=True,
        channel="link",
        by=Actor(None, case.applicant_id, "申请人", (), "link"),
        at=MONDAY_9AM,
    )


def _propose(planted: Planted, home: Home, name: str, action: Action, kind: RoleKind) -> None:
    refusals.propose_refusal(
        home.cases[name],
        action=action,
        category="B",
        reason=planted.mark(home, "refusal", name),
        law="实施办法第三条",
        alternatives="已指路",
        **home.steps.by(kind),
    )


def _drafts(planted: Planted, home: Home) -> None:
    for name, kind in DRAFTS.items():
        by = home.steps.by(kind)
        version, village = planted.cast.version, home.town.village
        draft, secret = drafts.begin_draft(version, village, unit=village.unit, **by)
        drafts.save_draft(
            draft,
            answers={"note": planted.mark(home, "answers", name)},
            applicant={"name": planted.mark(home, "drafted", name)},
            **by,
        )
        home.drafts[name] = (draft, secret)
        planted.marks.append(Mark(secret, home.path, "draft secret", of=name))
        _upload(planted, home, name, f"draft:{draft.pk}", by["by"])


def _questions(planted: Planted, home: Home) -> None:
    """One that is answered, with its link, and one that waits."""
    stranger = Actor(None, None, "群众", (), "")
    for name in ("waiting", "answered"):
        number = int(hashlib.sha256(f"{home.name} asks {name}".encode()).hexdigest(), 16)
        phone = f"198{number % 10**8:08d}"
        words = planted.mark(home, f"question {name}", "")
        asked, code = ask_question(
            home.town.region,
            words=words,
            phone=phone,
            address="127.0.0.1",
            by=stranger,
            at=MONDAY_9AM,
        )
        planted.marks += [
            Mark(phone, home.path, "phone"),
            Mark(code, home.path, "question's link"),
        ]
        if name == "answered":
            home.tracking["question"] = code
            answer = planted.mark(home, "answer", "")
            answer_question(asked, words=answer, **home.steps.by(RoleKind.CLERK))
        else:
            home.listed["question asked"] = asked.pk


def _first_ask(planted: Planted, home: Home) -> None:
    """One that the clerk was asked, offered to the reviewer, who says why not, then to the head."""
    number = int(hashlib.sha256(f"{home.name} first ask".encode()).hexdigest(), 16)
    phone = f"198{number % 10**8:08d}"
    planted.marks.append(Mark(phone, home.path, "phone"))
    by = home.steps.by(RoleKind.CLERK)
    asked = first_ask.note_question(
        home.town.center,
        channel=AskChannel.PHONE,
        asker=first_ask.Asker(planted.mark(home, "asker", ""), phone),
        words=planted.mark(home, "first ask", ""),
        answer="",
        **by,
    )
    planted.marks.append(Mark(asked.code.clear(), home.path, "question's link"))
    note = planted.mark(home, "offer's note", "")
    first_ask.offer_question(asked, home.town.staff[RoleKind.REVIEWER], note=note, **by)
    reason = planted.mark(home, "declined because", "")
    first_ask.decline_question(asked, reason=reason, **home.steps.by(RoleKind.REVIEWER))
    first_ask.offer_question(asked, home.town.staff[RoleKind.CENTER_HEAD], note="", **by)


def _village(planted: Planted, home: Home) -> None:
    """What hangs on the board, what was said against it and heard, and a visit."""
    case, by = home.cases["forwarded"], home.steps.by(RoleKind.COUNTY_REVIEWER)
    found = {name: planted.mark(home, f"visit {name}", "forwarded") for name in ("people", "found")}
    publicity.note_inquiry(
        case, kind=InquiryKind.SITE, day=MONDAY_9AM.date(), present=2, agreed=None, photos=0,
        **found, **by,
    )  # fmt: skip
    hung = publicity.start_publicity(case, days=7, place="村务公开栏", **by)
    number = int(hashlib.sha256(f"{home.name} objects".encode()).hexdigest(), 16)
    phone = f"198{number % 10**8:08d}"
    planted.marks.append(Mark(phone, home.path, "phone", of="forwarded"))
    stranger = {"by": Actor(None, None, "群众", (), ""), "at": MONDAY_9AM, "address": "127.0.0.1"}
    words = [planted.mark(home, f"objection {n}", "forwarded") for n in range(2)]
    first = publicity.object_to(hung, words=words[0], phone=phone, **stranger)
    heard = planted.mark(home, "objection heard", "forwarded")
    publicity.hear_objection(case, first, is_upheld=False, finding=heard, **by)
    waiting = publicity.object_to(hung, words=words[1], phone="", **stranger)
    home.listed["objection"] = waiting.pk
    planted.drafted["publicity"] = hung.pk


def _approval(planted: Planted, home: Home) -> None:
    """A slip that the clerk asked for and nobody has allowed yet."""
    words = [planted.mark(home, f"asked {name}", "online") for name in ("what", "why", "how")]
    reason = planted.mark(home, "asked because", "online")
    by = home.steps.by(RoleKind.CLERK)
    row = asking.ask_second_slip(
        home.cases["online"], [Gap("account", *words)], reason=reason, **by
    )
    home.listed["approval"] = row.pk


def _on_the_desk(planted: Planted, home: Home) -> None:
    """What the clerk has typed and not taken in."""
    typed = {"name": [planted.mark(home, "typed", "desk")]}
    place = Place(uuid4(), uuid4())
    save_desk_draft(home.town.region.unit, typed, place, **home.steps.by(RoleKind.CLERK))


def _mandate(planted: Planted, home: Home) -> None:
    """A guardian by law, on a document; nobody of the cast is either side."""
    ward, guardian = (a_resident(planted, home, name) for name in ("ward", "guardian"))
    document = planted.mark(home, "guardianship", "")
    wanted = Wanted("", "", "guardian", areas=["老年人优待"], items=[], months=12)
    by = home.steps.by(RoleKind.CLERK)
    center = home.town.center
    made = accounts.record_mandate(center, ward, guardian, wanted, document=document, **by)
    home.listed["mandate"] = made.pk


def _card(planted: Planted, home: Home) -> None:
    """A question that nobody could answer at once: of the centre, and answered by its head."""
    number = int(hashlib.sha256(f"{home.name} card".encode()).hexdigest(), 16)
    visitor = cards.Visitor(planted.mark(home, "visitor", ""), f"198{number % 10**8:08d}")
    planted.marks.append(Mark(visitor.phone, home.path, "phone"))
    words = planted.mark(home, "card", "")
    by = home.steps.by(RoleKind.CLERK)
    way = {"where": planted.mark(home, "signpost", ""), "how": "东昌路 1 号"}
    cards.give_signpost(home.town.center, visitor=visitor, matter=words, **way, **by)
    card = cards.give_reply_card(home.town.center, visitor=visitor, matter=words, **by)
    answer = planted.mark(home, "card's answer", "")
    cards.answer_card(card, words=answer, **home.steps.by(RoleKind.CENTER_HEAD))
    home.listed["card"], home.tracking["card"] = card.pk, card.secret.clear()
    planted.marks.append(Mark(card.secret.clear(), home.path, "card's link"))


def _absence(planted: Planted, home: Home) -> None:
    agent = home.town.staff[RoleKind.AGENT]
    reason = home.token("absence")
    planted.marks.append(Mark(reason, home.path, "absence", agent.pk, "absence"))
    ask_absence(
        agent,
        home.town.station,
        kind="leave",
        starts_at=MONDAY_9AM + timedelta(days=1),
        ends_at=MONDAY_9AM + timedelta(days=2),
        reason=reason,
        **home.steps.by(RoleKind.AGENT),
    )


def unplanted(planted: Planted) -> list[str]:
    """Return a sentence for every sealed field in which a township has no mark."""
    missing = []
    for model, name in sealed_fields():
        texts = [str(value.clear()) for value in model.objects.values_list(name, flat=True)]
        for home in planted.homes.values():
            marks = [mark.text for mark in planted.marks if mark.path == home.path]
            if not any(mark in text for text in texts for mark in marks):
                missing.append(
                    f"{model.__name__}.{name} is personal and holds no mark of {home.name}: "
                    "fill it in torture/_matrix/planting.py (_fill), by the command that writes it"
                )
                break
    return missing


def sealed_fields() -> Iterator[tuple[Any, str]]:
    for model in apps.get_models():
        for found in model._meta.get_fields():
            if isinstance(found, SealedText | SealedJSON):
                yield model, found.name


def row_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("bianmin.")]
