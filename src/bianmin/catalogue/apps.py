from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "bianmin.catalogue"
    verbose_name = "事项目录"
