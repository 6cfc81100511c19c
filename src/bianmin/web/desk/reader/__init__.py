"""读卡器端口: the service that reads identity cards at a window, asked by the window's browser.

`GET /card` answers `{"name", "id_number"}`, or 404 with `{"reason"}` while no card lies on it. The
vendor's bridge speaks this; without one the simulator beside it does.
"""
