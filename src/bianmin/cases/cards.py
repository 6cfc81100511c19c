"""答复单的问题: what was given at a site, what waits for its answer, what lies behind a link."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.cases import card_policies as policies
from bianmin.cases.models import Card
from bianmin.cases.policies import AT_WINDOW
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.cards import CardKind
from bianmin.rules.errors import NotFound
from bianmin.rules.numbers import unit_of_tracking
from bianmin.rules.roles import RoleKind

SHOWN = ("site", "township", "version__item")


def given_at(actor: Actor) -> QuerySet[Card]:
    """本窗口开的: the cards of the actor's sites and townships, the newest first."""
    scope = Q(pk__in=[])
    for role in actor.holding(*AT_WINDOW):
        scope |= Q(unit=role.unit, site_id=role.site_id)
    for role in actor.holding(RoleKind.CENTER_HEAD):
        scope |= Q(unit=role.unit, township_id=role.region_id)
    for role in actor.holding(*policies.ANSWERS_CARDS):
        scope |= Q(unit=role.unit)
    return Card.objects.filter(scope).select_related(*SHOWN).order_by("-issued_at", "-id")


def unanswered(actor: Actor) -> QuerySet[Card]:
    """待答复: the questions that the actor sees and nobody has answered, the oldest first."""
    waiting = given_at(actor).filter(kind=CardKind.REPLY_CARD.value, answered_at__isnull=True)
    return waiting.order_by("issued_at", "id")


def card_behind(secret: str) -> Card | None:
    """The card of a link; None for any other text."""
    try:
        unit = unit_of_tracking(secret)
    except NotFound:
        return None
    known = Card.objects.filter(unit=unit, secret_hash=keyed_hash("card", secret))
    return known.select_related(*SHOWN).first()
