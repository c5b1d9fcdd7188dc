# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Hits in the context of their negotiations, over columns of numbers and text.

The compiled twin of what ``classify.py`` does to one hit after the other.
"""

from cpython.bytes cimport PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_Size
from libc.stdint cimport uint64_t
from libc.string cimport memcmp

from array import array

from fastparse._arrays cimport column, start_of
from remediate.messages._dialogue cimport Dialogue, Entry, number

from remediate.messages import classify as _classify
from remediate.model.signature import Role

cdef enum:
    MOST = 0x7FFFFFFF   # offsets are of 32 bits

cdef Py_ssize_t HELD_LIMIT = _classify.HELD_LIMIT
cdef number OFFER_LINES = _classify.OFFER_LINES
cdef Py_ssize_t FORGETTING = _classify.FORGETTING
cdef Py_ssize_t ORIGINS = _classify.ORIGINS
cdef int CHECK = tuple(Role).index(Role.CHECK)


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
        self.roles = array("i", roles)
        self.slugs = array("Q", slugs)
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
        rows = column("i", count)
        cdef int* rows_at = <int*>start_of(rows)
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
            rows_at[used] = <int>row
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
        del rows[used:]
        return rows

    def end(self):
        """Decide all that is open: the input is over."""
        self.end_all()
        self.settled += len(self.held) - self.first
        self.first = len(self.held)

    def take(self, Py_ssize_t count, bint context):
        """Return the next ``count`` settled messages in columns, without those that say nothing; see the stub."""
        rows = column("i", max(0, count))
        cdef int* rows_at = <int*>start_of(rows)
        masks = column("Q", max(0, count))
        cdef uint64_t* masks_at = <uint64_t*>start_of(masks)
        told = column("i", max(0, count))
        cdef int* told_at = <int*>start_of(told)
        offsets = column("i", max(0, count) + 1)
        cdef int* offsets_at = <int*>start_of(offsets)
        cdef list peers = []
        cdef Py_ssize_t index
        cdef Py_ssize_t used = 0
        cdef Py_ssize_t named = 0
        cdef Py_ssize_t size = 0
        cdef Entry entry
        if not 0 <= count <= self.settled:
            raise ValueError("so many messages are not settled")
        cdef Py_ssize_t from_ = self.first - self.settled
        offsets_at[0] = 0
        for index in range(count):
            entry = self.held[from_ + index]
            if not entry.slugs and not context:
                continue
            rows_at[used] = <int>index
            masks_at[used] = entry.slugs
            if entry.negotiated_with is not None:
                peers.append(entry.negotiated_with)
                size += PyBytes_Size(entry.negotiated_with)
                if size > MOST:
                    raise ValueError("more text than a column holds")
                told_at[named] = <int>used
                named += 1
                offsets_at[named] = <int>size
            used += 1
        del self.held[: from_ + count]
        self.first -= from_ + count
        self.settled -= count
        del rows[used:]
        del masks[used:]
        del told[named:]
        del offsets[named + 1:]
        return rows, masks, told, offsets, b"".join(peers)

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
    if not 0 <= start <= end <= data.shape[0] or end - start != PyBytes_Size(known):
        return False
    return start == end or memcmp(PyBytes_AsString(known), &data[start], <size_t>(end - start)) == 0


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
