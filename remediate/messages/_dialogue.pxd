# cython: language_level=3
"""Entries of a dialogue, and the dialogue that settles them; see ``dialogue.py``."""

from libc.stdint cimport uint64_t

ctypedef long long number


cdef class Entry:
    """One message on its way through the dialogue."""

    cdef int role
    cdef bint tied
    cdef bint attribute
    cdef bint settled
    cdef uint64_t slugs             # causes, final once it is settled
    cdef number at
    cdef bytes key
    cdef bytes peer
    cdef bytes negotiated_with


cdef class Talk:
    """One connection's current negotiation."""

    cdef list refused               # None while there is none; so the next two
    cdef list waiting
    cdef list closings
    cdef number accepted            # NEVER where it was not
    cdef number closed
    cdef bint checking
    cdef number touched
    cdef bytes peer
    cdef number peer_at


cdef class Dialogue:
    """Takes a device's messages in order and settles each as soon as its meaning is known."""

    cdef dict talks
    cdef list loose
    cdef bytes last
    cdef number last_at
    cdef dict heard
    cdef number at
    cdef number count               # messages taken; counted by whoever feeds them

    cdef feed(self, Entry entry)
    cdef end(self)
    cdef forget(self)
    cdef begin(self, Entry entry)
    cdef check(self, Entry entry)
    cdef accept(self, Entry entry)
    cdef wait(self, Entry entry)
    cdef refuse(self, Entry entry)
    cdef close(self, Entry entry)
    cdef progress(self, Entry entry)
    cdef bytes current(self, number at)
    cdef Talk talk(self, bytes key, number at)
    cdef Talk adopted(self, bytes key, number at)
    cdef let_go(self)
    cdef expire(self, number at)
    cdef finish(self, bytes key, bint answered)
    cdef uint64_t recalled(self, Entry entry)
