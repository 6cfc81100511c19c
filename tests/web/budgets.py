"""What a page of each surface may weigh on a first visit: bytes over the wire, and requests."""

from __future__ import annotations

from tests.web.public.weight import Weight

K = 1024
FINDING = Weight(html=12 * K, css=8 * K, js=6 * K, images=6 * K, requests=7)
ACTING = Weight(html=10 * K, css=8 * K, js=18 * K, images=6 * K, requests=6)
AGENT = Weight(html=12 * K, css=8 * K, js=20 * K, images=6 * K, requests=6)
DESK = Weight(html=25 * K, css=10 * K, js=25 * K, images=6 * K, requests=8)
BOARD = Weight(html=40 * K, css=10 * K, js=15 * K, images=6 * K, requests=8)

WHERE_ONE_FINDS = frozenset(
    {"", "elder", "place", "items", "l", "sites", "sitemap", "accessibility", "privacy"}
    | {"report-error"}
)
SURFACES = {"public": ACTING, "field": AGENT, "me": AGENT, "console": BOARD}


def budget_of(route: str, path: str) -> Weight:
    """Return what the page of this route's name at this path may weigh; DESK where nothing else."""
    surface = route.partition(":")[0]
    if surface == "public" and path.split("/")[1].partition("?")[0] in WHERE_ONE_FINDS:
        return FINDING
    return SURFACES.get(surface, DESK)
