"""办件的表: what a case consists of, and what is counted beside it."""

from bianmin.cases.models.approvals import Approval
from bianmin.cases.models.bundles import BundleCase
from bianmin.cases.models.cards import Card
from bianmin.cases.models.cases import DUE, IN_HAND, Case, CaseMaterial, CasePause, Draft
from bianmin.cases.models.counters import CaseDay, CaseNumber, DocumentNumber, LookupTry
from bianmin.cases.models.deliveries import ArchiveList, Delivery, DeliveryChoice, Dispatch
from bianmin.cases.models.desk import DeskDraft
from bianmin.cases.models.publicity import Inquiry, Objection, Publicity
from bianmin.cases.models.replies import Decision, Notice, RefusalFiling
from bianmin.cases.models.undertakings import Undertaking

__all__ = [
    "DUE",
    "IN_HAND",
    "Approval",
    "ArchiveList",
    "BundleCase",
    "Card",
    "Case",
    "CaseDay",
    "CaseMaterial",
    "CaseNumber",
    "CasePause",
    "Decision",
    "Delivery",
    "DeliveryChoice",
    "DeskDraft",
    "Dispatch",
    "DocumentNumber",
    "Draft",
    "Inquiry",
    "LookupTry",
    "Notice",
    "Objection",
    "Publicity",
    "RefusalFiling",
    "Undertaking",
]
