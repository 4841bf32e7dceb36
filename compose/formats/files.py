"""Paths and streams: a file is replaced whole or not at all."""

from __future__ import annotations

import codecs
import io
import os
import secrets
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeAlias

__all__ = ["File", "pieces", "title", "write"]

File: TypeAlias = str | os.PathLike[str] | IO[Any]

_PIECE = 1 << 16


def title(file: File) -> str:
    """Give what an error calls the file: its path, or the name of the stream."""
    if isinstance(file, (str, os.PathLike)):
        return os.fspath(file)
    return str(getattr(file, "name", "the stream"))


def pieces(file: File) -> Generator[str | bytes]:
    """Read a path as bytes, or a stream as what it gives, piece by piece."""
    if isinstance(file, (str, os.PathLike)):
        with Path(file).open("rb") as stream:
            yield from pieces(stream)
        return
    while piece := file.read(_PIECE):
        yield piece


def write(file: File, parts: Iterable[str]) -> None:
    """Write an XML document; a path holds the old file until the new one is complete.

    Parameters
    ----------
    file : str, path or file object
        A stream of text or of bytes is written as it stands, and left open.
    parts : iterable of str
        The document, which says of itself that it is in UTF-8.
    """
    if not isinstance(file, (str, os.PathLike)):
        _send(parts, file)
    elif _is_special(Path(file)):
        with Path(file).open("wb") as stream:
            _send(parts, stream)
    else:
        with _replacing(Path(os.path.realpath(file))) as stream:
            _send(parts, stream)


def _send(parts: Iterable[str], stream: IO[Any]) -> None:
    encode = _encoder(stream)
    for part in parts:
        stream.write(encode(part))


def _encoder(stream: IO[Any]) -> Callable[[str], str | bytes]:
    if not isinstance(stream, (io.TextIOBase, codecs.StreamReaderWriter, codecs.StreamWriter)):
        return str.encode
    encoding = getattr(stream, "encoding", None) or "utf-8"
    # In another encoding the document's first line would be wrong, if it were not all ASCII.
    return str if codecs.lookup(encoding).name == "utf-8" else _ascii


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _is_special(path: Path) -> bool:
    """Tell whether a path is a device or a pipe, which is written to and not replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
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
