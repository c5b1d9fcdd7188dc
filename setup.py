"""Builds the Cython extensions, always from the .pyx, and nothing else."""

import os
import sysconfig
import zlib
from pathlib import Path

import Cython
from Cython.Build import cythonize
from setuptools import Extension, setup

sanitize = os.environ.get("FASTPARSE_SANITIZE", "")  # e.g. address,undefined
compile_flags = [f"-fsanitize={sanitize}", "-g", "-O1"] if sanitize else ["-O3"]
found = [*Path("fastparse").glob("*.pyx"), *Path("remediate").rglob("*.pyx")]
sources = {".".join(source.with_suffix("").parts): str(source) for source in sorted(found)}
# Through the stable ABI they serve every CPython from 3.11 on, but for builds without a GIL.
stable = not (sanitize or sysconfig.get_config_var("Py_GIL_DISABLED"))
extensions = [
    Extension(
        name,
        [source],
        depends=["setup.py"],
        define_macros=[("Py_LIMITED_API", "0x030B0000")] if stable else [],
        extra_compile_args=compile_flags,
        extra_link_args=[f"-fsanitize={sanitize}"] if sanitize else [],
        py_limited_api=stable,
    )
    for name, source in sources.items()
]
unwanted = ("autotestdict", "boundscheck", "initializedcheck", "wraparound")
# A .c is made again when its sources are newer; in another folder when what makes it is another.
maker = f"{zlib.crc32(Path(__file__).read_bytes() + Cython.__version__.encode()):08x}"
extensions = cythonize(
    extensions,
    build_dir=f"build/cython/{maker}",
    compiler_directives={"language_level": "3"} | dict.fromkeys(unwanted, False),
)
options = {"bdist_wheel": {"py_limited_api": "cp311"}} if stable else {}
setup(ext_modules=extensions, options=options)
