"""Bundles with cases: a first item, one beside it, two that come after the first."""

from __future__ import annotations

from dataclasses import replace

from bianmin.accounts.actor import SYSTEM
from bianmin.cases.commands.bundles import SubmittedBundle, submit_bundle
from bianmin.cases.models import Case
from bianmin.catalogue import bundles
from bianmin.catalogue.commands.bundles import load_bundles
from bianmin.catalogue.models import BundleVersion
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path

FIRST, BESIDE, AFTER, LAST = "T-FIRST", "T-BESIDE", "T-AFTER", "T-LAST"
STEPS = (
    {"item": FIRST},
    {"item": BESIDE},
    {"item": AFTER, "after": [FIRST]},
    {"item": LAST, "after": [FIRST, AFTER]},
)


def version(path: Path) -> BundleVersion:
    """A published bundle of four items; the last comes after two."""
    for step in STEPS:
        make.version(code=str(step["item"]))
    told = {"name": "一件事", "plain_name": "大事", "says": "一起办", "lead": "县局"}
    load_bundles([{"code": "matter", **told, "steps": list(STEPS)}], by=SYSTEM, at=path.at)
    found = bundles.version_of("matter")
    assert found is not None
    return found


def submit(
    path: Path, of: BundleVersion, *, codes: tuple[str, ...] = (FIRST, BESIDE, AFTER, LAST)
) -> SubmittedBundle:
    """The township's resident applies for these items."""
    resident = path.town.resident
    assert resident is not None
    parts = {part.step.code: part.version for part in bundles.together(of.content).parts}
    base = make.application(
        path.town.center, path.town.village, applicant=resident.person, of=parts[codes[0]]
    )
    asked = [replace(base, version=parts[code]) for code in codes]
    return submit_bundle(of, asked, channel="online", **path.by(RoleKind.CITIZEN))


def read(case: Case) -> Case:
    rows = Case.objects.select_related("version", "item", "township", "village", "site")
    return rows.get(unit=case.unit, pk=case.pk)
