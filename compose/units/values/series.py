"""Columns of other libraries, converted: pandas, Polars, Dask, PyArrow.

None of them is imported here before a value of its own comes. What is missing stays missing, and
whole numbers become floats.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from compose.errors import ConversionError
from compose.units.values.arrays import converted_array
from compose.units.values.exact import ExactMap

__all__ = ["converted_column"]


def converted_column(by: ExactMap, value: Any) -> Any:
    """Convert a column, a frame of columns or an expression.

    Parameters
    ----------
    by : ExactMap
    value : object
        A Series, Index, DataFrame or nullable array of pandas; a Series, DataFrame or expression
        of Polars; an array, Series or DataFrame of Dask; an array of PyArrow.

    Returns
    -------
    object
        Of the same class.

    Raises
    ------
    ConversionError
        If it holds no real numbers.

    Examples
    --------
    >>> from fractions import Fraction
    >>> import pandas
    >>> from compose.dimensions import Monomial
    >>> tenth = ExactMap.scaling(Monomial(Fraction(1, 10)))
    >>> converted_column(tenth, pandas.Series([3, None], dtype="Int64")).tolist()
    [0.3, <NA>]
    """
    for kind in type(value).__mro__:
        convert = _KINDS.get((kind.__module__.partition(".")[0], kind.__name__))
        if convert is not None:
            return convert(by, value)
    raise ConversionError(
        f"a {type(value).__module__}.{type(value).__name__} is not converted; pass its columns"
    )


def _pandas_frame(by: ExactMap, frame: Any) -> Any:
    return frame.apply(lambda column: _pandas_series(by, column), axis=0)


def _pandas_series(by: ExactMap, series: Any) -> Any:
    moved = _pandas_values(by, series.array, f"the column {series.name!r}")
    return type(series)(moved, index=series.index, name=series.name).__finalize__(series)


def _pandas_index(by: ExactMap, index: Any) -> Any:
    pandas = import_module("pandas")
    if isinstance(index, pandas.MultiIndex):
        raise ConversionError("an index of several levels is not converted; pass one level")
    return pandas.Index(
        _pandas_values(by, index.array, f"the index {index.name!r}"), name=index.name
    )


def _pandas_array(by: ExactMap, array: Any) -> Any:
    return _pandas_values(by, array, "an array")


def _pandas_values(by: ExactMap, array: Any, name: str) -> Any:
    pandas = import_module("pandas")
    if isinstance(array, pandas.arrays.ArrowExtensionArray):
        return type(array)(_arrow(by, array.__arrow_array__()))
    if isinstance(array, pandas.arrays.IntegerArray | pandas.arrays.FloatingArray):
        missing = array.isna()
        plain = array.to_numpy(array.dtype.numpy_dtype, na_value=0)
        return pandas.arrays.FloatingArray(converted_array(by, plain), missing)
    plain = array.to_numpy() if isinstance(array, pandas.arrays.NumpyExtensionArray) else None
    if plain is not None and plain.dtype.kind == "O":
        return _objects(by, plain, pandas)
    if plain is None or plain.dtype.kind not in "iuf":
        raise ConversionError(f"{name} of {array.dtype} holds no real numbers")
    return converted_array(by, plain)


def _objects(by: ExactMap, array: Any, pandas: Any) -> Any:
    answer = np.empty(len(array), object)
    for place, item in enumerate(array):
        answer[place] = item if item is None or item is pandas.NA else by(item)
    return answer


def _polars_series(by: ExactMap, series: Any) -> Any:
    polars = import_module("polars")
    kind, missing = series.dtype, series.is_null()
    if kind == polars.Null:
        return series.cast(polars.Float64)
    if kind.is_decimal():
        floats = [None if item is None else float(by(item)) for item in series]
        return polars.Series(series.name, floats, dtype=polars.Float64)
    if not kind.is_numeric() or kind == polars.Int128:
        raise ConversionError(f"the column {series.name!r} of {kind} holds no real numbers")
    moved = converted_array(by, series.fill_null(0).to_numpy())
    answer = polars.Series(series.name, moved)
    return answer.set(missing, None) if series.null_count() else answer


def _polars_frame(by: ExactMap, frame: Any) -> Any:
    return frame.with_columns([_polars_series(by, column) for column in frame])


def _polars_expression(by: ExactMap, expression: Any) -> Any:
    # Arithmetic of Polars would round twice; it asks the function itself for the type.
    return expression.map_batches(lambda series: _polars_series(by, series), is_elementwise=True)


def _arrow(by: ExactMap, array: Any) -> Any:
    arrow = import_module("pyarrow")
    if isinstance(array, arrow.ChunkedArray):
        chunks = [_arrow(by, chunk) for chunk in array.chunks]
        return arrow.chunked_array(chunks) if chunks else arrow.chunked_array([[]], arrow.float64())
    types = arrow.types
    if not (types.is_integer(array.type) or types.is_floating(array.type)):
        raise ConversionError(f"an array of {array.type} holds no real numbers")
    missing = array.is_null().to_numpy(zero_copy_only=False)
    plain = array.fill_null(0).to_numpy(zero_copy_only=False)
    return arrow.array(converted_array(by, plain), mask=missing)


def _dask_array(by: ExactMap, array: Any) -> Any:
    meta = converted_array(by, np.empty((0,) * array.ndim, array.dtype))
    return array.map_blocks(_moved_block, by=by, dtype=meta.dtype, meta=meta)


def _moved_block(block: Any, by: ExactMap) -> Any:
    return by(block)


def _dask_frame(by: ExactMap, frame: Any) -> Any:
    return frame.map_partitions(by, meta=by(frame._meta))  # noqa: SLF001 - Dask's own example of it


_KINDS = {
    ("pandas", "DataFrame"): _pandas_frame,
    ("pandas", "Series"): _pandas_series,
    ("pandas", "Index"): _pandas_index,
    ("pandas", "ExtensionArray"): _pandas_array,
    ("polars", "DataFrame"): _polars_frame,
    ("polars", "Series"): _polars_series,
    ("polars", "Expr"): _polars_expression,
    ("pyarrow", "Array"): _arrow,
    ("pyarrow", "ChunkedArray"): _arrow,
    ("dask", "Array"): _dask_array,
    ("dask", "Series"): _dask_frame,
    ("dask", "DataFrame"): _dask_frame,
}
