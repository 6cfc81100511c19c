"""事项目录的表: one module per part of the catalogue."""

from bianmin.catalogue.models.bundles import Bundle, BundleDraft, BundleVersion
from bianmin.catalogue.models.directory import (
    AdoptionTask,
    DirectoryChange,
    DirectoryEntry,
    Edition,
)
from bianmin.catalogue.models.drafts import VersionDraft
from bianmin.catalogue.models.elements import ElementBatch, ItemElements
from bianmin.catalogue.models.items import ItemVersion, ServiceItem
from bianmin.catalogue.models.lists import (
    DirectedGrant,
    LinkTask,
    Offering,
    Omission,
    SinkingAnswer,
    SiteSuspension,
)
from bianmin.catalogue.models.services import SiteServices
from bianmin.catalogue.models.sources import ItemSource, SourceBatch, SourceItem
from bianmin.catalogue.models.words import EmptySearch, SearchWord

__all__ = [
    "AdoptionTask",
    "Bundle",
    "BundleDraft",
    "BundleVersion",
    "DirectedGrant",
    "DirectoryChange",
    "DirectoryEntry",
    "Edition",
    "ElementBatch",
    "EmptySearch",
    "ItemElements",
    "ItemSource",
    "ItemVersion",
    "LinkTask",
    "Offering",
    "Omission",
    "SearchWord",
    "ServiceItem",
    "SinkingAnswer",
    "SiteServices",
    "SiteSuspension",
    "SourceBatch",
    "SourceItem",
    "VersionDraft",
]
