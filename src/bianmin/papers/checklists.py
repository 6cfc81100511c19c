"""材料清单的印本: what exactly one scenario of an item asks for, as one A4 sheet to tick off."""

from __future__ import annotations

from copy import copy

from django.conf import settings
from django.template.loader import render_to_string

from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import told_at, tree_in
from bianmin.papers.codes import qr
from bianmin.papers.frame import look
from bianmin.papers.guides import guide_of
from bianmin.papers.printing import fitting, print_pdf
from bianmin.papers.shelf import kept
from bianmin.rules.scenarios import Leaf, road_to
from bianmin.sites.models import Site

FREE = "不用带"


def checklist_html(version: ItemVersion, leaf: Leaf, site: Site | None = None) -> str:
    """版面: the list with its answers, as the HTML that is printed."""
    exactly = copy(version)
    exactly.guide = told_at(version, leaf.key)
    guide = guide_of(exactly, site)
    tree = tree_in(version)
    address = (
        f"{settings.BIANMIN_ADDRESS}/items/{version.item.code}/v{version.number}/lists/{leaf.key}/"
    )
    context = {
        "guide": guide,
        "leaf": leaf,
        "steps": road_to(tree, leaf.key) if tree else (),
        "to_bring": [paper for paper in guide.papers if paper.how != FREE],
        "looked_up": [paper.name for paper in guide.papers if paper.how == FREE],
        "qr": qr(address),
        **look("parts.css", "guide.css", "checklist.css"),
    }
    return render_to_string("papers/checklist.html", context)


def checklist_pdf(version: ItemVersion, leaf: Leaf, site: Site | None = None) -> bytes:
    """印清单: from the shelf if it has been drawn before."""
    html = checklist_html(version, leaf, site)
    return kept(html, lambda: print_pdf(html, tries=fitting(1)).content)
