# cython: language_level=3
"""The ``key value`` pairs of ``show crypto ipsec sa``."""

from fastparse._show_columns cimport Bytes
from fastparse._show_ipsec_state cimport Ipsec

cdef int segments(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
