# cython: language_level=3
"""Rows from columns by a shape, in one pass.

The twin in ``fastparse.reference.rows`` says the same in plain Python. A text that stood in the
record before under the same field is not made again: interfaces, maps, masks and states repeat.
"""

from cpython cimport array as carray
from cpython.object cimport PyObject
from libc.stdint cimport int64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcmp, memset

from fastparse._row cimport is_bare, new_row, new_tuple, put_value, value_at
from fastparse._values cimport (
    HEX, MADE, NUMBER, SLASHED, TEXT, TRUE, Form, number_of, text_of, value_of,
)

from fastparse import shape as tables

cdef extern from "Python.h":
    void Py_INCREF(PyObject*)
    void Py_DECREF(PyObject*)
    void Py_XDECREF(PyObject*)
    PyObject* Py_None
    PyObject* Py_False

cdef enum:
    FIELDS = 512       # MOST_FIELDS
    VALUES = 128       # MOST_VALUES
    NAMES = 64         # names of pairs that are remembered from record to record
    FIRST_REASON = 200

cdef enum Role:
    UNKNOWN
    OUTER        # a value of the record
    INNER        # a value of the inner row
    BEGIN        # begins an inner row, and may be a value of it
    CARRIED      # a heading of the inner rows that follow
    PAIR_NAME
    PAIR_NUMBER


cdef struct Slot:
    Role role
    Form form
    Py_ssize_t at        # which place of its row it fills; -1 when none
    Py_ssize_t outer     # which place of the outer row, while that is empty; -1 when none
    Py_ssize_t recent    # where its last text is remembered
    bint damage          # the record is not complete
    bint inner_damage    # nor is the inner row
    PyObject* make       # the shape owns it


cdef struct Recent:
    # A span, and what it became
    const unsigned char* start
    Py_ssize_t size
    PyObject* value


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
    return (
        recent.value is not NULL
        and recent.size == size
        and memcmp(recent.start, p, <size_t>size) == 0
    )


cdef void remember(
    Recent* recent, const unsigned char* p, Py_ssize_t size, PyObject* value
) noexcept:
    Py_INCREF(value)
    Py_XDECREF(recent.value)
    recent.start = p
    recent.size = size
    recent.value = value


cdef carray.array column_of(object values, str code):
    """Return a column; ``TypeError`` when it isn't of its type."""
    cdef carray.array found = values
    if found.typecode != code:
        raise TypeError(f"a column of the type code {found.typecode}, not {code}")
    return found


def reasons(columns):
    """Return where in the columns a reason stands."""
    cdef carray.array field = column_of(columns.field, "H")
    cdef Py_ssize_t i
    found = []
    for i in range(len(field)):
        if field.data.as_ushorts[i] >= FIRST_REASON:
            found.append(i)
    return found


cdef class Builder:
    """Makes the rows of a shape."""

    cdef Slot[512] slots
    cdef object shape, row, inner_row, defaults, inner_defaults, missing, naming, carrying
    cdef tuple carried               # places that a heading of inner rows fills
    cdef tuple required, inner_required
    cdef Py_ssize_t line, complete, pairs, inners, inner_line, inner_complete
    cdef int64_t starts
    cdef bint plain

    def __init__(self, shape):
        memset(self.slots, 0, sizeof(self.slots))
        self.shape = shape
        self.missing = object()
        self.row = shape.row
        self.starts = shape.starts
        self.plain = is_bare(<PyObject*>self.row)
        self.defaults = self._defaults(shape.row, {})
        self.line = self._place(shape.row, "line")
        self.complete = self._place(shape.row, "complete") if shape.damage else -1
        for field in shape.damage:
            self.slots[self._known(field, reason=True)].damage = True
        self.pairs = self.inners = -1
        recent = 0
        for field, value in shape.values.items():
            self._value(field, value, OUTER, shape.row, recent)
            recent += 1
        if shape.pairs is not None:
            self.pairs = self._place(shape.row, shape.pairs.attribute)
            self.naming = shape.pairs.naming
            self.slots[self._known(shape.pairs.name)].role = PAIR_NAME
            self.slots[self._known(shape.pairs.number)].role = PAIR_NUMBER
        if shape.inner is not None:
            recent = self._inner(shape.inner, recent)
        if recent > VALUES:
            raise ValueError(f"a shape with more than {VALUES} values")
        self.required = self._required(self.defaults, {self.line, self.pairs, self.inners})
        self.inner_required = ()
        if shape.inner is not None:
            self.inner_required = self._required(self.inner_defaults, {self.inner_line})

    def _known(self, field, *, reason=False):
        """Return a field id; ``ValueError`` when it can't be one, or is taken."""
        if not 0 <= field < FIELDS or (field >= FIRST_REASON) != reason:
            raise ValueError(f"{field} is not the id of such a field")
        if not reason and self.slots[field].role != UNKNOWN:
            raise ValueError(f"field {field} stands twice in a shape")
        return field

    def _place(self, row, name):
        return row._fields.index(name)

    def _defaults(self, row, given):
        return tuple(
            given.get(name, row._field_defaults.get(name, self.missing)) for name in row._fields
        )

    def _required(self, defaults, filled):
        return tuple(
            at for at, value in enumerate(defaults) if value is self.missing and at not in filled
        )

    def _value(self, field, value, Role role, row, recent):
        cdef Slot* slot = &self.slots[self._known(field)]
        slot.role = role
        slot.form = <Form><int>value.form
        slot.at = self._place(row, value.attribute)
        slot.outer = self._place(self.row, value.attribute) if value.outer else -1
        slot.recent = recent
        slot.make = <PyObject*>value.make
        if slot.form == MADE or (slot.form == SLASHED and not is_bare(slot.make)):
            self.plain = False

    def _inner(self, inner, recent):
        cdef Slot* slot
        row = inner.row
        self.inner_row = row
        self.plain = self.plain and is_bare(<PyObject*>row)
        self.inners = self._place(self.row, inner.attribute)
        self.inner_line = self._place(row, "line")
        self.inner_complete = self._place(row, "complete") if inner.damage else -1
        self.inner_defaults = self._defaults(row, inner.defaults)
        for field in inner.damage:
            self.slots[self._known(field, reason=True)].inner_damage = True
        for field, value in inner.values.items():
            self._value(field, value, INNER, row, recent)
            recent += 1
        if inner.begin not in inner.values:
            self.slots[self._known(inner.begin)].at = -1
        self.slots[inner.begin].role = BEGIN
        self.carried = ()
        if inner.carried is not None:
            self.slots[self._known(inner.carried.field)].role = CARRIED
            self.carrying = inner.carried.make
            self.carried = tuple(self._place(row, name) for name in inner.carried.attributes)
        return recent

    def rows(self, data, columns, line):
        """Return the records in printed order; ``line`` is that of the first byte of ``data``."""
        return _Run(self, data, line).all(columns)


