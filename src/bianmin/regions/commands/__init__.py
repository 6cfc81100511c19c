"""区划的动作: take in official tables, say what became of a place."""

from bianmin.regions.commands.importing import import_divisions, import_shipped
from bianmin.regions.commands.lineage import link_successor

__all__ = ["import_divisions", "import_shipped", "link_successor"]
