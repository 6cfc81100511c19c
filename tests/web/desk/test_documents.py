"""Documents at the desk: two copies by one key, with a trace, for who handles the case."""

from __future__ import annotations

import pytest

from bianmin.audit.models import Event
from bianmin.cases.models import Case, Notice
from bianmin.rules.roles import RoleKind
from tests import make
from tests.papers import pdfs
from tests.web.staff import Browser
from tests.world import Township, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(town: Township, world: World) -> Case:
    clerk = make.actor(town.staff[RoleKind.CLERK])
    return make.received(town.center, town.village, clerk, of=world.version)


def address(case: Case) -> str:
    notice = Notice.objects.get(unit=case.unit, case=case)
    return f"/desk/cases/{case.number}/documents/{notice.pk}.pdf"


def test_the_slip_and_the_case_lead_to_two_copies(case: Case, clerk: Browser) -> None:
    for page in (f"/desk/cases/{case.number}/", f"/desk/cases/{case.number}/slip/"):
        assert address(case) in clerk.get(page).content.decode()
    printed = clerk.get(address(case))
    assert printed["Content-Type"] == "application/pdf"
    assert printed["Cache-Control"] == "no-store"
    assert pdfs.pages(printed.content) == 2
    assert case.applicant.name.clear() in pdfs.text(printed.content)
    trace = Event.objects.get(subject=f"case:{case.pk}", action="print_document")
    assert trace.by_name == clerk_name(case)


def clerk_name(case: Case) -> str:
    received = Event.objects.get(subject=f"case:{case.pk}", action="receive")
    return str(received.by_name)


def test_who_does_not_handle_the_case_prints_nothing(world: World, case: Case) -> None:
    elsewhere = world.townships["先锋路街道"].staff[RoleKind.CLERK]
    assert Browser(elsewhere).get(address(case)).status_code == 404
    looking = world.staff["聊城市", RoleKind.CITY_BUREAU]
    assert Browser(looking).get(address(case)).status_code in (403, 404)


def test_a_document_of_another_case_is_not_found(
    case: Case, town: Township, world: World, clerk: Browser
) -> None:
    by = make.actor(town.staff[RoleKind.CLERK])
    other = make.received(town.center, town.village, by, of=world.version)
    wrong = address(other).replace(other.number, case.number)
    assert clerk.get(wrong).status_code == 404
