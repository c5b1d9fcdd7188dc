# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Hits in the context of their negotiations, over columns of numbers and text.

The compiled twin of what ``classify.py`` and ``dialogue.py`` do to one message after the other;
their docstrings say what each step means. Causes are bits of a mask, a hit costs one small object.
"""

cimport cython
from cpython cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdint cimport uint64_t
from libc.string cimport memcmp

import array

from remediate.messages import classify as _classify
from remediate.messages import dialogue as _dialogue
from remediate.model.signature import Role

ctypedef long long number

cdef enum:
    MOST_CAUSES = 64

cdef number NEVER = -(<number>1 << 60)

cdef number LOOSE = _dialogue.LOOSE
cdef number UNDONE = _dialogue.UNDONE
cdef number TRAILING = _dialogue.TRAILING
cdef number STALE = _dialogue.STALE
cdef Py_ssize_t CONNECTIONS = _dialogue.CONNECTIONS
cdef Py_ssize_t HELD_LIMIT = _classify.HELD_LIMIT
cdef number OFFER_LINES = _classify.OFFER_LINES
cdef Py_ssize_t FORGETTING = _classify.FORGETTING
cdef Py_ssize_t ORIGINS = _classify.ORIGINS

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

    cdef int role
    cdef bint tied
    cdef bint attribute
    cdef bint settled
    cdef uint64_t slugs
    cdef number at
    cdef bytes key
    cdef bytes peer
    cdef bytes negotiated_with


@cython.final
@cython.freelist(64)
cdef class Talk:
    """One connection's current negotiation."""

    cdef list refused
    cdef list waiting
    cdef list closings
    cdef number accepted    # NEVER where it was not
    cdef number closed
    cdef bint checking
    cdef number touched
    cdef bytes peer
    cdef number peer_at

    def __cinit__(self):
        self.refused = []
        self.waiting = []
        self.closings = []
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


cdef inline void settle(Entry entry, uint64_t slugs):
    entry.slugs = slugs
    entry.settled = True


@cython.final
cdef class Dialogue:
    """Takes a device's messages in order and settles each as soon as its meaning is known."""

    cdef dict talks
    cdef list loose
    cdef bytes last
    cdef number last_at
    cdef dict heard
    cdef number at
    cdef number count

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
            self.talk(entry.key, entry.at).waiting.append(entry)
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
        for item in talk.waiting:
            settle(item, 0)
        talk.waiting.clear()
        entry.settled = True

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
        talk.refused.append(entry)

    cdef close(self, Entry entry):
        cdef bytes key = entry.key if entry.key is not None else self.current(entry.at)
        cdef Talk talk = self.adopted(key, entry.at)
        if entry.key is None and entry.peer and talk.peer and entry.peer != talk.peer:
            settle(entry, self.recalled(entry))
            return
        talk.accepted = NEVER
        talk.closed = entry.at
        talk.closings.append(entry)
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
        held = talk.refused + talk.waiting + talk.closings
        for item in held:
            if item.peer is None:
                item.negotiated_with = talk.peer
        weigh(held, &reasons)
        for item in talk.refused:
            if talk.accepted != NEVER and item.role != FAULT:
                settle(item, 0)
            else:
                settle(item, narrowed(&reasons, item))
        for item in talk.waiting:
            settle(item, 0 if answered and talk.closed == NEVER else item.slugs)
        for item in talk.closings:
            settle(item, narrowed(&reasons, item) if len(held) > 1 else self.recalled(item))

    cdef uint64_t recalled(self, Entry entry):
        cdef uint64_t both
        heard = self.heard.get(entry.peer or b"")
        if heard is None or entry.at - <number>heard[0] > UNDONE:
            return entry.slugs
        both = <uint64_t>heard[1] & entry.slugs
        return both if both else entry.slugs


