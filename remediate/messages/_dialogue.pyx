# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The negotiations of one device: the compiled twin of ``dialogue.py``.

Its docstrings say what each step means. Causes are bits of a mask, a message is one small object.
"""

cimport cython
from libc.stdint cimport uint64_t

from remediate.messages import dialogue as _plain
from remediate.model.signature import Role

cdef enum:
    MOST_CAUSES = 64

cdef number NEVER = -(<number>1 << 60)

cdef number LOOSE = _plain.LOOSE
cdef number UNDONE = _plain.UNDONE
cdef number TRAILING = _plain.TRAILING
cdef number STALE = _plain.STALE
cdef Py_ssize_t CONNECTIONS = _plain.CONNECTIONS

_ROLES = tuple(Role)
cdef int FAULT = _ROLES.index(Role.FAULT)
cdef int REJECTION = _ROLES.index(Role.REJECTION)
cdef int CONSEQUENCE = _ROLES.index(Role.CONSEQUENCE)
cdef int CLOSING = _ROLES.index(Role.CLOSING)
cdef int ACCEPTANCE = _ROLES.index(Role.ACCEPTANCE)
cdef int START = _ROLES.index(Role.START)
cdef int CHECK = _ROLES.index(Role.CHECK)
cdef int WAITING = _ROLES.index(Role.WAITING)
cdef int BENIGN = _ROLES.index(Role.BENIGN)


@cython.final
@cython.freelist(512)
cdef class Entry:
    """One message on its way through the dialogue."""


@cython.final
@cython.freelist(64)
cdef class Talk:
    """One connection's current negotiation."""

    def __cinit__(self):
        self.accepted = NEVER
        self.closed = NEVER


cdef struct Reasons:
    bint given
    bint certain
    uint64_t left
    uint64_t shared


cdef int causes(uint64_t mask) noexcept nogil:
    cdef int count = 0
    while mask:
        mask &= mask - 1
        count += 1
    return count


cdef void weigh(list lines, Reasons* reasons):
    """Collect the reasons of the lines of one negotiation."""
    cdef Entry line
    cdef int least = MOST_CAUSES
    cdef uint64_t definite = 0
    cdef bint speaking = False
    reasons.given = False
    reasons.certain = True
    reasons.left = ~<uint64_t>0
    reasons.shared = ~<uint64_t>0
    for line in lines:
        if not line.slugs or line.role == WAITING:
            continue
        speaking = True
        reasons.shared &= line.slugs
        if line.role != REJECTION and line.role != FAULT:
            continue
        reasons.given = True
        reasons.certain = reasons.certain and line.role == REJECTION
        reasons.left &= line.slugs
        if causes(line.slugs) < least:
            least = causes(line.slugs)
            definite = 0
        if causes(line.slugs) == least:
            definite |= line.slugs
    if not speaking:
        reasons.shared = 0
    if reasons.given and not reasons.left:
        reasons.left = definite


cdef uint64_t narrowed(const Reasons* reasons, Entry entry):
    """The causes that a line without a reason has left."""
    if entry.role != CONSEQUENCE and entry.role != CLOSING:
        return entry.slugs
    if not reasons.given:
        return reasons.shared if reasons.shared else entry.slugs
    if reasons.left & entry.slugs:
        return reasons.left & entry.slugs
    return reasons.left if reasons.certain else entry.slugs


cdef inline list added(list entries, Entry entry):
    """Return the entries with one more; most negotiations have none."""
    if entries is None:
        return [entry]
    entries.append(entry)
    return entries


cdef inline void settle(Entry entry, uint64_t slugs):
    entry.slugs = slugs
    entry.settled = True


