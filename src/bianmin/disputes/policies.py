"""谁能看、谁能办: the centre that mediates and the mediators; nobody above it, and no party.

A mediator keeps what was told in confidence (人民调解法 §15), so neither the county nor whoever
supervises reads a dispute. A member of staff who is a party meets it as any party does.
"""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.disputes.docket import Docket
from bianmin.disputes.known import known_actor, known_party
from bianmin.disputes.models import Consultation, Party
from bianmin.rules.mediation import Consent, Verb, allows
from bianmin.rules.naming import SiteKind
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial
from bianmin.sites.models import Site
from bianmin.workforce import policies as workforce

AT_CENTER = (RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD)
"""中心的人: who registers disputes and books counsel."""
MEDIATING = (*AT_CENTER, RoleKind.STATION_CLERK, RoleKind.AGENT)
"""能当调解员的: the staff of the township and the agents of its villages."""


def works_at(by: Actor, site: Site) -> bool:
    """在这个中心工作: a window of it, or an office of its very township."""
    return any(
        role.site_id == site.pk if role.site_id else role.region_id == site.region_id
        for role in by.holding(*AT_CENTER)
    )


def mediates(site: Site) -> Verdict:
    """能申请调解: at the open centre of a township."""
    is_center = site.kind == SiteKind.CENTER.value and site.status == "open"
    return first_denial((is_center, NotNow("调解在乡镇（街道）便民服务中心申请")))


def may_register(by: Actor, site: Site) -> Verdict:
    """登记调解: at the desk, whoever works at the centre."""
    here = mediates(site)
    return first_denial(
        (bool(here), here.reason), (works_at(by, site), f"由{site.name}的工作人员登记")
    )


def may_see(by: Actor, docket: Docket) -> Verdict:
    """查看: the centre and the mediators; the twin of queries.mediation.visible_to."""
    inside = works_at(by, docket.dispute.site) or by.user_id in docket.mediating
    return first_denial(
        (inside, "只有办这件调解的中心和调解员能看"),
        (not is_party(by, docket), "您是当事人，请从“我的”里看"),
    )


def may_do(by: Actor, docket: Docket, verb: Verb) -> Verdict:
    """办理: whoever may see it, where its state allows the verb."""
    see, stand = may_see(by, docket), allows(docket.state, verb)
    return first_denial((bool(see), see.reason), (bool(stand), stand.reason))


def may_say(person: Person, party: Party, docket: Docket, verb: Verb) -> Verdict:
    """当事人来说: consent, refusal or withdrawal, by the party and nobody else."""
    stand = allows(docket.state, verb)
    return first_denial(
        (is_own(party, person), "只有当事人本人能这样做"), (bool(stand), stand.reason)
    )


def is_party(by: Actor, docket: Docket) -> bool:
    """是当事人: by record, number or telephone, as a mediator would be."""
    me = known_actor(by)
    return any(me.is_same(known_party(party)) for party in docket.parties)


def is_told(party: Party) -> bool:
    """知道这件事: who applied, under the numbers they applied with; others once they are asked."""
    applied = party.is_applicant and party.consent == Consent.GIVEN
    return applied or party.asked_at is not None


def is_own(party: Party, person: Person) -> bool:
    """本人: the person on record; else the telephone, unless the identity numbers differ.

    Before the centre has asked them, the other side sees nothing: what an applicant typed may be
    a stranger's number.
    """
    if not is_told(party):
        return False
    if party.person_id == person.pk:
        return True
    numbers = (party.id_number_hash, person.id_number_hash)
    differ = all(numbers) and bytes(numbers[0] or b"") != bytes(numbers[1] or b"")
    return bool(party.phone_hash) and party.phone_hash == person.phone_hash and not differ


def may_plan(by: Actor, site: Site) -> Verdict:
    """安排法律顾问: who runs the centre."""
    run = workforce.may_run(by, site.region)
    return first_denial((bool(run), "法律顾问由本中心负责人或审批局安排"))


def may_receive(by: Actor, site: Site) -> Verdict:
    """接待咨询: whoever works at the centre books, cancels and notes."""
    return first_denial((works_at(by, site), f"由{site.name}的工作人员登记"))


def is_own_talk(talk: Consultation, person: Person) -> bool:
    """自己约的: by the telephone it was booked with."""
    return bool(talk.phone_hash) and talk.phone_hash == person.phone_hash