cdef class Negotiations:
    """The messages of one input, which wait until their negotiation is decided."""

    cdef int[::1] roles
    cdef uint64_t[::1] slugs
    cdef unsigned char[::1] flags       # 1: attribute line, 2: verdict, 4: ASA, 8: tied
    cdef list only                      # by signature: None, or field name and accepted values
    cdef int connection, peer, remote   # numbers of these fields' names, -1 without one
    cdef dict dialogues
    cdef object held                    # entries whose turn has not come
    cdef Py_ssize_t first               # index of the first of them
    cdef number check
    cdef readonly Py_ssize_t settled
    """Messages that are decided and can be taken."""

    def __init__(self, *, roles, slugs, flags, only, names, number line=1):
        if not len(roles) == len(slugs) == len(flags) == len(only):
            raise ValueError("columns of different lengths")
        self.roles = array.array("i", roles)
        self.slugs = array.array("Q", slugs)
        self.flags = bytearray(flags)
        self.only = list(only)
        self.connection, self.peer, self.remote = (
            names.index(name) if name in names else -1 for name in ("connection", "peer", "remote")
        )
        self.dialogues = {}
        self.held = []
        self.first = 0
        self.check = line - OFFER_LINES - 1

    def feed(
        self, const int[::1] signature not None, const number[::1] line not None,
        const int[::1] host_at not None, const unsigned char[::1] hosts not None,
        const int[::1] text_at not None, const unsigned char[::1] texts not None,
        const int[::1] field_first not None, const int[::1] field_name not None,
        const int[::1] value_at not None, const unsigned char[::1] values not None,
    ):
        """Take hits in order; return the rows of those that are messages. See the stub."""
        cdef Py_ssize_t count = signature.shape[0]
        cdef Py_ssize_t row, field, used = 0
        cdef int kind, flags, name, role
        cdef number at
        cdef bytes connection, peer, remote, origin, known_origin = None
        cdef Dialogue dialogue = None
        cdef Entry entry
        cdef Py_ssize_t open_ = len(self.held) - self.first
        cdef array.array rows = array.clone(array.array("i"), count, False)
        if not (line.shape[0] == count and host_at.shape[0] == count + 1
                and text_at.shape[0] == count + 1 and field_first.shape[0] == count + 1
                and value_at.shape[0] == field_name.shape[0] + 1):
            raise ValueError("columns of different lengths")
        for row in range(count):
            kind = signature[row]
            if not 0 <= kind < self.roles.shape[0]:
                raise ValueError("a signature that is not known")
            role = self.roles[kind]
            flags = self.flags[kind]
            if role == CHECK:
                self.check = line[row]
            elif flags & 2:
                self.check = line[row] - OFFER_LINES - 1
            if flags & 1 and line[row] - self.check > OFFER_LINES:
                if not tagged(texts, text_at[row], text_at[row + 1]):
                    continue
            connection = peer = remote = None
            for field in range(field_first[row], field_first[row + 1]):
                name = field_name[field]
                if name == self.connection:
                    connection = piece(values, value_at[field], value_at[field + 1])
                elif name == self.peer:
                    peer = piece(values, value_at[field], value_at[field + 1])
                elif name == self.remote:
                    remote = piece(values, value_at[field], value_at[field + 1])
            entry = Entry.__new__(Entry)
            entry.role = role
            entry.slugs = self.slugs[kind]
            if self.only[kind] is not None:
                if not self.known(kind, field_first[row], field_first[row + 1], field_name, value_at, values):
                    entry.slugs = 0
            entry.key = peer if flags & 4 else connection
            entry.peer = peer or remote
            entry.tied = flags & 8 and (not flags & 4 or peer is not None)
            entry.attribute = flags & 1
            if host_at[row] == host_at[row + 1]:
                origin = None
            elif known_origin is not None and same(known_origin, hosts, host_at[row], host_at[row + 1]):
                origin = known_origin
            else:
                origin = piece(hosts, host_at[row], host_at[row + 1])
            if dialogue is None or origin is not known_origin:
                dialogue = self.dialogues.get(origin)
                if dialogue is None:
                    if len(self.dialogues) >= ORIGINS:
                        self.end_all()
                        self.dialogues.clear()
                    dialogue = Dialogue.__new__(Dialogue)
                    self.dialogues[origin] = dialogue
                known_origin = origin
            dialogue.count += 1
            entry.at = line[row] if origin is None else dialogue.count
            self.held.append(entry)
            open_ += 1
            rows.data.as_ints[used] = <int>row
            used += 1
            dialogue.feed(entry)
            if open_ % FORGETTING == 0:
                for other in self.dialogues.values():
                    (<Dialogue>other).forget()
            if open_ > HELD_LIMIT:
                self.end_all()
            while open_ and (<Entry>self.held[len(self.held) - open_]).settled:
                open_ -= 1
        self.settled += len(self.held) - open_ - self.first
        self.first = len(self.held) - open_
        array.resize(rows, used)
        return rows

    def end(self):
        """Decide all that is open: the input is over."""
        self.end_all()
        self.settled += len(self.held) - self.first
        self.first = len(self.held)

    def take(self, Py_ssize_t count):
        """Return causes of the next ``count`` settled messages, and peers; see the stub."""
        cdef array.array masks = array.clone(array.array("Q"), max(0, count), False)
        cdef list peers = []
        cdef Py_ssize_t index
        cdef Entry entry
        if not 0 <= count <= self.settled:
            raise ValueError("so many messages are not settled")
        cdef Py_ssize_t from_ = self.first - self.settled
        for index in range(count):
            entry = self.held[from_ + index]
            (<uint64_t*>masks.data.as_voidptr)[index] = entry.slugs
            if entry.negotiated_with is not None:
                peers.append((index, entry.negotiated_with))
        del self.held[: from_ + count]
        self.first -= from_ + count
        self.settled -= count
        return masks, peers

    cdef end_all(self):
        for dialogue in self.dialogues.values():
            (<Dialogue>dialogue).end()

    cdef bint known(
        self, int kind, int first, int last, const int[::1] field_name, const int[::1] value_at,
        const unsigned char[::1] values,
    ):
        cdef int field
        name, accepted = self.only[kind]
        for field in range(first, last):
            if field_name[field] == <int>name:
                return piece(values, value_at[field], value_at[field + 1]) in accepted
        return False


cdef bytes piece(const unsigned char[::1] data, Py_ssize_t start, Py_ssize_t end):
    if not 0 <= start <= end <= data.shape[0]:
        raise ValueError("offsets outside the data")
    if start == end:
        return b""
    return PyBytes_FromStringAndSize(<const char*>&data[start], end - start)


cdef bint same(bytes known, const unsigned char[::1] data, Py_ssize_t start, Py_ssize_t end):
    if not 0 <= start <= end <= data.shape[0] or end - start != PyBytes_GET_SIZE(known):
        return False
    return start == end or memcmp(PyBytes_AS_STRING(known), &data[start], <size_t>(end - start)) == 0


cdef bint tagged(const unsigned char[::1] data, Py_ssize_t start, Py_ssize_t end):
    cdef const char* tag = b"isakmp"
    cdef int index
    if not 0 <= start <= end <= data.shape[0]:
        raise ValueError("offsets outside the data")
    if end - start < 6:
        return False
    for index in range(6):
        if data[start + index] | 0x20 != <unsigned char>tag[index]:
            return False
    return True
