"""帮办代办的五种单子: as they were numbered and signed; the mandate also blank, to sign by hand.

They name people in full, so nothing printed is kept; the code leads to the resident's own page,
which opens to nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from bianmin.accounts.models import Mandate
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import OrderForm
from bianmin.papers.codes import qr
from bianmin.papers.documents import ERASED, name_of
from bianmin.papers.frame import look
from bianmin.papers.guides import SUPERVISION
from bianmin.papers.printing import print_pdf
from bianmin.regions.queries import unit_name
from bianmin.rules.assistance import (
    CHANNEL_LABELS,
    FORM_TITLES,
    HEARD_LABELS,
    KIND_WORDS,
    SIGNED_LABELS,
    FormKind,
    Heard,
    OrderChannel,
    Signed,
)
from bianmin.rules.numbers import spaced
from bianmin.rules.signature import HEIGHT, WIDTH, parse

SIZES = (15.0, 14.0, 13.0, 12.0, 11.0)
COPIES = 2
LABELS = ("第一联　交本人", "第二联　站点存档")


@dataclass(frozen=True)
class Drawn:
    """屏幕上的签名: as it was drawn, in its own box."""

    paths: list[str]
    box: str = f"0 0 {WIDTH} {HEIGHT}"


def order_form_pdf(file: OrderFile, form: OrderForm | None) -> bytes:
    """印单子: a copy for the resident and one for the site; None prints the mandate blank."""
    tries = [(size, COPIES) for size in SIZES]
    return print_pdf(order_form_html(file, form), tries=[*tries, (SIZES[-1], 0)]).content


def order_form_html(file: OrderFile, form: OrderForm | None) -> str:
    """版面: the form as the HTML that is printed."""
    kind = FormKind(form.kind) if form else FormKind.MANDATE
    context = {
        **_common(file),
        **_particular(file, form),
        **look("document.css", "order_form.css"),
        "kind": kind.value,
        "title": FORM_TITLES[kind],
        "labels": LABELS,
    }
    return render_to_string("papers/order_form.html", context)


def _common(file: OrderFile) -> dict[str, Any]:
    order, person = file.order, file.order.principal
    version = order.item.current
    guide = version.guide if version else {}
    return {
        "office": f"{unit_name(order.unit)}{order.site.name}",
        "site": order.site.name,
        "phone": order.site.phone,
        "supervise": str(guide.get("phone", {}).get("supervise", SUPERVISION)),
        "order": order.number,
        "kind_word": KIND_WORDS[file.kind],
        "channel": CHANNEL_LABELS[OrderChannel(order.channel)],
        "asked": _date(localdate(order.asked_at)),
        "name": order.name.clear() or ERASED,
        "id_number": person.id_number.clear() if person and order.name else "",
        "contact": order.phone.clear(),
        "village": order.village.name,
        "item": str(guide.get("name", order.item.name)),
        "papers": [str(m.get("plain_name") or m["name"]) for m in guide.get("materials", ())],
        "agent": order.agent.display_name if order.agent else "",
        "promised": _date(order.promised_on),
        "cases": [spaced(case.number) for case in file.cases],
        "is_trial": settings.BIANMIN_TRIAL,
        "qr": qr(f"{settings.BIANMIN_ADDRESS}/orders/{order.pk}/"),
    }


def _particular(file: OrderFile, form: OrderForm | None) -> dict[str, Any]:
    order = file.order
    if form is None:
        return {"number": "", "day": "", "by": "", "words": "", "signed": "", "drawn": None}
    signed_to = Mandate.objects.filter(order=order.pk, granted_at=form.issued_at).first()
    strokes = form.signature.clear()
    return {
        "number": form.number,
        "until": _date(signed_to.ends_on if signed_to else None),
        **({"agent": name_of(form.issued_by)} if signed_to else {}),  # whoever it is now
        "day": _day(form.issued_at),
        "by": name_of(form.issued_by),
        "words": form.words.clear(),
        "signed": SIGNED_LABELS[Signed(form.signed)] if form.signed != Signed.NOT else "",
        "drawn": Drawn(parse(strokes).paths) if strokes else None,
        "is_done": order.delivered_at is not None,
        "heard": HEARD_LABELS[Heard(order.heard)] if order.heard else "",
    }


def _day(at: datetime) -> str:
    return _date(localdate(at))


def _date(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else ""
