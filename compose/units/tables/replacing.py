"""A file that is replaced whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

__all__ = ["replaced"]


def replaced(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file; its path holds the old content until the new one is complete.

    Parameters
    ----------
    path : path
        A device or a pipe is written to, and not replaced.
    content : bytes

    Raises
    ------
    OSError
        The path cannot be written; it is what the error names.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     replaced(Path(folder) / "facts.csv", b"src,dst")
    ...     (Path(folder) / "facts.csv").read_bytes()
    b'src,dst'
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replaced(target, content)
    except OSError as error:
        if error.errno is None:
            raise
        raise type(error)(error.errno, error.strerror, os.fspath(path)) from None


def _replaced(target: Path, content: bytes) -> None:
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
