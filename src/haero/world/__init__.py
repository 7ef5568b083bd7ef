"""The market in the desk's words: what a broker must know of the world that it trades in.

marketplace     clock, calendar, instruments and prices; listings and hours as the desk sees them
trading_hours   may an order be placed now, and until when does it work
windows         when reservations are taken and sent
agenda          what falls due, and when
"""
