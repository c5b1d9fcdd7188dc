# cython: language_level=3
"""Rows being filled: named tuples whose places are set one by one before anyone sees them."""

from cpython.object cimport PyObject

cdef extern from *:
    """
    /* A row of ``type`` filled with the defaults. Rows of texts, numbers and other such rows can't
       be part of a cycle: the collector need not visit them (``plain``). */
    static PyObject *fastparse_row(PyObject *type, PyObject *defaults, int plain) {
        Py_ssize_t i, size = PyTuple_GET_SIZE(defaults);
        PyTypeObject *kind = (PyTypeObject *)type;
        PyObject *row = kind->tp_alloc(kind, size);
        if (row == NULL) return NULL;
    #if PY_VERSION_HEX >= 0x030E0000
        ((PyTupleObject *)row)->ob_hash = -1;
    #endif
        for (i = 0; i < size; i++) {
            PyObject *value = PyTuple_GET_ITEM(defaults, i);
            Py_INCREF(value);
            ((PyTupleObject *)row)->ob_item[i] = value;
        }
        if (plain && PyObject_GC_IsTracked(row)) PyObject_GC_UnTrack(row);
        return row;
    }
    /* Put a value, whose reference is taken over, into a row. */
    static inline void fastparse_put(PyObject *row, Py_ssize_t at, PyObject *value) {
        PyObject *before = ((PyTupleObject *)row)->ob_item[at];
        ((PyTupleObject *)row)->ob_item[at] = value;
        Py_XDECREF(before);
    }
    static inline PyObject *fastparse_at(PyObject *row, Py_ssize_t at) {
        return ((PyTupleObject *)row)->ob_item[at];
    }
    /* A tuple of objects whose references are taken over. */
    static PyObject *fastparse_tuple(PyObject **items, Py_ssize_t size, int plain) {
        PyObject *made = PyTuple_New(size);
        if (made == NULL) return NULL;
        if (size) memcpy(((PyTupleObject *)made)->ob_item, items, (size_t)size * sizeof *items);
        if (plain && PyObject_GC_IsTracked(made)) PyObject_GC_UnTrack(made);
        return made;
    }
    /* Whether instances have neither a dictionary nor weak references. */
    static int fastparse_bare(PyObject *type) {
        PyTypeObject *kind = (PyTypeObject *)type;
        return kind->tp_dictoffset == 0 && kind->tp_weaklistoffset == 0;
    }
    """
    PyObject* new_row "fastparse_row"(PyObject*, PyObject*, int) except NULL
    void put_value "fastparse_put"(PyObject*, Py_ssize_t, PyObject*)
    PyObject* value_at "fastparse_at"(PyObject*, Py_ssize_t)
    PyObject* new_tuple "fastparse_tuple"(PyObject**, Py_ssize_t, int) except NULL
    bint is_bare "fastparse_bare"(PyObject*)
