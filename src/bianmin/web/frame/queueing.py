"""取号和等候: what is asked before a number is given, and how a number in line is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.shortcuts import get_object_or_404

from bianmin.counter.commands.tickets import take_ticket
from bianmin.counter.models import QueueTicket
from bianmin.rules.errors import TooMany
from bianmin.rules.queue import CLAIMS, LINES, OPEN_LINES, Claim, Line
from bianmin.sites.models import Site
from bianmin.web.frame.attempts import attempt
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

CLAIM_CHOICES = [
    ("", "普通"),
    (Claim.OLD.value, "60 岁以上老年人"),
    (Claim.DISABLED.value, "残疾人"),
]


class ClaimForm(forms.Form):
    """优先: whether somebody goes first."""

    claim = forms.TypedChoiceField(
        label="您是",
        choices=CLAIM_CHOICES,
        coerce=Claim,
        empty_value=Claim.NONE,
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )


class TakeForm(ClaimForm):
    """取号: whether one goes first, and what for."""

    line = forms.TypedChoiceField(
        label="办什么",
        choices=[(line.value, LINES[line]) for line in OPEN_LINES],
        coerce=Line,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一种业务"},
    )


class PinForm(forms.Form):
    """预约码: the six digits of the message, at the kiosk."""

    pin = forms.RegexField(
        r"^[0-9]{6}$",
        label="预约码",
        error_messages={"invalid": "预约码是短信里的 6 位数字", "required": "请输入 6 位预约码"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}
        ),
    )


def claim_words(claim: str) -> str:
    """优先: what is said beside a number; empty for who has none."""
    return CLAIMS[Claim(claim)] if claim else ""


def site_with_queue(pk: int) -> Site:
    """Return a site that people can see; 404 for any other."""
    shown = Site.objects.exclude(status="planned").select_related("region__parent__parent")
    return get_object_or_404(shown, pk=pk)


def take(
    request: Request, site: Site, form: TakeForm, *, channel: str
) -> tuple[QueueTicket, str] | None:
    """取号: take a number as the form says, with its secret; None when there is a fault."""
    return attempt(
        form,
        lambda: take_ticket(
            site,
            **form.cleaned_data,
            channel=channel,
            address=client_address(request),
            by=request.actor,
            at=request.at,
        ),
        also=(TooMany,),
    )


@dataclass(frozen=True)
class InLine:
    """等候的一行: one ticket, why it goes first, and since how many minutes it waits."""

    ticket: QueueTicket
    claim: str
    minutes: int

    @property
    def kind(self) -> str:
        return LINES[Line(self.ticket.line)]


def in_line(ticket: QueueTicket, at: datetime) -> InLine:
    """The ticket as a line of a list; since it was called, once it was."""
    since = ticket.called_at if ticket.state in ("called", "serving") else ticket.taken_at
    minutes = int((at - (since or ticket.taken_at)).total_seconds() // 60)
    return InLine(ticket, claim_words(ticket.claim), max(minutes, 0))
