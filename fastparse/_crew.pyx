# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Threads that work without the interpreter's lock, from one task to the next.

Whoever holds the lock for a while, as the caller does who reads what they found, makes them wait
for nothing.
"""

from threading import Thread

cdef extern from "pthread.h" nogil:
    ctypedef struct pthread_mutex_t:
        pass
    ctypedef struct pthread_cond_t:
        pass
    int pthread_mutex_init(pthread_mutex_t*, void*)
    int pthread_mutex_destroy(pthread_mutex_t*)
    int pthread_mutex_lock(pthread_mutex_t*)
    int pthread_mutex_unlock(pthread_mutex_t*)
    int pthread_cond_init(pthread_cond_t*, void*)
    int pthread_cond_destroy(pthread_cond_t*)
    int pthread_cond_wait(pthread_cond_t*, pthread_mutex_t*)
    int pthread_cond_broadcast(pthread_cond_t*)

cdef enum:
    ROOM = 1024     # tasks that wait at most


cdef class Task:
    """Something to do without the interpreter's lock."""

    cdef void work(self) noexcept nogil:
        pass


cdef class Crew:
    """``jobs`` threads that take tasks in order, the caller of :meth:`finish` being one of them."""

    cdef pthread_mutex_t mutex
    cdef pthread_cond_t changed
    cdef void* open_[ROOM]      # a ring of tasks
    cdef Py_ssize_t first
    cdef Py_ssize_t count
    cdef bint over
    cdef list threads
    cdef set kept               # tasks that a thread may work on, whoever else lets go of them

    def __cinit__(self):
        if pthread_mutex_init(&self.mutex, NULL) or pthread_cond_init(&self.changed, NULL):
            raise MemoryError

    def __init__(self, Py_ssize_t jobs):
        if jobs < 1:
            raise ValueError("at least one thread works")
        self.threads = []
        self.kept = set()
        try:
            for _ in range(jobs - 1):
                thread = Thread(target=self.serve, daemon=True)
                thread.start()
                self.threads.append(thread)
        except RuntimeError:    # there can be no more
            self.close()
            raise

    def __dealloc__(self):
        pthread_cond_destroy(&self.changed)
        pthread_mutex_destroy(&self.mutex)

    def add(self, Task task not None):
        """Take a task."""
        if self.count == ROOM:
            raise ValueError("too many tasks wait")
        self.kept.add(task)
        with nogil:
            pthread_mutex_lock(&self.mutex)
            self.open_[(self.first + self.count) % ROOM] = <void*>task
            self.count += 1
            pthread_cond_broadcast(&self.changed)
            pthread_mutex_unlock(&self.mutex)

    def finish(self, Task task not None):
        """Return when a task that was added is done; work on what is open meanwhile."""
        with nogil:
            self.work_until(&task.done)
        self.kept.discard(task)

    def serve(self):
        """Work on what is open until the crew is closed."""
        with nogil:
            self.work_until(&self.over)

    cdef void work_until(self, const bint* ended) noexcept nogil:
        """Work on what is open, and wait for more, until ``ended``."""
        pthread_mutex_lock(&self.mutex)
        while not ended[0]:
            if self.count:
                self.next_()
            else:
                pthread_cond_wait(&self.changed, &self.mutex)
        pthread_mutex_unlock(&self.mutex)

    cdef void next_(self) noexcept nogil:
        """Work on the next task; the mutex is held before and after."""
        cdef void* task = self.open_[self.first]
        self.first = (self.first + 1) % ROOM
        self.count -= 1
        pthread_mutex_unlock(&self.mutex)
        (<Task>task).work()
        pthread_mutex_lock(&self.mutex)
        (<Task>task).done = True
        pthread_cond_broadcast(&self.changed)

    def close(self):
        """End the threads; what they have not begun is left undone."""
        with nogil:
            pthread_mutex_lock(&self.mutex)
            self.over = True
            self.count = 0
            pthread_cond_broadcast(&self.changed)
            pthread_mutex_unlock(&self.mutex)
        for thread in self.threads:
            thread.join()
        self.kept.clear()
