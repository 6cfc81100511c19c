"""申请: what comes in and what is handed back, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bianmin.accounts.models import Mandate, Person
from bianmin.cases.models import Case
from bianmin.catalogue.models import ItemVersion
from bianmin.regions.models import Region
from bianmin.sites.models import Site


@dataclass(frozen=True)
class Application:
    """申请: what a resident asks for, as typed; nothing in it comes from the client's clock."""

    version: ItemVersion
    applicant: Person
    village: Region
    site: Site  # where it is handled
    intake_site: Site  # where it came in
    answers: Mapping[str, Any]
    contact_phone: str = ""
    materials: Mapping[str, str] = field(default_factory=dict)  # key → received, missing, …
    agent: Person | None = None
    claimed_at: datetime | None = None  # 补录: when it really came in
    claim_reason: str = ""
    is_quick: bool = False  # 快收件: who and what now, the form before acceptance
    mandate: Mandate | None = None  # 凭委托: by which the holder came to the window
    scenario: str = ""  # 情形: where the guiding questions ended


@dataclass(frozen=True)
class Submitted:
    """已提交: the case, and the two secrets that are shown or sent once."""

    case: Case
    tracking: str  # of the link in the SMS
    query_code: str  # six digits, with the number
