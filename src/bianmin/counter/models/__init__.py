"""排队和预约: tickets of the hall and the counts of each day."""

from bianmin.counter.models.tickets import QueueTicket, TicketNumber, WaitDay

__all__ = ["QueueTicket", "TicketNumber", "WaitDay"]
