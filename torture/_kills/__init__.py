"""Killing the server while people use it, and looking afterwards at what is stored.

servers (the real command, and a zygote that starts hundreds a minute) · zygote (its process) ·
people (who acts) · clients (threads that send, and send again until they are answered) · checker
(plain SQL over what they were told).
"""
