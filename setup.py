"""Builds the Cython extensions of fastparse, always from the .pyx, and nothing else."""

import os

from Cython.Build import cythonize
from setuptools import Extension, setup

sanitize = os.environ.get("FASTPARSE_SANITIZE", "")
flags = [f"-fsanitize={sanitize}", "-g", "-O1"] if sanitize else ["-O3"]
extensions = [
    Extension(
        f"fastparse.{name}",
        [f"fastparse/{name}.pyx"],
        extra_compile_args=flags,
        extra_link_args=[f"-fsanitize={sanitize}"] if sanitize else [],
    )
    for name in ("_scan", "_show", "_config")
]
setup(
    ext_modules=cythonize(
        extensions,
        build_dir="build/cython",
        compiler_directives={
            "language_level": "3",
            "boundscheck": False,
            "wraparound": False,
            "initializedcheck": False,
            "embedsignature": True,
        },
    )
)
