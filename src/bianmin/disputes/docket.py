"""案卷: everything of one dispute, read in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass

from bianmin.disputes.models import (
    Agreement,
    Dispute,
    FollowUp,
    MediationSession,
    Mediator,
    Party,
)
from bianmin.rules.errors import NotFound
from bianmin.rules.mediation import Consent, DisputeState


@dataclass(frozen=True)
class Docket:
    """案卷: the dispute with all that hangs on it (人民调解法 §27)."""

    dispute: Dispute
    parties: tuple[Party, ...]
    mediators: tuple[Mediator, ...]
    sessions: tuple[MediationSession, ...] = ()
    agreement: Agreement | None = None
    visits: tuple[FollowUp, ...] = ()

    @property
    def state(self) -> DisputeState:
        return DisputeState(self.dispute.state)

    @property
    def unit(self) -> int:
        return self.dispute.unit

    @property
    def mediating(self) -> frozenset[int]:
        """The accounts of those who mediate now."""
        return frozenset(one.user_id for one in self.mediators if one.left_at is None)

    @property
    def consents(self) -> list[Consent]:
        return [Consent(party.consent) for party in self.parties]

    @property
    def visit_to_come(self) -> FollowUp | None:
        return next((visit for visit in self.visits if visit.visited_on is None), None)

    def party(self, pk: int) -> Party:
        """Return one party of this very dispute; NotFound for any other."""
        found = next((party for party in self.parties if party.pk == pk), None)
        if found is None:
            raise NotFound("这件调解里没有这位当事人")
        return found

    def session(self, pk: int) -> MediationSession:
        """Return one session of this very dispute; NotFound for any other."""
        found = next((session for session in self.sessions if session.pk == pk), None)
        if found is None:
            raise NotFound("这件调解里没有这次调解会")
        return found
