# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Sections of known forms as rows of values.

Same rules as ``fastparse.reference.config_sheets``, which the tests hold it against.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SetItem
from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memcmp

from fastparse._config_marks cimport NO_FORM, NUMBER, SPANS, Bytes, Table, form_of, ordinary, table_of
from fastparse._config_rows cimport Rows, rows_of

cdef enum:
    BEFORE = 3  # what stands in a row before its places
    NOWHERE = -1

ctypedef unsigned long long Places


cdef class Layout:
    """A sheet as C numbers: where the words of each form go."""

    cdef Table heads
    cdef Table lines
    cdef int* head_place
    cdef int* line_place
    cdef int places
    cdef int several
    cdef int shared
    cdef int needed
    cdef bint numbered

    def __cinit__(self, object sheet):
        cdef int at
        self.heads, self.lines = table_of(sheet.heads), table_of(sheet.lines)
        self.places, self.several, self.shared = sheet.places, sheet.several, sheet.shared
        self.needed, self.numbered = sheet.needed, sheet.numbered
        self.head_place = <int*>PyMem_Malloc((len(sheet.heads.forms) + 1) * sizeof(int))
        self.line_place = <int*>PyMem_Malloc((len(sheet.lines.forms) + 1) * sizeof(int))
        if self.head_place is NULL or self.line_place is NULL:
            raise MemoryError
        for at, form in enumerate(sheet.heads.forms):
            self.head_place[at] = form.place if form.number >= 0 else NOWHERE
        for at, form in enumerate(sheet.lines.forms):
            self.line_place[at] = form.place if form.number >= 0 else NOWHERE

    def __dealloc__(self):
        PyMem_Free(self.head_place)
        PyMem_Free(self.line_place)


cdef struct Line:
    Py_ssize_t row
    Py_ssize_t spans[SPANS]
    int kept
    int form  # its place among the forms


cdef struct Open:
    Py_ssize_t first  # the row that the section begins at
    Py_ssize_t words[SPANS]  # where the words stand that its heads share
    Places filled


cdef inline bint take(const Rows* rows, Table table, Py_ssize_t row, Line* line) noexcept nogil:
    """Whether a row has a form, and what it keeps."""
    cdef Py_ssize_t reach
    line.row = row
    line.kept = 0
    line.form = NO_FORM
    if rows.head[row] != -1 and ordinary(rows.data, rows.start[row], rows.end[row]):
        line.form = form_of(table, rows.data, rows.start[row], rows.end[row], line.spans, &line.kept, &reach)
    return line.form != NO_FORM


cdef inline object word(const Rows* rows, const Line* line, int place):
    cdef Py_ssize_t low = line.spans[2 * place]
    if low >= 0:
        return PyUnicode_DecodeASCII(<const char*>rows.data + low, line.spans[2 * place + 1] - low, NULL)
    return line.spans[2 * place + 1] if low == NUMBER else rows.number[line.row]


cdef inline int put(tuple values, int place, object value) except -1:
    Py_INCREF(value)
    PyTuple_SetItem(values, place, value)
    return 0


cdef Places wants(const Line* line, int place, int skipped, int several) noexcept nogil:
    """Return the places that the words of a line go to, the one for several aside."""
    cdef Places wanted
    if place == NOWHERE:
        return 0
    wanted = ((<Places>1 << max(1, line.kept - skipped)) - 1) << place
    return wanted & ~(<Places>1 << several) if several >= 0 else wanted


cdef int fill(
    const Rows* rows, const Line* line, int place, int skipped, int number, Layout layout, tuple values, list several
) except -1:
    """Put the words of a line, or the number of its form, in their places."""
    cdef int item
    cdef object value
    for item in range(max(1, line.kept - skipped) if place != NOWHERE else 0):
        value = word(rows, line, skipped + item) if line.kept > skipped else number
        if place + item == layout.several:
            several.append(value)
        else:
            put(values, BEFORE + place + item, value)
    return 0


