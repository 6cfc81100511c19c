"""`bianmin recount`: the rollup compared with the cases, and rebuilt."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from bianmin.accounts.actor import ANONYMOUS
from bianmin.cases.models import CaseDay
from bianmin.counter.commands import tickets
from bianmin.counter.models import WaitDay
from bianmin.reports import recount
from bianmin.rules.lifecycle import State
from bianmin.rules.queue import Claim, Line
from bianmin.sites.models import Site
from tests import world
from tests.cases.paths import Path
from tests.make import MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def _cases() -> None:
    cast = world.build()
    for name in ("河湾镇", "东城街道"):
        Path(cast, cast.townships[name]).into(State.ACCEPTED)


@pytest.mark.usefixtures("_cases")
def test_equal_counts_are_said_to_be_equal(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recount")
    assert capsys.readouterr().out.splitlines() == [
        "东昌府区：一致",
        "临清市：一致",
        "开发区：一致",
    ]


@pytest.mark.usefixtures("_cases")
def test_a_difference_is_named_and_ends_with_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    CaseDay.objects.filter(unit=1).update(accepted=3)
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("recount", "--unit=1")
    out = capsys.readouterr().out
    assert "东昌府区：1 处不一致" in out
    assert "2026-03-02" in out
    assert "'accepted': 3" in out
    assert recount.differences(1) != []


@pytest.mark.usefixtures("_cases")
def test_queues_are_counted_again_too(capsys: pytest.CaptureFixture[str]) -> None:
    site = Site.objects.get(unit=1, kind="center", name__contains="河湾镇")
    tickets.take_ticket(
        site, Line.GENERAL, claim=Claim.OLD, channel="kiosk", by=ANONYMOUS, at=MONDAY_9AM
    )
    WaitDay.objects.filter(unit=1).update(taken=7)
    with pytest.raises(CommandError, match="排队号不一致"):
        call_command("recount", "--unit=1")
    out = capsys.readouterr().out
    assert "东昌府区：一致" in out and "东昌府区的排队：1 处不一致" in out
    assert "'taken': 7" in out
    call_command("recount", "--rebuild")
    assert WaitDay.objects.get(unit=1).taken == 1
    call_command("recount")


@pytest.mark.usefixtures("_cases")
def test_a_rebuilding_mends_what_differs_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    CaseDay.objects.filter(unit=1).delete()
    kept = CaseDay.objects.get(unit=9).pk
    call_command("recount", "--rebuild")
    assert "东昌府区：已重建 1 行" in capsys.readouterr().out
    assert recount.differences(1) == []
    assert CaseDay.objects.get(unit=9).pk == kept


@pytest.mark.usefixtures("_cases")
def test_a_machine_reads_every_difference(capsys: pytest.CaptureFixture[str]) -> None:
    CaseDay.objects.filter(unit=9).update(accepted=3)
    with pytest.raises(CommandError):
        call_command("recount", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["1"] == told["2"] == []
    ((line),) = told["9"]
    assert (line["stored"]["accepted"], line["recounted"]["accepted"]) == (3, 1)


@pytest.mark.usefixtures("_cases")
def test_an_unknown_unit_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("recount", "--unit=77")
    assert "没有编号为 77 的县" in capsys.readouterr().err
