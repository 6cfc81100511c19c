"""The prints of a guide by their addresses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bianmin.catalogue.models import ServiceItem
from tests import make
from tests.papers import pdfs

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
