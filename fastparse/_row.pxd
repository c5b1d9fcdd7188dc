# cython: language_level=3
"""Rows being filled: named tuples whose places are set one by one before anyone sees them."""

from cpython.object cimport PyObject

cdef extern from *:
    """
    /* A row of ``type``; ``given`` is a tuple of one tuple: the row's defaults. Rows of texts, numbers and
       other such rows can't be part of a cycle: the collector need not visit them (``plain``). */
    static PyObject *fastparse_row(PyObject *type, PyObject *given, int plain) {
        static newfunc make = NULL;
        PyObject *row;
        if (make == NULL) make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
        row = make((PyTypeObject *)type, given, NULL);
        if (row != NULL && plain && PyObject_GC_IsTracked(row)) PyObject_GC_UnTrack(row);
        return row;
    }
    /* A tuple of objects whose references are taken over, once there is one. */
    static PyObject *fastparse_tuple(PyObject **items, Py_ssize_t size, int plain) {
        Py_ssize_t i;
        PyObject *made = PyTuple_New(size);
        if (made == NULL) return NULL;
        for (i = 0; i < size; i++) PyTuple_SetItem(made, i, items[i]);
        if (plain && PyObject_GC_IsTracked(made)) PyObject_GC_UnTrack(made);
        return made;
    }
    """
    PyObject* new_row "fastparse_row"(PyObject*, PyObject*, int) except NULL
    # Put a value, whose reference is taken over, into a row that nobody else holds.
    int put_value "PyTuple_SetItem"(PyObject*, Py_ssize_t, PyObject*) except -1
    PyObject* value_at "PyTuple_GetItem"(PyObject*, Py_ssize_t) except NULL
    PyObject* new_tuple "fastparse_tuple"(PyObject**, Py_ssize_t, int) except NULL
