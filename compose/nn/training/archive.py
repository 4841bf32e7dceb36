"""Named arrays in one file that NumPy reads as well: whole or not there, and never pickled."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final, TypeAlias
from zipfile import ZipFile, ZipInfo

import numpy as np

from compose.errors import CheckpointError
from compose.files import naming, replacing
from compose.nn.data import Array

__all__ = ["PathLike", "read_arrays", "write_arrays"]

PathLike: TypeAlias = str | os.PathLike[str]

_SUFFIX: Final = ".npy"
_UNIX: Final = 3


def write_arrays(path: PathLike, arrays: Mapping[str, Array]) -> None:
    """Write arrays beside a file, and put them in its place when all are on the disk.

    Parameters
    ----------
    path : str or path
        The file; its folder is there already. The same arrays give the same bytes.
    arrays : mapping of str to ndarray
        Numbers or text.

    Raises
    ------
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_arrays(Path(folder, "two.npz"), {"a": np.ones(2), "b": np.array("text")})
    ...     read_arrays(Path(folder, "two.npz"))
    {'a': array([1., 1.]), 'b': array('text', dtype='<U4')}
    """
    name = os.fspath(path)
    if Path(path).is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    with naming(name), replacing(Path(os.path.realpath(path))) as stream:
        _send(stream, arrays)


def _send(stream: IO[bytes], arrays: Mapping[str, Array]) -> None:
    with ZipFile(stream, "w") as archive:
        for name, array in arrays.items():
            # An entry of its own making has no clock and no computer in it.
            entry = ZipInfo(name + _SUFFIX)
            entry.create_system = _UNIX
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)


def read_arrays(path: PathLike) -> dict[str, Array]:
    """Read arrays that `write_arrays` or ``numpy.savez`` wrote.

    Parameters
    ----------
    path : str or path
        The file.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    CheckpointError
        If it is no such file, is cut off or changed, or holds Python objects.
    OSError
        If it cannot be opened.
    """
    with Path(path).open("rb") as stream:
        try:
            return _received(stream)
        # A file from anywhere can break the readers of zip and NumPy in any way.
        except Exception as error:
            raise CheckpointError(
                os.fspath(path),
                f"it cannot be read as .npz ({_reason(error)}); it is cut off, changed, or another "
                "kind of file, so begin without it",
            ) from error


def _received(stream: IO[bytes]) -> dict[str, Array]:
    with ZipFile(stream) as archive:
        arrays: dict[str, Array] = {}
        for entry in archive.infolist():
            with archive.open(entry) as member:
                array = np.lib.format.read_array(member, allow_pickle=False)
                # What was changed is noticed at the end of an entry.
                member.read()
            arrays[entry.filename.removesuffix(_SUFFIX)] = array
        return arrays


def _reason(error: Any) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
