# cython: language_level=3
"""The scanner's tables."""

from fastparse._find cimport finder_path
from fastparse._walk cimport Aim, Key, Plan

cdef class Tables:
    cdef Plan plan
    cdef finder_path path
    cdef Aim* aims
    cdef Key* key
    cdef list kept       # what the pointers point into
    cdef size_t templates
    cdef size_t ops
    cdef size_t most_ops