cdef tuple begun(const Rows* rows, const Line* line, Layout layout):
    """Return a new row with what its head says, the words that heads share among it."""
    cdef tuple values = PyTuple_New(BEFORE + layout.places + layout.numbered)
    cdef int item
    put(values, 0, line.row)
    put(values, 1, layout.heads.shapes[line.form].number)
    put(values, 2, rows.number[line.row])
    for item in range(layout.shared):
        put(values, BEFORE + item, word(rows, line, item))
    return values


cdef tuple ended(const Rows* rows, Layout layout, const Open* section, tuple values, list several, Py_ssize_t stop):
    """Return a row with what is still missing: empty places, several words, the numbers of its lines."""
    cdef int place
    cdef Py_ssize_t row
    cdef tuple numbers
    for place in range(layout.places):
        if place == layout.several:
            put(values, BEFORE + place, tuple(several) if several else ())
        elif not section.filled >> place & 1:
            put(values, BEFORE + place, None)
    if layout.numbered:
        numbers = PyTuple_New(stop - section.first)
        for row in range(section.first, stop):
            put(numbers, <int>(row - section.first), rows.number[row])
        put(values, BEFORE + layout.places, numbers)
    return values


cdef bint alike(const Rows* rows, const Line* line, const Open* section, int shared) noexcept nogil:
    """Whether a head has the words that the heads of a section share."""
    cdef int item
    cdef Py_ssize_t low, size, other
    for item in range(shared):
        low, other = line.spans[2 * item], section.words[2 * item]
        size = section.words[2 * item + 1] - other
        if low < 0 or other < 0:
            if low != other or line.spans[2 * item + 1] != section.words[2 * item + 1]:
                return False
        elif line.spans[2 * item + 1] - low != size or memcmp(rows.data + low, rows.data + other, size) != 0:
            return False
    return True


cdef class Sections:
    """The rows of a sheet, one at a time: nobody holds those of a whole block."""

    cdef Rows rows
    cdef Layout layout
    cdef bytes data
    cdef list held  # columns that are held are not resized
    cdef Py_ssize_t row
    cdef Py_ssize_t stop
    # Of neighbours that share words: the section that they are, and what comes after it.
    cdef Open section
    cdef tuple values
    cdef list several
    cdef object following

    def __cinit__(self, bytes data not None, object columns, Py_ssize_t first, Py_ssize_t stop, Layout layout not None):
        self.rows = rows_of(data, columns, first, stop)
        self.data = data
        self.held = [memoryview(column) for column in columns[:6]]
        self.layout = layout
        self.row, self.stop = first, stop

    def __iter__(self):
        return self

    def __next__(self):
        cdef object found = neighbours(self) if self.layout.shared else one(self)
        if found is None:
            self.held.clear()
            raise StopIteration
        return found


cdef Py_ssize_t next_top(Sections at) noexcept nogil:
    """Return the row of the next section, -1 after the last; ``at.row`` is then the row after its lines."""
    cdef Py_ssize_t top
    while at.row < at.stop:
        top = at.row
        at.row += 1
        while at.row < at.stop and at.rows.parent[at.row] >= 0:
            at.row += 1
        if at.rows.parent[top] < 0:
            return top
    return -1


cdef object one(Sections at):
    """Return the row of the next section that has one, or the row alone of one that isn't usual; None after the last."""
    cdef Py_ssize_t top = next_top(at)
    cdef object found = None
    while top >= 0:
        found = with_lines(&at.rows, at.layout, top, at.row, True)
        if found is not None:
            break
        top = next_top(at)
    return found


