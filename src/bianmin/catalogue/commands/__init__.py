"""事项目录的动作: one module per part; those that the other floors use are named here."""

from bianmin.catalogue.commands.items import (
    ImportReport,
    check_guide,
    import_items,
    limit_text,
    publish_version,
)
from bianmin.catalogue.commands.lists import offer_by_path

__all__ = [
    "ImportReport",
    "check_guide",
    "import_items",
    "limit_text",
    "offer_by_path",
    "publish_version",
]
