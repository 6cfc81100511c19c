"""事项目录的表: one module per part of the catalogue."""

from bianmin.catalogue.models.items import ItemVersion, Offering, ServiceItem

__all__ = ["ItemVersion", "Offering", "ServiceItem"]