@cython.final
cdef class Dialogue:
    """Takes a device's messages in order and settles each as soon as its meaning is known."""

    def __cinit__(self):
        self.talks = {}
        self.loose = []
        self.heard = {}
        self.last_at = -UNDONE

    cdef feed(self, Entry entry):
        cdef int role = entry.role
        self.at = entry.at
        self.expire(entry.at)
        if role == BENIGN or (role == FAULT and not entry.tied):
            entry.settled = True
        elif role == START:
            self.begin(entry)
        elif role == CHECK:
            self.check(entry)
        elif role == ACCEPTANCE:
            self.accept(entry)
        elif role == REJECTION or role == CONSEQUENCE or role == FAULT:
            self.refuse(entry)
        elif role == WAITING:
            self.wait(entry)
        elif role == CLOSING:
            self.close(entry)
        else:
            self.progress(entry)
        if entry.key is not None:
            self.last = entry.key
            self.last_at = entry.at
        if role == FAULT and entry.peer is not None:
            if len(self.heard) >= CONNECTIONS:
                self.heard.clear()
            self.heard[entry.peer] = (entry.at, entry.slugs)

    cdef end(self):
        self.let_go()
        for key in list(self.talks):
            self.finish(key, False)

    cdef forget(self):
        cdef Talk talk
        for key, talk in list(self.talks.items()):
            if self.at - talk.touched > STALE:
                self.finish(key, False)

    cdef begin(self, Entry entry):
        cdef Talk old, talk
        self.let_go()
        old = self.talks.get(entry.key)
        self.finish(entry.key, True)
        talk = self.talk(entry.key, entry.at)
        talk.peer = entry.peer
        talk.peer_at = entry.at
        if entry.peer is None and old is not None and entry.at - old.peer_at <= UNDONE:
            talk.peer = old.peer
        entry.settled = True

    cdef check(self, Entry entry):
        cdef bytes key = entry.key if entry.key is not None else self.current(entry.at)
        if self.talk(key, entry.at).closed != NEVER:
            self.finish(key, False)
        self.talk(key, entry.at).checking = True
        entry.settled = True

    cdef accept(self, Entry entry):
        cdef bytes key = entry.key if entry.key is not None else self.current(entry.at)
        cdef Talk talk = self.adopted(key, entry.at)
        cdef Entry item
        if talk.closed != NEVER:
            self.finish(key, False)
            talk = self.talk(key, entry.at)
        talk.accepted = entry.at
        talk.checking = False
        talk.peer = talk.peer or entry.peer
        if talk.waiting is not None:
            for item in talk.waiting:
                settle(item, 0)
            talk.waiting = None
        entry.settled = True

    cdef wait(self, Entry entry):
        cdef Talk talk = self.talk(entry.key, entry.at)
        talk.waiting = added(talk.waiting, entry)

    cdef refuse(self, Entry entry):
        cdef Talk talk
        if entry.key is None:
            self.loose.append(entry)
            return
        talk = self.adopted(entry.key, entry.at)
        if talk.closed != NEVER and entry.role != FAULT:
            self.finish(entry.key, False)
            talk = self.talk(entry.key, entry.at)
        talk.accepted = NEVER
        talk.refused = added(talk.refused, entry)

    cdef close(self, Entry entry):
        cdef bytes key = entry.key if entry.key is not None else self.current(entry.at)
        cdef Talk talk = self.adopted(key, entry.at)
        if entry.key is None and entry.peer and talk.peer and entry.peer != talk.peer:
            settle(entry, self.recalled(entry))
            return
        talk.accepted = NEVER
        talk.closed = entry.at
        talk.closings = added(talk.closings, entry)
        talk.peer = entry.peer or talk.peer

    cdef progress(self, Entry entry):
        cdef Talk talk, renewed
        cdef bint decided, moved
        if entry.key is not None:
            talk = self.talk(entry.key, entry.at)
            decided = talk.accepted != NEVER and not talk.checking
            moved = talk.closed != NEVER and entry.peer is not None and entry.peer != talk.peer
            if not entry.attribute and (decided or (moved and talk.peer is not None)):
                self.finish(entry.key, False)
                renewed = self.talk(entry.key, entry.at)
                renewed.peer = talk.peer
                renewed.peer_at = talk.peer_at
                talk = renewed
            if entry.peer is not None:
                talk.peer = entry.peer
                talk.peer_at = entry.at
        entry.settled = True

    cdef bytes current(self, number at):
        return self.last if at - self.last_at <= UNDONE else None

    cdef Talk talk(self, bytes key, number at):
        cdef Talk talk = self.talks.get(key)
        if talk is not None and at - talk.touched > STALE:
            self.finish(key, False)
            talk = None
        if talk is None:
            if len(self.talks) >= CONNECTIONS:
                self.finish(next(iter(self.talks)), False)
            talk = Talk.__new__(Talk)
            self.talks[key] = talk
        talk.touched = at
        return talk

    cdef Talk adopted(self, bytes key, number at):
        cdef Talk talk = self.talk(key, at)
        if not self.loose:
            return talk
        if talk.closed != NEVER:
            self.finish(key, False)
            talk = self.talk(key, at)
        if talk.refused is None:
            talk.refused = []
        talk.refused.extend(self.loose)
        talk.accepted = NEVER
        self.loose.clear()
        return talk

    cdef let_go(self):
        cdef Reasons reasons
        cdef Entry item
        if not self.loose:
            return
        weigh(self.loose, &reasons)
        for item in self.loose:
            settle(item, narrowed(&reasons, item))
        self.loose.clear()

    cdef expire(self, number at):
        cdef Talk talk
        if self.loose and at - (<Entry>self.loose[len(self.loose) - 1]).at > LOOSE:
            self.let_go()
        talk = self.talks.get(self.last)
        if talk is None:
            return
        if (talk.closed != NEVER and at - talk.closed > TRAILING) or (
            talk.accepted != NEVER and at - talk.accepted > UNDONE
        ):
            self.finish(self.last, False)

    cdef finish(self, bytes key, bint answered):
        cdef Reasons reasons
        cdef Entry item
        cdef list held
        cdef Talk talk = self.talks.pop(key, None)
        if talk is None:
            return
        if talk.refused is None and talk.waiting is None and talk.closings is None:
            return
        held = (talk.refused or []) + (talk.waiting or []) + (talk.closings or [])
        for item in held:
            if item.peer is None:
                item.negotiated_with = talk.peer
        weigh(held, &reasons)
        if talk.refused is not None:
            for item in talk.refused:
                if talk.accepted != NEVER and item.role != FAULT:
                    settle(item, 0)
                else:
                    settle(item, narrowed(&reasons, item))
        if talk.waiting is not None:
            for item in talk.waiting:
                settle(item, 0 if answered and talk.closed == NEVER else item.slugs)
        if talk.closings is not None:
            for item in talk.closings:
                settle(item, narrowed(&reasons, item) if len(held) > 1 else self.recalled(item))

    cdef uint64_t recalled(self, Entry entry):
        cdef uint64_t both
        heard = self.heard.get(entry.peer or b"")
        if heard is None or entry.at - <number>heard[0] > UNDONE:
            return entry.slugs
        both = <uint64_t>heard[1] & entry.slugs
        return both if both else entry.slugs
