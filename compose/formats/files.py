"""Paths and streams: a file is replaced whole or not at all, and packed where its name says so."""

from __future__ import annotations

import codecs
import errno
import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from compose.errors import FormatError
from compose.files import naming, replacing
from compose.formats.progress import Progress, Told, metered

__all__ = ["File", "check", "pieces", "title", "write"]

File: TypeAlias = str | os.PathLike[str] | IO[Any]

_PIECE: Final = 1 << 18
_PACKED: Final = ".gz"
_LEVEL: Final = 6


def check(file: Any, method: str) -> None:
    """Refuse what is neither a path nor a stream that has the method.

    Raises
    ------
    FormatError
        It is something else.
    """
    if not isinstance(file, (str, os.PathLike)) and not hasattr(file, method):
        problem = f"a path is wanted, or a stream with .{method}(); {file!r} is neither"
        raise FormatError(f"a {type(file).__name__}", problem)


def title(file: File) -> str:
    """Give what an error calls the file: its path, or the name of the stream."""
    if isinstance(file, (str, os.PathLike)):
        return os.fspath(file)
    return str(getattr(file, "name", "the stream"))


def pieces(file: File, progress: Told | None = None) -> Generator[str | bytes]:
    """Read a path as bytes, unpacked if its name ends in ``.gz``, or a stream as what it gives.

    Parameters
    ----------
    file : str, path or file object
        Where from.
    progress : callable, optional
        Takes what has been read of the file as it lies there, packed or not, and its size. Of a
        stream the size is None until its end, and text is counted in characters.

    Raises
    ------
    FormatError
        A packed file is not one, or has been cut off.
    """
    if not isinstance(file, (str, os.PathLike)):
        yield from metered(_chunks(file), Progress(progress, None))
        return
    with Path(file).open("rb") as stream:
        size = _size(stream)
        parts = _unpacked(stream, title(file)) if _is_packed(file) else _chunks(stream)
        yield from metered(parts, Progress(progress, size), None if size is None else stream.tell)


def _chunks(stream: IO[Any]) -> Iterator[str | bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _size(stream: IO[bytes]) -> int | None:
    """Give the size of a file; a pipe has none."""
    about = os.fstat(stream.fileno())
    return about.st_size if stat.S_ISREG(about.st_mode) else None


def _is_packed(path: str | os.PathLike[str]) -> bool:
    return Path(path).suffix.lower() == _PACKED


def _unpacked(stream: IO[bytes], name: str) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
        try:
            while piece := unpacked.read(_PIECE):
                yield piece
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FormatError(name, f"it cannot be unpacked as {_PACKED}: {error}") from error


def write(file: File, parts: Iterable[str]) -> None:
    """Write an XML document; a path holds the old file until the new one is complete.

    Parameters
    ----------
    file : str, path or file object
        A path that ends in ``.gz`` is packed. A stream of text or of bytes is written as it
        stands, and left open.
    parts : iterable of str
        The document, which says of itself that it is in UTF-8.

    Raises
    ------
    OSError
        The path cannot be written; it is what the error names.
    """
    if not isinstance(file, (str, os.PathLike)):
        _send(parts, file)
        return
    with naming(title(file)), _opened(Path(file)) as stream:
        if not _is_packed(file):
            _send(parts, stream)
            return
        # Neither a name nor a time: one graph gives the same bytes always.
        with gzip.GzipFile("", "wb", _LEVEL, stream, mtime=0) as packed:
            _send(parts, packed)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    replaces = path.is_file() or not path.exists()
    # A device or a pipe is written to and not replaced.
    with replacing(Path(os.path.realpath(path))) if replaces else path.open("wb") as stream:
        yield stream


def _send(parts: Iterable[str], stream: Any) -> None:
    encode = _encoder(stream)
    for part in parts:
        stream.write(encode(part))


def _encoder(stream: Any) -> Callable[[str], str | bytes]:
    if not isinstance(stream, (io.TextIOBase, codecs.StreamReaderWriter, codecs.StreamWriter)):
        return str.encode
    encoding = getattr(stream, "encoding", None) or "utf-8"
    # In another encoding the document's first line would be wrong, if it were not all ASCII.
    return str if codecs.lookup(encoding).name == "utf-8" else _ascii


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
