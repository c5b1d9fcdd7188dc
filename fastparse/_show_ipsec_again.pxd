# cython: language_level=3
"""Identities of ``show crypto ipsec sa`` that are printed as one before, read by its form."""

from fastparse._show_ipsec_form cimport Again
from fastparse._show_ipsec_state cimport Ipsec
from fastparse._show_lines cimport Reader

cdef void new_form(Again* a) noexcept nogil
cdef bint again(Again* a, Ipsec* s, Reader* r) noexcept nogil
