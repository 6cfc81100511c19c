"""补交容缺材料: a deferred paper has come, by itself or with a correction, on time or not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.cases import policies
from bianmin.cases.commands.moving import tell
from bianmin.cases.models import Case, CaseMaterial, Undertaking
from bianmin.cases.undertakings import owed
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.undertakings import UndertakingEnd
from bianmin.rules.verdict import require


@transaction.atomic
def hand_in_deferred(case: Case, keys: Collection[str], *, by: Actor, at: datetime) -> None:
    """补交容缺材料: what was promised has come, on time or not."""
    require(policies.may_hand_in_deferred(by, case))
    mine = _owed_of(case, keys)
    if not mine or len(mine) != len(set(keys)):
        raise Invalid("请选补交了哪些", {"keys": "请选补交了哪些"})
    CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk, key__in=list(keys)).update(
        status="received", received_at=at, note="容缺后补交"
    )
    _keep(case, mine, by=by, at=at)


def keep_what_came(case: Case, keys: Collection[str], *, by: Actor, at: datetime) -> None:
    """The promises for papers that came another way are kept too: nobody is asked twice."""
    mine = _owed_of(case, keys)
    if mine:
        _keep(case, mine, by=by, at=at)


def end(undertaking: Undertaking, how: UndertakingEnd, *, by: Actor, at: datetime) -> None:
    """End a promise once; raise Conflict for whoever comes second."""
    here = Undertaking.objects.filter(unit=undertaking.unit, pk=undertaking.pk)
    ended = {"ended_at": at, "ended_by": by.user_id, "end": how.value}
    if not here.filter(ended_at__isnull=True).update(**ended):
        raise Conflict("这一项刚刚已有人登记，请刷新后再看")


def _owed_of(case: Case, keys: Collection[str]) -> list[Undertaking]:
    return [undertaking for undertaking in owed(case) if undertaking.key in keys]


def _keep(case: Case, mine: Sequence[Undertaking], *, by: Actor, at: datetime) -> None:
    for undertaking in mine:
        end(undertaking, UndertakingEnd.KEPT, by=by, at=at)
    record(
        f"case:{case.pk}",
        "hand_in_deferred",
        unit=case.unit,
        by=by,
        at=at,
        keys=[undertaking.key for undertaking in mine],
        late=sum(undertaking.missed_at is not None for undertaking in mine),
    )
    tell(case, "deferral_kept", at=at, act="hand_in_deferred")
