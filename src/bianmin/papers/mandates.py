"""委托书空白表: what 民法典 §165 wants written, to be filled in by hand and signed at a window."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from bianmin.papers.codes import qr
from bianmin.papers.documents import SIZES
from bianmin.papers.frame import look
from bianmin.papers.printing import print_pdf
from bianmin.rules.lists import AREAS
from bianmin.rules.mandates import ACTS, ALSO, FAMILY, RELATIONS


def mandate_form_pdf() -> bytes:
    """印委托书: one page."""
    return print_pdf(mandate_form_html(), tries=[(size, 1) for size in SIZES]).content


def mandate_form_html() -> str:
    """版面: the blank form as the HTML that is printed."""
    context = {
        "relations": [RELATIONS[one] for one in FAMILY],
        "areas": AREAS,
        "acts": list(dict.fromkeys((*ACTS.values(), *ALSO))),
        "qr": qr(f"{settings.BIANMIN_ADDRESS}/family/"),
        **look("document.css"),
    }
    return render_to_string("papers/mandate_form.html", context)
