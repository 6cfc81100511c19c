"""页面公共部分: what the foot and the head of every page say about the publisher."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from bianmin.web.frame.publisher import Publisher, sample_publisher


def publisher(request: HttpRequest) -> dict[str, Publisher]:
    city: str = settings.BIANMIN_CITY
    if settings.BIANMIN_TRIAL:
        return {"publisher": sample_publisher(city)}
    return {"publisher": Publisher(name=f"{city}基层便民服务")}
