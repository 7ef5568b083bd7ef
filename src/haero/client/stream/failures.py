"""What a stream raises, beside what every call of the client may.

HaeroError
├─ NotSent
│  ├─ NotConnected            the stream could not be opened in time
│  └─ TooManyRegistrations    more than 41 of one app key; nothing was sent
├─ Answered                   KIS refused a registration: code, text
│  └─ AuthError               the approval key, again and again
├─ NoticeTimeout              `wait`: it did not happen in time (a TimeoutError too)
└─ StreamClosed               `wait` on a stream that was closed
"""

from haero.client.errors import HaeroError, NotSent


class TooManyRegistrations(NotSent, ValueError):
    """KIS takes 41 registrations of one app key, over all its TRs; the next would be refused (OPSP0008), so it was not sent."""


class NoticeTimeout(HaeroError, TimeoutError):
    """What was waited for did not happen in time. It may still."""


class StreamClosed(HaeroError):
    """The stream was closed while it was waited for."""
