"""Papers that were handed in: opened by who handles the case, marked, and with a trace."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from bianmin.accounts.models import Person
from bianmin.audit.models import Event
from bianmin.cases.models import Case
from bianmin.files.commands import check_file, take_upload
from bianmin.files.models import StoredFile
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(town: Township, settings: Any, tmp_path: Any) -> tuple[Case, StoredFile]:
    settings.BIANMIN_FILES_DIR = tmp_path
    case = make.submitted(town.center, town.village).case
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "JPEG")
    out.seek(0)
    by = make.actor(town.staff[RoleKind.CLERK])
    file = take_upload(
        out, unit=1, owner=f"case:{case.pk}", display_name="身份证", by=by, at=MONDAY_9AM
    )
    return case, file


def test_a_paper_waits_until_it_is_harmless(paper: tuple[Case, StoredFile], clerk: Browser) -> None:
    case, file = paper
    url = f"/desk/cases/{case.number}/files/{file.pk}/"

    assert "正在做安全检查" in text_of(clerk.get(f"/desk/cases/{case.number}/"))
    assert clerk.get(url).status_code == 409
    check_file(file, at=MONDAY_9AM)
    assert f'href="{url}"' in clerk.get(f"/desk/cases/{case.number}/").content.decode()
    opened = clerk.get(url)

    assert (opened.status_code, opened["Content-Type"]) == (200, "image/jpeg")
    assert Event.objects.filter(subject=f"case:{case.pk}", action="view_file").count() == 1


def test_others_do_not_open_it(
    world: World, town: Township, paper: tuple[Case, StoredFile]
) -> None:
    case, file = paper
    check_file(file, at=MONDAY_9AM)
    url = f"/desk/cases/{case.number}/files/{file.pk}/"
    elsewhere = world.townships["先锋路街道"].staff[RoleKind.CLERK]

    assert Browser(elsewhere).get(url).status_code == 404
    assert Browser(world.staff["东昌府区", RoleKind.SUPERVISOR]).get(url).status_code == 403
    assert Browser(town.staff[RoleKind.AGENT]).get(url).status_code == 403


def test_a_paper_stands_beside_what_it_shows(
    world: World, town: Township, paper: tuple[Case, StoredFile], clerk: Browser
) -> None:
    case, file = paper
    check_file(file, at=MONDAY_9AM)
    url = f"/desk/cases/{case.number}/"
    of = case.version
    again = make.submitted(town.center, town.village, applicant=case.applicant, of=of).case
    other = make.submitted(town.center, town.village, of=of).case
    Person.objects.filter(pk__in=(case.applicant_id, other.applicant_id)).update(
        address="柳庄村 8 号",
    )

    answer = clerk.get(f"{url}evidence/")

    page = text_of(answer)
    assert f'src="{url}files/{file.pk}/?show=1"' in answer.content.decode()
    assert "同一个人" in page and again.number in page
    assert "同一个住址" in page and other.number in page
    shown = clerk.get(f"{url}files/{file.pk}/", show="1")
    assert shown["Content-Disposition"].startswith("inline")
    assert clerk.get(f"{url}files/{file.pk}/")["Content-Disposition"].startswith("attachment")
    assert "没有扫描件" in text_of(clerk.get(f"{url}evidence/", n="2"))
    for odd in ("0", "99", "x", "１"):
        assert clerk.get(f"{url}evidence/", n=odd).status_code == 200
    elsewhere = world.townships["先锋路街道"].staff[RoleKind.CLERK]
    assert Browser(elsewhere).get(f"{url}evidence/").status_code == 404
    assert (
        Browser(world.staff["东昌府区", RoleKind.SUPERVISOR]).get(f"{url}evidence/").status_code
        == 403
    )
