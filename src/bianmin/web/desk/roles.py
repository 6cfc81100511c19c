"""谁能进: which roles the desk's routes are declared for; the policies decide about one case."""

from bianmin.rules.roles import RoleKind

AT_WINDOW = (RoleKind.STATION_CLERK, RoleKind.CLERK)
"""窗口: who takes applications in."""

HANDLING = (
    *AT_WINDOW,
    RoleKind.REVIEWER,
    RoleKind.CENTER_HEAD,
    RoleKind.COUNTY_REVIEWER,
    RoleKind.COUNTY_BUREAU,
)
"""经办: who may move cases, each as far as the policies say."""

QUEUE = (*AT_WINDOW, RoleKind.CENTER_HEAD)
"""叫号: the windows call; the head of the centre looks into what ended without an outcome."""

VIEWING = (*HANDLING, RoleKind.COUNTY_OFFICE, RoleKind.SUPERVISOR)
"""查看: who may read the cases of their part of the tree."""
