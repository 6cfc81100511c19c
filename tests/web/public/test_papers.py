"""The prints of a guide by their addresses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bianmin.cases.commands import intake
from bianmin.cases.models import Notice
from bianmin.catalogue.models import ServiceItem
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.papers import pdfs
from tests.world import Township, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelf(settings: Any, tmp_path: Any) -> None:
    settings.BIANMIN_PAPERS_DIR = tmp_path


def test_a_guide_is_printed_by_everybody(client: Client) -> None:
    code = make.version().item.code
    answer = client.get(f"/items/{code}/guide.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert pdfs.codes(answer.content)[0].endswith(f"/items/{code}/")


def test_what_is_not_printed_is_not_found(client: Client) -> None:
    code = make.version().item.code
    for wrong in ("letter.pdf", "v9/guide.pdf", "v99999/guide.pdf"):
        assert client.get(f"/items/{code}/{wrong}").status_code == 404
    ServiceItem.objects.filter(code=code).update(status="paused")
    assert client.get(f"/items/{code}/guide.pdf").status_code == 404


def test_an_old_version_stays_printable(client: Client) -> None:
    version = make.version()
    ServiceItem.objects.filter(pk=version.item_id).update(status="paused", current=None)
    answer = client.get(f"/items/{version.item.code}/v1/guide.pdf")
    assert "这是旧版" in pdfs.text(answer.content)


@pytest.mark.parametrize("site", ["0", "x", "1" * 30, ""])
def test_a_site_that_is_none_is_left_out(client: Client, site: str) -> None:
    code = make.version().item.code
    assert client.get(f"/items/{code}/guide.pdf", {"site": site}).status_code == 200


def test_whoever_holds_the_link_prints_her_own_documents(
    client: Client, world: World, town: Township
) -> None:
    made = make.submitted(town.center, town.village, applicant=town.villager, of=world.version)
    case = made.case
    intake.receive_case(case, by=make.actor(town.staff[RoleKind.CLERK]), at=MONDAY_9AM)
    notice = Notice.objects.get(unit=case.unit, case=case)
    own = f"/t/{made.tracking}/documents/{notice.pk}.pdf"

    assert f'href="{own}"' in client.get(f"/t/{made.tracking}/").content.decode()
    printed = client.get(own)
    assert pdfs.pages(printed.content) == 1
    assert notice.number.replace(" ", "") in pdfs.text(printed.content)

    other = make.submitted(town.center, town.village, of=world.version)
    for wrong in (
        f"/t/{other.tracking}/documents/{notice.pk}.pdf",
        f"/t/{made.tracking[:-32]}{'0' * 32}/documents/{notice.pk}.pdf",
    ):
        assert client.get(wrong).status_code == 404
