"""站点的动作: set up sites with names by rule, and say which villages each serves."""

from bianmin.sites.commands.coverage import cover_village
from bianmin.sites.commands.network import Layout, lay_out_network
from bianmin.sites.commands.opening import close_site, name_for, open_site, set_hours

__all__ = [
    "Layout",
    "close_site",
    "cover_village",
    "lay_out_network",
    "name_for",
    "open_site",
    "set_hours",
]