cdef class _Run:
    """One making of rows: the record and the inner row being filled, and the last texts."""

    cdef Builder builder
    cdef bytes data
    cdef const unsigned char* start  # of the data
    cdef Py_ssize_t size, lines_above
    cdef PyObject* row               # of the record being read
    cdef PyObject* inner             # the last of its inner rows; ``inners`` owns it
    cdef object inner_defaults       # with what a heading carries
    cdef object headings, names      # text -> what it became
    cdef PyObject* name              # of a pair whose number has not come
    cdef Pile pairs, inners
    cdef Py_ssize_t named
    cdef bint lined
    cdef Recent[128] recent
    cdef Recent[64] recent_names

    def __cinit__(self, Builder builder, bytes data not None, line):
        self.builder = builder
        self.data = data
        self.size = len(data)
        self.start = data
        self.lines_above = line - 1
        self.headings = {}
        self.names = {}

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(VALUES):
            Py_XDECREF(self.recent[i].value)
        for i in range(NAMES):
            Py_XDECREF(self.recent_names[i].value)
        Py_XDECREF(self.name)
        Py_XDECREF(self.row)
        clear(&self.pairs)
        clear(&self.inners)
        free(self.pairs.items)
        free(self.inners.items)

    cdef list all(self, columns):
        cdef carray.array records = column_of(columns.record, "i")
        cdef carray.array fields = column_of(columns.field, "H")
        cdef carray.array starts = column_of(columns.start, "I")
        cdef carray.array ends = column_of(columns.end, "I")
        cdef carray.array lines = column_of(columns.line, "I")
        cdef const int* record = records.data.as_ints
        cdef const unsigned short* field = fields.data.as_ushorts
        cdef const unsigned int* start = starts.data.as_uints
        cdef const unsigned int* end = ends.data.as_uints
        cdef const unsigned int* line = lines.data.as_uints
        cdef Py_ssize_t count = len(records)
        cdef Py_ssize_t i
        cdef int64_t current = -1
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
            self.cell(field[i], self.start + start[i], end[i] - start[i], line[i])
        if current >= 0:
            rows.append(self.finished())
        return rows

    cdef int put_line(self, PyObject* row, Py_ssize_t at, int64_t line) except -1:
        cdef object number = line + self.lines_above
        Py_INCREF(<PyObject*>number)
        put_value(row, at, <PyObject*>number)
        return 0

    cdef int begin(self, int64_t line) except -1:
        """Begin a record."""
        cdef Builder builder = self.builder
        self.row = new_row(<PyObject*>builder.row, <PyObject*>builder.defaults, builder.plain)
        self.inner = NULL
        self.inner_defaults = builder.inner_defaults
        self.named = 0
        self.lined = False
        return self.put_line(self.row, builder.line, line)

    cdef int check(self, PyObject* row, tuple required) except -1:
        for at in required:
            if value_at(row, at) is <PyObject*>self.builder.missing:
                kind = type(<object>row)
                raise ValueError(f"a {kind.__name__} without {kind._fields[at]}")
        return 0

    cdef object finished(self):
        """End a record, and return its row."""
        cdef Builder builder = self.builder
        cdef Py_ssize_t i
        if self.name is not NULL:
            raise ValueError(f"{<object>self.name} without its number")
        if builder.pairs >= 0:
            put_value(self.row, builder.pairs, taken(&self.pairs, builder.plain))
        if builder.inners >= 0:
            if builder.inner_required:
                for i in range(self.inners.used):
                    self.check(self.inners.items[i], builder.inner_required)
            put_value(self.row, builder.inners, taken(&self.inners, builder.plain))
        if builder.required:
            self.check(self.row, builder.required)
        row = <object>self.row
        Py_DECREF(self.row)
        self.row = NULL
        return row

    cdef int cell(
        self, int64_t field, const unsigned char* p, Py_ssize_t size, int64_t line
    ) except -1:
        """Take in one cell."""
        cdef Builder builder = self.builder
        cdef Slot* slot = &builder.slots[field]
        if not self.lined and field >= builder.starts:
            self.put_line(self.row, builder.line, line)
            self.lined = True
        if field >= FIRST_REASON:
            if slot.damage:
                self.untrue(self.row, builder.complete)
            if slot.inner_damage and self.inner is not NULL:
                self.untrue(self.inner, builder.inner_complete)
            return 0
        if slot.role == OUTER:
            put_value(self.row, slot.at, self.value(slot, p, size))
            return 0
        if slot.role == PAIR_NAME and self.name is NULL:
            self.name = self.canonical(p, size)
            return 0
        if slot.role == PAIR_NUMBER and self.name is not NULL:
            return self.pair(p, size)
        if slot.role == BEGIN:
            self.begin_inner(line)
        if slot.role == BEGIN or slot.role == INNER:
            if slot.at >= 0:
                self.put_inner(slot, field, p, size)
            return 0
        if slot.role == CARRIED:
            self.carry(p, size)
            return 0
        raise ValueError(f"field {field} does not fit {builder.row.__name__}")

    cdef int untrue(self, PyObject* row, Py_ssize_t at) except -1:
        Py_INCREF(Py_False)
        put_value(row, at, Py_False)
        return 0

    cdef PyObject* value(self, Slot* slot, const unsigned char* p, Py_ssize_t size) except NULL:
        """Return a span's value, the one before where the span is the same."""
        cdef Recent* recent = &self.recent[slot.recent]
        cdef PyObject* made
        cdef bint kept = slot.form != NUMBER and slot.form != HEX and slot.form != MADE
        if kept and same(recent, p, size):
            Py_INCREF(recent.value)
            return recent.value
        made = value_of(p, size, slot.form, <object>slot.make, self.builder.plain)
        if kept:
            remember(recent, p, size, made)
        return made

    cdef int begin_inner(self, int64_t line) except -1:
        cdef Builder builder = self.builder
        self.inner = NULL
        push(&self.inners, new_row(
            <PyObject*>builder.inner_row, <PyObject*>self.inner_defaults, builder.plain
        ))
        self.inner = self.inners.items[self.inners.used - 1]
        return self.put_line(self.inner, builder.inner_line, line)

    cdef int put_inner(
        self, Slot* slot, int64_t field, const unsigned char* p, Py_ssize_t size
    ) except -1:
        cdef PyObject* made
        if self.inner is NULL:
            raise ValueError(
                f"field {field} stands outside of a {self.builder.inner_row.__name__}"
            )
        made = self.value(slot, p, size)
        if slot.outer >= 0 and value_at(self.row, slot.outer) is Py_None:
            Py_INCREF(made)
            put_value(self.row, slot.outer, made)
        put_value(self.inner, slot.at, made)
        return 0

    cdef int carry(self, const unsigned char* p, Py_ssize_t size) except -1:
        """Take in a heading: its values stand in the inner rows that follow."""
        cdef bytes text = p[:size]
        defaults = self.headings.get(text)
        if defaults is None:
            carried = self.builder.carrying(text.decode("utf-8", "replace"))
            filled = list(self.builder.inner_defaults)
            for at, value in zip(self.builder.carried, carried, strict=True):
                filled[at] = value
            self.headings[text] = defaults = tuple(filled)
        self.inner_defaults = defaults
        return 0

    cdef PyObject* canonical(self, const unsigned char* p, Py_ssize_t size) except NULL:
        """Return the canonical name of a pair."""
        cdef Recent* recent = &self.recent_names[self.named]
        cdef bint kept = self.named < NAMES - 1
        cdef bytes text
        if kept:
            self.named += 1
            if same(recent, p, size):
                Py_INCREF(recent.value)
                return recent.value
        text = p[:size]
        name = self.names.get(text)
        if name is None:
            self.names[text] = name = self.builder.naming(text.decode("utf-8", "replace"))
        if kept:
            remember(recent, p, size, <PyObject*>name)
        Py_INCREF(<PyObject*>name)
        return <PyObject*>name

    cdef int pair(self, const unsigned char* p, Py_ssize_t size) except -1:
        cdef PyObject* items[2]
        cdef PyObject* made
        items[1] = number_of(p, size)
        items[0] = self.name
        made = new_tuple(items, 2, self.builder.plain)
        self.name = NULL
        return push(&self.pairs, made)
