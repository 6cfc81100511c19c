"""The whole city: 136 centres, every one of 5,897 villages served, every name by rule."""

from __future__ import annotations

from collections import Counter

from bianmin.accounts.actor import SYSTEM
from bianmin.regions import queries as regions
from bianmin.regions.commands import import_shipped
from bianmin.sites import queries
from bianmin.sites.commands import lay_out_network
from bianmin.sites.models import Coverage, Site
from tests.regions.tables import AT


def test_the_network_of_the_city(fresh_database: None, db: None) -> None:
    import_shipped(by=SYSTEM, at=AT)
    for unit in regions.units().values():
        lay_out_network(unit, by=SYSTEM, at=AT, seed=1)

    kinds = Counter(Site.objects.values_list("kind", flat=True))
    assert (kinds["hall"], kinds["center"]) == (11, 136)
    for number in regions.all_units():
        assert not queries.uncovered(number).exists()
        assert queries.misnamed(number) == []
    stations = Coverage.objects.filter(mode__in=queries.STATION_MODES)
    assert stations.count() == 5_897
    assert set(Coverage.objects.values_list("mode", flat=True)) == {
        "own",
        "merged",
        "joint",
        "point",
    }
    communities = regions.current("village").filter(kind="社区")
    own = Coverage.objects.filter(mode="own", village__kind="社区")
    assert own.count() == communities.count()
    market = regions.by_code("nbs", "371502400")
    assert market is not None
    center = queries.center_of(market)
    assert center is not None and center.name == "香江光彩大市场便民服务中心"
    assert center.is_synthetic
