"""排队和预约: tickets of the hall, the counts of each day, and what is booked."""

from bianmin.counter.models.bookings import Appointment, BookingPlan, BookingSlot
from bianmin.counter.models.kiosk import KioskVisit
from bianmin.counter.models.tickets import QueueTicket, TicketNumber, WaitDay
from bianmin.counter.models.voice import VoiceClip

__all__ = [
    "Appointment",
    "BookingPlan",
    "BookingSlot",
    "KioskVisit",
    "QueueTicket",
    "TicketNumber",
    "VoiceClip",
    "WaitDay",
]
