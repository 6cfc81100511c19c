from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "bianmin.workforce"
    verbose_name = "岗位与队伍"
