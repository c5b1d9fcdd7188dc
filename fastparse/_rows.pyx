# cython: language_level=3
"""Rows from columns by a shape, in one pass.

The twin in ``fastparse.reference.rows`` says the same in plain Python. A text that stood in the
record before under the same field is not made again: interfaces, maps, masks and states repeat.
"""

cimport cython
from cpython.object cimport PyObject
from libc.stdint cimport int64_t
from libc.stdlib cimport free, realloc

from fastparse._arrays cimport start_as
from fastparse._row cimport new_row, new_tuple, put_value, value_at
from fastparse._shape cimport (
    BEGIN, CARRIED, FIELDS, FIRST_REASON, INNER, KINDS, LEFT_OUT, LISTS, OUTER, PAIR_NAME, PAIR_NUMBER,
    PAIRS, VALUES, Kind, Places, Slot, Table,
)
from fastparse._values cimport number_of, value_of

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    /* Whether two texts are the same: most are short, and a call costs more than they do. */
    static inline int fastparse_alike(const unsigned char *p, const unsigned char *q, ptrdiff_t n) {
        uint64_t a, b, c, d;
        uint32_t e, f, g, h;
        if (p == q) return 1;
        if (n > 16) return memcmp(p, q, (size_t)n) == 0;
        if (n >= 8) {
            memcpy(&a, p, 8), memcpy(&b, q, 8), memcpy(&c, p + n - 8, 8), memcpy(&d, q + n - 8, 8);
            return ((a ^ b) | (c ^ d)) == 0;
        }
        if (n >= 4) {
            memcpy(&e, p, 4), memcpy(&f, q, 4), memcpy(&g, p + n - 4, 4), memcpy(&h, q + n - 4, 4);
            return ((e ^ f) | (g ^ h)) == 0;
        }
        while (n > 0 && p[n - 1] == q[n - 1]) n--;
        return n <= 0;
    }
    """
    bint alike "fastparse_alike"(const unsigned char*, const unsigned char*, Py_ssize_t) noexcept

cdef extern from "Python.h":
    void Py_INCREF(PyObject*)
    void Py_DECREF(PyObject*)
    void Py_XDECREF(PyObject*)
    PyObject* Py_None
    PyObject* Py_False
    PyObject* PyList_GetItem(list, Py_ssize_t) except NULL

cdef enum:
    NAMES = 64  # names of pairs that are remembered from record to record


cdef struct Recent:
    # A span, and what it became; of a name the kind of its pairs
    const unsigned char* start
    Py_ssize_t size
    PyObject* value
    int kind


cdef struct Pile:
    # Objects that are owned here until a tuple takes them over
    PyObject** items
    Py_ssize_t used
    Py_ssize_t size


cdef int push(Pile* pile, PyObject* item) except -1:
    """Put an object, whose reference is taken over, on a pile."""
    cdef PyObject** grown
    cdef Py_ssize_t size
    if pile.used == pile.size:
        size = pile.size * 2 if pile.size else 64
        grown = <PyObject**>realloc(pile.items, <size_t>size * sizeof(PyObject*))
        if grown is NULL:
            Py_DECREF(item)
            raise MemoryError("rows of a show output")
        pile.items = grown
        pile.size = size
    pile.items[pile.used] = item
    pile.used += 1
    return 0


cdef void clear(Pile* pile) noexcept:
    while pile.used:
        pile.used -= 1
        Py_DECREF(pile.items[pile.used])


cdef PyObject* taken(Pile* pile, bint plain) except NULL:
    """Return a tuple of a pile's objects; the pile is empty then."""
    cdef PyObject* made = new_tuple(pile.items, pile.used, plain)
    pile.used = 0
    return made


cdef bint same(Recent* recent, const unsigned char* p, Py_ssize_t size) noexcept:
    """Whether a span is the one before.

    What stands above many records comes with each of them, from one place: its bytes are not
    compared with themselves, as that would take the length of it times the records.
    """
    return (
        recent.value is not NULL
        and recent.size == size
        and alike(recent.start, p, size)
    )


cdef void remember(
    Recent* recent, const unsigned char* p, Py_ssize_t size, PyObject* value
) noexcept:
    Py_INCREF(value)
    Py_XDECREF(recent.value)
    recent.start = p
    recent.size = size
    recent.value = value


