"""事项目录的表: one module per part of the catalogue."""

from bianmin.catalogue.models.directory import (
    AdoptionTask,
    DirectoryChange,
    DirectoryEntry,
    Edition,
)
from bianmin.catalogue.models.drafts import VersionDraft
from bianmin.catalogue.models.items import ItemVersion, ServiceItem
from bianmin.catalogue.models.lists import (
    DirectedGrant,
    LinkTask,
    Offering,
    Omission,
    SinkingAnswer,
    SiteSuspension,
)

__all__ = [
    "AdoptionTask",
    "DirectedGrant",
    "DirectoryChange",
    "DirectoryEntry",
    "Edition",
    "ItemVersion",
    "LinkTask",
    "Offering",
    "Omission",
    "ServiceItem",
    "SinkingAnswer",
    "SiteSuspension",
    "VersionDraft",
]
