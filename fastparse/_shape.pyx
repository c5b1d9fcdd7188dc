# cython: language_level=3
"""A shape as the compiled builder walks it: what to do with each field, by its id."""

cimport cython
from cpython.object cimport PyObject
from libc.string cimport memset

from fastparse._values cimport FIXED, HEX, MADE, NETWORK, NUMBER, RANGE, SLASHED, Form


cdef bint is_bare(kind):
    """Whether instances have neither a dictionary nor weak references."""
    return kind.__dictoffset__ == 0 and kind.__weakrefoffset__ == 0


cdef int put_places(Places* places, found) except -1:
    if len(found) > PLACES:
        raise ValueError("a shape with too many values")
    for at in sorted(found):
        places.at[places.count] = at
        places.count += 1
    return 0


@cython.final
cdef class Kind:
    pass


@cython.final
cdef class Table:
    def __init__(self, shape):
        memset(self.slots, 0, sizeof(self.slots))
        self.shape = shape
        self.missing = object()
        self.row = shape.row
        self.starts = shape.starts
        self.plain = is_bare(self.row)
        self.given = (self._defaults(shape.row, {}),)
        self.line = self._place(shape.row, "line")
        self.complete = self._place(shape.row, "complete") if shape.damage else -1
        for field in shape.damage:
            self.slots[self._known(field, reason=True)].damage = True
        for field in shape.left_out:
            self.slots[self._known(field)].role = LEFT_OUT
        recent = 0
        for field, value in shape.values.items():
            self._value(field, value, OUTER, shape.row, recent)
            recent += 1
        if len(shape.pairs) > PAIRS:
            raise ValueError("a shape with too many kinds of pairs")
        self.namings = []
        for pairs in shape.pairs:
            self._pairs(pairs)
        self.spread = -1
        if shape.spread is not None:
            self.spread = self._place(shape.row, shape.spread.attribute)
            self.mark = self._place(shape.row, shape.spread.mark)
            self.group = tuple(self._place(shape.row, name) for name in shape.spread.group)
        self.kinds = []
        for inner in shape.inners:
            recent = self._inner(inner, recent)
        if recent > VALUES or len(self.kinds) > KINDS:
            raise ValueError("a shape with too many values")
        for number, kind in enumerate(self.kinds):
            self.kind[number] = <PyObject*>kind
        filled = {self.line, *((<Kind>kind).into for kind in self.kinds)}
        filled.update(self._place(shape.row, pairs.attribute) for pairs in shape.pairs)
        put_places(&self.required, self._required(self.given[0], filled))

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
        return {
            at for at, value in enumerate(defaults) if value is self.missing and at not in filled
        }

    def _value(self, field, value, Role role, row, recent):
        cdef Slot* slot = &self.slots[self._known(field)]
        slot.role = role
        slot.form = <Form><int>value.form
        slot.at = self._place(row, value.attribute)
        slot.outer = self._place(self.row, value.attribute) if value.outer else -1
        slot.recent = recent
        slot.make = <PyObject*>value.make
        slot.kept = slot.form != NUMBER and slot.form != HEX and slot.form != MADE
        slot.many = self._list(slot.at) if value.many else -1
        if (
            slot.form == MADE
            or (slot.form in (SLASHED, NETWORK, RANGE) and not is_bare(value.make))
            or (slot.form == FIXED and not isinstance(value.make, (str, int)))
        ):
            self.plain = False

    def _pairs(self, pairs):
        cdef int kind = len(self.namings)
        self.pairs[kind] = self._place(self.row, pairs.attribute)
        self.namings.append(pairs.naming)
        for field in (pairs.name, *pairs.names):
            self.slots[self._known(field)].role = PAIR_NAME
            self.slots[field].kind = kind
        for field, name in pairs.names.items():
            self.slots[field].make = <PyObject*>name
        self.slots[self._known(pairs.number)].role = PAIR_NUMBER
        self.slots[pairs.number].kind = kind

    def _list(self, at):
        """Return which list fills a place."""
        cdef int i
        for i in range(self.lists):
            if self.list_at[i] == at:
                return i
        if self.lists == LISTS:
            raise ValueError("a shape with too many lists")
        self.list_at[self.lists] = at
        self.lists += 1
        return self.lists - 1

    def _inner(self, inner, recent):
        cdef Kind kind = Kind()
        cdef int number = len(self.kinds)
        row = inner.row
        kind.row = row
        self.plain = self.plain and is_bare(row)
        kind.into = self._place(self.row, inner.attribute)
        kind.line = self._place(row, "line")
        kind.complete = self._place(row, "complete") if inner.damage else -1
        kind.given = (self._defaults(row, inner.defaults),)
        put_places(&kind.required, self._required(kind.given[0], {kind.line}))
        for field in inner.damage:
            self.slots[self._known(field, reason=True)].inner_damage |= 1 << number
        for field, value in inner.values.items():
            self._value(field, value, INNER, row, recent)
            self.slots[field].kind = number
            recent += 1
        if inner.begin not in inner.values:
            self.slots[self._known(inner.begin)].at = -1
        self.slots[inner.begin].role = BEGIN
        self.slots[inner.begin].kind = number
        kind.carried = ()
        if inner.carried is not None:
            self.slots[self._known(inner.carried.field)].role = CARRIED
            self.slots[inner.carried.field].kind = number
            kind.carrying = inner.carried.make
            kind.carried = tuple(self._place(row, name) for name in inner.carried.attributes)
        self.kinds.append(kind)
        return recent