def reasons(columns):
    """Return where in the columns a reason stands."""
    cdef const unsigned short* field = <const unsigned short*>start_as(columns.field, "H")
    cdef Py_ssize_t i
    found = []
    for i in range(<Py_ssize_t>len(columns.field)):
        if field[i] >= FIRST_REASON:
            found.append(i)
    return found


@cython.final
cdef class Builder:
    """Makes the rows of a shape."""

    cdef Table table

    def __init__(self, shape):
        self.table = Table(shape)

    def rows(self, data, columns, line):
        """Return the records in printed order; ``line`` is that of the first byte of ``data``."""
        return _Run(self.table, data, line).all(columns)


@cython.final
cdef class _Run:
    """One making of rows: the record and the inner row being filled, and the last texts."""

    cdef Table table
    cdef bytes data
    cdef const unsigned char* start  # of the data
    cdef Py_ssize_t size, lines_above
    cdef PyObject* row               # of the record being read
    cdef PyObject* given[4]          # what inner rows of each kind are made of, with what a heading carries
    cdef object headings, names      # text -> what it became
    cdef PyObject* name              # of a pair whose number has not come
    cdef int naming                  # the kind of pairs that it is of
    cdef Pile[4] pairs               # of each kind
    cdef Pile[4] inners              # of each kind
    cdef Pile[8] lists               # of each attribute that keeps all that came
    cdef int kinds, kinds_of_pairs
    cdef Py_ssize_t named
    cdef bint lined
    cdef Recent[128] recent
    cdef Recent[64] recent_names

    def __cinit__(self, Table table, bytes data not None, line):
        self.table = table
        self.data = data
        self.size = len(data)
        self.start = data
        self.lines_above = line - 1
        self.headings = {}
        self.kinds = len(table.kinds)
        self.kinds_of_pairs = len(table.namings)
        self.names = {}

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(VALUES):
            Py_XDECREF(self.recent[i].value)
        for i in range(NAMES):
            Py_XDECREF(self.recent_names[i].value)
        Py_XDECREF(self.name)
        Py_XDECREF(self.row)
        for i in range(PAIRS):
            clear(&self.pairs[i])
            free(self.pairs[i].items)
        for i in range(KINDS):
            clear(&self.inners[i])
            free(self.inners[i].items)
        for i in range(LISTS):
            clear(&self.lists[i])
            free(self.lists[i].items)

    cdef list all(self, columns):
        records, fields, starts, ends, lines = columns
        cdef const int* record = <const int*>start_as(records, "i")
        cdef const unsigned short* field = <const unsigned short*>start_as(fields, "H")
        cdef const unsigned int* start = <const unsigned int*>start_as(starts, "I")
        cdef const unsigned int* end = <const unsigned int*>start_as(ends, "I")
        cdef const unsigned int* line = <const unsigned int*>start_as(lines, "I")
        cdef Py_ssize_t count = len(records)
        cdef Py_ssize_t i
        cdef int64_t current = -1
        cdef Slot* slot
        cdef list rows = []
        if not (count == len(fields) == len(starts) == len(ends) == len(lines)):
            raise ValueError("columns are not of one length")
        for i in range(count):
            if record[i] < 0:
                continue
            if record[i] != current:
                if record[i] != current + 1:
                    raise ValueError(f"record {record[i]} stands behind record {current}")
                if current >= 0:
                    rows.append(self.finished())
                current += 1
                self.begin(line[i])
            if not start[i] <= end[i] <= self.size or field[i] >= FIELDS:
                raise ValueError(f"row {i} of the columns does not fit the bytes")
            slot = &self.table.slots[field[i]]
            if slot.role == OUTER and slot.many < 0 and self.lined:
                put_value(
                    self.row, slot.at, self.value(slot, self.start + start[i], end[i] - start[i])
                )
                continue
            self.cell(field[i], self.start + start[i], end[i] - start[i], line[i])
        if current >= 0:
            rows.append(self.finished())
        if self.table.spread >= 0:
            self.spread(rows)
        return rows

    cdef int spread(self, list rows) except -1:
        """Give the rows of each group what its last one says; nobody else has seen them yet."""
        cdef Table table = self.table
        cdef PyObject* row
        cdef PyObject* said = NULL  # the last row that says it
        cdef object empty = ()
        cdef object value = None
        cdef bint spreading = False
        cdef Py_ssize_t i
        for i in range(len(rows) - 1, -1, -1):
            row = PyList_GetItem(rows, i)
            if value_at(row, table.mark) is not Py_None:
                said = row
                value = <object>value_at(row, table.spread)
                value = empty if value is None else value
                spreading = True
            elif said is NULL or not self.grouped(row, said):
                spreading = False
            if spreading:
                Py_INCREF(<PyObject*>value)
                put_value(row, table.spread, <PyObject*>value)
        return 0

    cdef bint grouped(self, PyObject* row, PyObject* other) except -1:
        for at in self.table.group:
            if <object>value_at(row, at) != <object>value_at(other, at):
                return False
        return True

    cdef int put_line(self, PyObject* row, Py_ssize_t at, int64_t line) except -1:
        cdef object number = line + self.lines_above
        Py_INCREF(<PyObject*>number)
        put_value(row, at, <PyObject*>number)
        return 0

    cdef int begin(self, int64_t line) except -1:
        """Begin a record."""
        cdef Table table = self.table
        cdef int number
        self.row = new_row(<PyObject*>table.row, <PyObject*>table.given, table.plain)
        for number in range(self.kinds):
            self.given[number] = <PyObject*>(<Kind>table.kind[number]).given
        self.named = 0
        self.lined = table.starts <= 0
        return self.put_line(self.row, table.line, line)

    cdef int check(self, PyObject* row, Places* required) except -1:
        cdef PyObject* missing = <PyObject*>self.table.missing
        cdef int i
        for i in range(required.count):
            if value_at(row, required.at[i]) is missing:
                kind = type(<object>row)
                raise ValueError(f"a {kind.__name__} without {kind._fields[required.at[i]]}")
        return 0

    cdef object finished(self):
        """End a record, and return its row."""
        cdef Table table = self.table
        cdef Kind kind
        cdef Pile* pile
        cdef Py_ssize_t i
        cdef int number
        if self.name is not NULL:
            raise ValueError(f"{<object>self.name} without its number")
        for number in range(self.kinds_of_pairs):
            put_value(self.row, table.pairs[number], taken(&self.pairs[number], table.plain))
        for number in range(self.kinds):
            kind = <Kind>table.kind[number]
            pile = &self.inners[number]
            for i in range(pile.used if kind.required.count else 0):
                self.check(pile.items[i], &kind.required)
            put_value(self.row, kind.into, taken(pile, table.plain))
        for number in range(table.lists):
            pile = &self.lists[number]
            if pile.used:
                put_value(self.row, table.list_at[number], taken(pile, table.plain))
        self.check(self.row, &table.required)
        row = <object>self.row
        Py_DECREF(self.row)
        self.row = NULL
        return row

    cdef int cell(
        self, int64_t field, const unsigned char* p, Py_ssize_t size, int64_t line
    ) except -1:
        """Take in one cell."""
        cdef Table table = self.table
        cdef Slot* slot = &table.slots[field]
        if not self.lined and field >= table.starts:
            self.put_line(self.row, table.line, line)
            self.lined = True
        if field >= FIRST_REASON:
            if slot.damage:
                self.untrue(self.row, table.complete)
            if slot.inner_damage:
                self.damage(slot.inner_damage)
            return 0
        if slot.role == OUTER:
            if slot.many >= 0:
                return push(&self.lists[slot.many], self.value(slot, p, size))
            put_value(self.row, slot.at, self.value(slot, p, size))
            return 0
        if slot.role == PAIR_NAME and self.name is NULL:
            self.name = self.canonical(slot, p, size)
            self.naming = slot.kind
            return 0
        if slot.role == PAIR_NUMBER and self.name is not NULL and self.naming == slot.kind:
            return self.pair(p, size)
        if slot.role == BEGIN:
            self.begin_inner(slot.kind, line)
        if slot.role == BEGIN or slot.role == INNER:
            if slot.at >= 0:
                self.put_inner(slot, field, p, size)
            return 0
        if slot.role == CARRIED:
            self.carry(slot.kind, p, size)
            return 0
        if slot.role == LEFT_OUT:
            return 0
        raise ValueError(f"field {field} does not fit {table.row.__name__}")

    cdef int untrue(self, PyObject* row, Py_ssize_t at) except -1:
        Py_INCREF(Py_False)
        put_value(row, at, Py_False)
        return 0

    cdef PyObject* value(self, Slot* slot, const unsigned char* p, Py_ssize_t size) except NULL:
        """Return a span's value, the one before where the span is the same."""
        cdef Recent* recent = &self.recent[slot.recent]
        cdef PyObject* made
        if slot.kept and same(recent, p, size):
            Py_INCREF(recent.value)
            return recent.value
        made = value_of(p, size, slot.form, <object>slot.make, self.table.plain)
        if slot.kept:
            remember(recent, p, size, made)
        return made

    cdef int damage(self, int kinds) except -1:
        """Mark the last inner rows of these kinds as cut."""
        cdef int number
        for number in range(self.kinds):
            if kinds >> number & 1 and self.inners[number].used:
                self.untrue(
                    self.inners[number].items[self.inners[number].used - 1],
                    (<Kind>self.table.kind[number]).complete,
                )
        return 0

    cdef int begin_inner(self, int number, int64_t line) except -1:
        cdef Kind kind = <Kind>self.table.kind[number]
        cdef Pile* pile = &self.inners[number]
        push(pile, new_row(<PyObject*>kind.row, self.given[number], self.table.plain))
        return self.put_line(pile.items[pile.used - 1], kind.line, line)

    cdef int put_inner(
        self, Slot* slot, int64_t field, const unsigned char* p, Py_ssize_t size
    ) except -1:
        cdef Pile* pile = &self.inners[slot.kind]
        cdef PyObject* made
        if not pile.used:
            kind = (<Kind>self.table.kind[slot.kind]).row.__name__
            raise ValueError(f"field {field} stands outside of a {kind}")
        made = self.value(slot, p, size)
        if slot.outer >= 0 and value_at(self.row, slot.outer) is Py_None:
            Py_INCREF(made)
            put_value(self.row, slot.outer, made)
        put_value(pile.items[pile.used - 1], slot.at, made)
        return 0

    cdef int carry(self, int number, const unsigned char* p, Py_ssize_t size) except -1:
        """Take in a heading: its values stand in the inner rows that follow."""
        cdef Kind kind = <Kind>self.table.kind[number]
        cdef bytes text = p[:size]
        given = self.headings.get((number, text))
        if given is None:
            carried = kind.carrying(text.decode("utf-8", "replace"))
            filled = list(kind.given[0])
            for at, value in zip(kind.carried, carried, strict=True):
                filled[at] = value
            self.headings[number, text] = given = (tuple(filled),)
        self.given[number] = <PyObject*>given  # the headings own it
        return 0

    cdef PyObject* canonical(
        self, Slot* slot, const unsigned char* p, Py_ssize_t size
    ) except NULL:
        """Return the canonical name of a pair."""
        cdef Recent* recent = &self.recent_names[self.named]
        cdef bint kept = self.named < NAMES - 1
        cdef bytes text
        if slot.make is not NULL:
            Py_INCREF(slot.make)
            return slot.make
        if kept:
            self.named += 1
            if recent.kind == slot.kind and same(recent, p, size):
                Py_INCREF(recent.value)
                return recent.value
        text = p[:size]
        name = self.names.get((slot.kind, text))
        if name is None:
            naming = self.table.namings[slot.kind]
            self.names[slot.kind, text] = name = naming(text.decode("utf-8", "replace"))
        if kept:
            remember(recent, p, size, <PyObject*>name)
            recent.kind = slot.kind
        Py_INCREF(<PyObject*>name)
        return <PyObject*>name

    cdef int pair(self, const unsigned char* p, Py_ssize_t size) except -1:
        cdef PyObject* items[2]
        cdef PyObject* made
        items[1] = number_of(p, size)
        items[0] = self.name
        made = new_tuple(items, 2, self.table.plain)
        self.name = NULL
        return push(&self.pairs[self.naming], made)
