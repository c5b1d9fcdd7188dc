"""Builds the Cython extensions, always from the .pyx, and nothing else."""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

sanitize = os.environ.get("FASTPARSE_SANITIZE", "")  # e.g. address,undefined
compile_flags = [f"-fsanitize={sanitize}", "-g", "-O1"] if sanitize else ["-O3"]
link_flags = [f"-fsanitize={sanitize}"] if sanitize else []
sources = [*Path("fastparse").glob("*.pyx"), *Path("remediate").rglob("*.pyx")]
extensions = [
    Extension(
        ".".join(source.with_suffix("").parts),
        [str(source)],
        extra_compile_args=compile_flags,
        extra_link_args=link_flags,
    )
    for source in sorted(sources)
]
directives = {
    "language_level": "3",
    "boundscheck": False,
    "wraparound": False,
    "initializedcheck": False,
}
setup(
    ext_modules=cythonize(
        extensions, build_dir="build/cython", compiler_directives=directives, force=True
    )
)
