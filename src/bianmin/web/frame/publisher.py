"""主办单位: who publishes this site, as the foot of every page must say (国办发〔2017〕47号)."""

from __future__ import annotations

from dataclasses import dataclass

HOTLINE = "12345"


@dataclass(frozen=True)
class Publisher:
    """What the foot and the head's meta tags print; an empty value is left out."""

    name: str
    host: str = ""
    operator: str = ""
    phone: str = ""
    domain: str = ""
    site_code: str = ""
    icp: str = ""
    police: str = ""
    hotline: str = HOTLINE


def sample_publisher(city: str) -> Publisher:
    """Return the invented publisher of the demonstration; zeros cannot be mistaken for real."""
    return Publisher(
        name=f"{city}基层便民服务",
        host=f"{city}市人民政府办公室",
        operator=f"{city}市行政审批服务局",
        phone="0635-0000000",
        domain="bm.example.gov.cn",
        site_code="0000000000",
        icp="鲁ICP备00000000号",
        police="鲁公网安备 00000000000000号",
    )
