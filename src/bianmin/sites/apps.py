from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "bianmin.sites"
    verbose_name = "站点"
