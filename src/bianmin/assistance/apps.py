from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "bianmin.assistance"
    verbose_name = "帮办代办"

    def ready(self) -> None:
        from bianmin.assistance.handing import hand_over_orders, hand_over_papers
        from bianmin.workforce.parts import contribute

        contribute("orders", hand_over_orders)
        contribute("held papers", hand_over_papers)