cdef object with_lines(const Rows* rows, Layout layout, Py_ssize_t top, Py_ssize_t stop, bint making):
    """Return the row of one section; None where it has none, its row of the configuration alone where it isn't usual.

    ``making``: False where nobody wants the row, which is then True.
    """
    cdef Line line
    cdef Open section
    cdef Places wanted
    cdef tuple values = None
    cdef list several = None
    cdef int place, number
    cdef Py_ssize_t row
    if not take(rows, layout.heads, top, &line):
        return top
    number = layout.heads.shapes[line.form].number
    place = layout.head_place[line.form]
    if place == NOWHERE and line.kept:
        place = 0
    section.first = top
    section.filled = wants(&line, place, 0, layout.several)
    making = making and number
    if making:
        several = []
        values = begun(rows, &line, layout)
        fill(rows, &line, place, 0, number, layout, values, several)
    for row in range(top + 1, stop):
        if rows.parent[row] != top or not take(rows, layout.lines, row, &line):
            return top
        place = layout.line_place[line.form]
        wanted = wants(&line, place, 0, layout.several)
        if wanted & section.filled:
            return top
        section.filled |= wanted
        if making:
            fill(rows, &line, place, 0, layout.lines.shapes[line.form].number, layout, values, several)
    if layout.needed >= 0 and not section.filled >> layout.needed & 1:
        return None
    if making:
        return ended(rows, layout, &section, values, several, stop)
    return True if number else None


cdef object neighbours(Sections at):
    """Return what :func:`one` does, where heads that share words are one section."""
    cdef const Rows* rows = &at.rows
    cdef Layout layout = at.layout
    cdef Line line
    cdef Places wanted
    cdef Py_ssize_t top
    cdef object found = None
    cdef tuple values = at.values
    cdef int place, item, number
    at.values = None  # a tuple that somebody else holds can't be filled
    if at.following is not None:
        found, at.following = at.following, None
        return found  # no section is open
    while found is None:
        top = next_top(at)
        if top < 0:
            break
        if at.row > top + 1 or not take(rows, layout.heads, top, &line):
            if values is None:
                return top
            at.following = top
            return ended(rows, layout, &at.section, values, at.several, top)
        number = layout.heads.shapes[line.form].number
        place = layout.head_place[line.form]
        if place == NOWHERE and line.kept > layout.shared:
            place = layout.shared
        wanted = wants(&line, place, layout.shared, layout.several)
        if values is not None and (
            not number or wanted & at.section.filled or not alike(rows, &line, &at.section, layout.shared)
        ):
            found = ended(rows, layout, &at.section, values, at.several, top)
            values = None
        if not number:
            continue
        if values is None:
            at.section.first = top
            at.section.filled = (<Places>1 << layout.shared) - 1
            for item in range(2 * layout.shared):
                at.section.words[item] = line.spans[item]
            at.several = []
            values = begun(rows, &line, layout)
        at.section.filled |= wanted
        fill(rows, &line, place, layout.shared, number, layout, values, at.several)
    if found is None:
        return None if values is None else ended(rows, layout, &at.section, values, at.several, at.stop)
    at.values = values
    return found


def usual(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, kind):
    """Return neighbouring sections of some rows that are usual as runs, or the row alone of one that is not.

    A run is (first row, row after the last, how many rows a sheet of them has). ``ValueError`` where
    heads share words.
    """
    if kind.table is None:
        kind.table = Layout(kind)
    cdef Sections at = Sections(data, columns, first, stop, kind.table)
    cdef Py_ssize_t top, begin = -1, count = 0
    cdef list found = []
    if at.layout.shared:
        raise ValueError("neighbours that share words are one section")
    while True:
        top = next_top(at)
        row = None if top < 0 else with_lines(&at.rows, at.layout, top, at.row, False)
        if begin >= 0 and (top < 0 or type(row) is int):
            found.append((begin, top if top >= 0 else stop, count))
            begin = -1
        if top < 0:
            return found
        if type(row) is int:
            found.append(row)
            continue
        if begin < 0:
            begin, count = top, 0
        count += row is not None


def sheet(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, kind):
    """Yield the sections of some rows as rows of a sheet, or as the row alone of one that is not usual.

    See :class:`fastparse.config_forms.Sheet`. What is wrapped, nested deeper, not ASCII or has a
    comment at its end has no form.
    """
    if kind.table is None:
        kind.table = Layout(kind)
    return Sections(data, columns, first, stop, kind.table)
