"""Files that are replaced whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

__all__ = ["naming", "replacing"]


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Let errors name the path, and not the file beside it that is to replace it.

    Parameters
    ----------
    path : str
        As the user gave it.

    Raises
    ------
    OSError
        What was raised inside, about this path.

    Examples
    --------
    >>> try:
    ...     with naming("note.txt"), open("no/such/folder"):
    ...         pass
    ... except FileNotFoundError as error:
    ...     print(error.filename)
    note.txt
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise type(error)(error.errno, error.strerror, path) from None


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write beside a file, and put the whole in its place at the end.

    Parameters
    ----------
    path : Path
        A file, there already or not; what a link leads to is for the caller to find.

    Yields
    ------
    file object
        A stream of bytes. Only when all of it is on the disk is the old file replaced, which hands
        on its permissions. When anything fails, the old file is as it was, and nothing is left
        beside it.

    Raises
    ------
    OSError
        If the folder cannot be written to.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with replacing(Path(folder, "note.txt")) as stream:
    ...         _ = stream.write(b"all of it")
    ...         before = Path(folder, "note.txt").exists()
    ...     before, Path(folder, "note.txt").read_bytes()
    (False, b'all of it')
    """
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise
