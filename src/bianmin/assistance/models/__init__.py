"""帮办代办: orders with their forms and cases; the papers that go from hand to hand."""

from bianmin.assistance.models.orders import AgentOrder, OrderCase, OrderForm
from bianmin.assistance.models.papers import HeldPaper, PaperMove, PaperSheet, SheetLine

__all__ = [
    "AgentOrder",
    "HeldPaper",
    "OrderCase",
    "OrderForm",
    "PaperMove",
    "PaperSheet",
    "SheetLine",
]
