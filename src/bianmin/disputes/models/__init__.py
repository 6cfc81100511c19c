"""法律顾问及纠纷调解: counsel with duty and talks; disputes with everything that comes of them."""

from bianmin.disputes.models.counsel import Consultation, Counsel, CounselDuty
from bianmin.disputes.models.mediation import (
    Agreement,
    Dispute,
    FollowUp,
    MediationSession,
    Mediator,
    Party,
)

__all__ = [
    "Agreement",
    "Consultation",
    "Counsel",
    "CounselDuty",
    "Dispute",
    "FollowUp",
    "MediationSession",
    "Mediator",
    "Party",
]
