"""一次告知的违规: what was asked for late, and what nobody told in time; listed for who watches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from bianmin.cases.models import Approval, CaseMaterial, Notice
from bianmin.rules.tell_once import OTHER

SHOWN = ("case__item", "case__site", "case__township")


def second_slips(units: Collection[int], place: Mapping[str, object]) -> QuerySet[Approval]:
    """第二次告知: what could have been seen the first time, the newest first.

    `place` narrows the cases to a township or a site.
    """
    return (
        Approval.objects.filter(
            unit__in=units, case__unit__in=units, kind="second_slip", approved=True, **place
        )
        .select_related(*SHOWN)
        .order_by("-decided_at", "-id")
    )


def not_told(units: Collection[int], place: Mapping[str, object]) -> QuerySet[Notice]:
    """没按时告知: the notices of cases deemed accepted by law, the newest first."""
    return (
        Notice.objects.filter(unit__in=units, case__unit__in=units, kind="deemed_accepted", **place)
        .select_related(*SHOWN)
        .order_by("-issued_at", "-id")
    )


def papers_asked_late(rows: Sequence[Approval]) -> dict[int, list[str]]:
    """晚提的材料: the papers of the list that were asked for late, by the approval's id.

    Their names are those of the item's list, not what somebody typed on the slip.
    """
    keys = {row.pk: _late_keys(row) for row in rows}
    materials = CaseMaterial.objects.filter(
        unit__in={row.unit for row in rows}, case_id__in={row.case_id for row in rows}
    )
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for case_id, key, name in materials.values_list("case_id", "key", "name"):
        names[case_id][key] = name
    return {row.pk: [names[row.case_id].get(key, "其他") for key in keys[row.pk]] for row in rows}


def _late_keys(row: Approval) -> list[str]:
    facts = row.facts.clear()
    asked = [gap["key"] for gap in facts.get("gaps", ())]
    return facts.get("late") or asked or [OTHER]
