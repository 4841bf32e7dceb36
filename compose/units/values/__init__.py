"""An exact map applied to values: numbers, arrays, columns of frames. Rounded once.

::

    exact.py     the map, and what it makes of one number of any kind
    scalars.py   functions of one float, correctly rounded
    chains.py    maps that depend on the value, one after another
    arrays.py    NumPy arrays; formulas.py, fused.py and halves.py are the arithmetic
    series.py    columns of pandas, Polars, Dask and PyArrow
    bulk.py      Converter: a conversion made once
    frames.py    columns converted by name
"""
