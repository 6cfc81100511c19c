"""职责范围: the site, the pack and the print that an address names, if the account may see them."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from bianmin.accounts.actor import Actor
from bianmin.papers import queries
from bianmin.papers.models import Hanging, PrintPack
from bianmin.papers.policies import may_see_prints
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites


def site_of(actor: Actor, pk: int) -> Site:
    found = get_object_or_404(open_sites(), pk=pk)
    require(may_see_prints(actor, found))
    return found


def pack_of(actor: Actor, site: int, pk: int) -> PrintPack:
    return get_object_or_404(queries.packs_of(site_of(actor, site)), pk=pk)


def hanging_of(actor: Actor, site: int, pk: int) -> Hanging:
    return get_object_or_404(queries.hanging_at(site_of(actor, site)), pk=pk)
