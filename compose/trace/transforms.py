"""Functions in, functions out: gradients, Jacobians, and products with them.

Each runs the function once under a tape of its own, sweeps the tape, and forgets it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from reprlib import repr as shortened
from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.trace.answers import zeros_of
from compose.trace.nested import flatten, form
from compose.trace.quantities import cotangents, magnitude, per, steps
from compose.trace.tracing import Argnums, Run, is_complex, is_number, places_of

__all__ = [
    "check_callable",
    "elementwise_grad",
    "grad",
    "hvp",
    "jvp",
    "like",
    "value_and_grad",
    "vjp",
]

F = Callable[..., Any]


def grad(f: F, argnums: Argnums = 0, *, has_aux: bool = False) -> F:
    """Make the function that gives the gradient of `f`.

    Parameters
    ----------
    f : callable
        Gives one real number.
    argnums : int or tuple of int
        By which arguments; each may be a number, an array, or nested containers of them.
    has_aux : bool
        Whether `f` gives a pair, of which only the first is differentiated.

    Returns
    -------
    callable
        Takes what `f` takes; gives the gradient in the shape and containers of the argument, a
        tuple for a tuple of argnums; with `has_aux` a pair of the gradient and the second answer.

    Raises
    ------
    TraceError
        If `f` does not give one real number, or does what a variable cannot.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import grad
    >>> grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0]))
    array([2., 4.])
    >>> bool(grad(grad(np.sin))(0.5) == -np.sin(0.5))
    True
    """
    check_callable(f)

    def gradient(*args: Any, **kwargs: Any) -> Any:
        run = Run(f, argnums, args, kwargs)
        found = _gradient(run, f, has_aux)
        return (found, run.value(run.answer[1])) if has_aux else found

    return like(gradient, f)


def value_and_grad(f: F, argnums: Argnums = 0, *, has_aux: bool = False) -> F:
    """Make the function that gives the value of `f` together with its gradient.

    Parameters
    ----------
    f : callable
        Gives one real number.
    argnums : int or tuple of int
        By which arguments; each may be a number, an array, or nested containers of them.
    has_aux : bool
        Whether `f` gives a pair, of which only the first is differentiated.

    Returns
    -------
    callable
        Takes what `f` takes; gives a pair of what `f` gives and the gradient.

    Raises
    ------
    TraceError
        If `f` does not give one real number, or does what a variable cannot.

    Examples
    --------
    >>> from compose import value_and_grad
    >>> value_and_grad(lambda x, y: x * y, argnums=(0, 1))(3.0, 4.0)
    (12.0, (4.0, 3.0))
    """
    check_callable(f)

    def value_and_gradient(*args: Any, **kwargs: Any) -> Any:
        run = Run(f, argnums, args, kwargs)
        found = _gradient(run, f, has_aux)
        return run.value(run.answer), found

    return like(value_and_gradient, f)


def _gradient(run: Run, f: F, has_aux: bool) -> Any:  # noqa: FBT001 - a user's option
    output = _first_of_two(run.answer, f) if has_aux else run.answer
    return run.gradient(output, _one(magnitude(run.value(output)), f))


def elementwise_grad(f: F, argnums: Argnums = 0) -> F:
    """Make the function that gives the derivative of each element of `f` by its own argument.

    Parameters
    ----------
    f : callable
        Works on each element by itself, as ``np.sin`` does.
    argnums : int or tuple of int
        By which arguments.

    Returns
    -------
    callable
        Takes what `f` takes; gives the column sums of the Jacobian, which are the derivatives
        of the elements where `f` is elementwise.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import elementwise_grad
    >>> elementwise_grad(np.exp)(np.zeros(3))
    array([1., 1., 1.])
    """
    check_callable(f)

    def gradients(*args: Any, **kwargs: Any) -> Any:
        run = Run(f, argnums, args, kwargs)
        value = magnitude(run.value(run.answer))
        _check_number(value, f, "array")
        if is_complex(value) and not all(is_complex(leaf) for leaf in run.variables):
            raise TraceError(
                f"{_called(f)} gives complex numbers for real ones, of which a pull keeps the real "
                "part only; use jvp, or jacobian"
            )
        return run.gradient(run.answer, _ones(value))

    return like(gradients, f)


def vjp(f: F, *xs: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """Run `f` and give its value with the function that pulls cotangents back.

    Parameters
    ----------
    f : callable
        Gives a number, an array, or nested containers of them.
    *xs : number, array or containers of them
        Its arguments.

    Returns
    -------
    value : object
        What `f` gives.
    pull : callable
        Takes a cotangent like the value; gives a tuple, like the arguments.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import vjp
    >>> value, pull = vjp(np.multiply, 3.0, 4.0)
    >>> value, pull(1.0)
    (12.0, (4.0, 3.0))
    """
    check_callable(f)
    run = Run(f, tuple(range(len(xs))), xs, {})
    outputs, _ = flatten(run.answer)

    def pull(cotangent: Any) -> tuple[Any, ...]:
        parts, _ = flatten(cotangent)
        values = [run.value(out) for out in outputs]
        parts = _alike("cotangent", "value", (cotangent, run.value(run.answer)), parts, values)
        parts, of = cotangents(parts, values)
        seeds: dict[int, Any] = {}
        for out, part in zip(outputs, parts, strict=True):
            if run.owns(out):
                before = seeds.get(out._node)
                seeds[out._node] = _float(part) if before is None else before + part
        return run.rebuilt(run.measured(run.pulled(seeds), of))  # type: ignore[no-any-return]

    return run.value(run.answer), pull


def jvp(f: F, xs: Any, ts: Any) -> tuple[Any, Any]:
    """Run `f` and push tangents forward.

    Parameters
    ----------
    f : callable
        Gives a number, an array, or nested containers of them.
    xs, ts : tuple
        Its arguments, and a tangent for each; without a tuple there is one argument.

    Returns
    -------
    value, tangent : object
        What `f` gives, and the derivative of that in the direction `ts`.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import jvp
    >>> jvp(np.multiply, (3.0, 4.0), (1.0, 10.0))
    (12.0, 34.0)
    """
    check_callable(f)
    xs, ts = (item if isinstance(item, tuple) else (item,) for item in (xs, ts))
    run = Run(f, tuple(range(len(xs))), xs, {})
    tangents, _ = flatten(ts)
    values = [None if leaf is None else leaf._value for leaf in run.leaves]
    tangents = _alike("tangent", "argument", (ts, xs), tangents, values)
    tangents, wrt = steps(tangents, values)
    pairs = zip(run.leaves, tangents, strict=True)
    seeds = {leaf._node: _float(tangent) for leaf, tangent in pairs if leaf is not None}
    outputs, rebuild = flatten(run.answer)
    pushed = zip(run.pushed(seeds, outputs), outputs, strict=True)
    return run.value(run.answer), rebuild([per(t, run.value(out), wrt) for t, out in pushed])


def hvp(f: F, argnums: Argnums = 0) -> F:
    """Make the function that gives the Hessian of `f` times a vector.

    Parameters
    ----------
    f : callable
        Gives one real number.
    argnums : int or tuple of int
        By which arguments.

    Returns
    -------
    callable
        Takes what `f` takes and then the vector, like the argument, or a tuple of them; gives
        H · v at the cost of a few gradients, without H.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import hvp
    >>> hvp(lambda x: np.sum(x**3))(np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    array([ 6., 12.])
    """
    gradient = grad(f, argnums)

    def product(*args: Any, **kwargs: Any) -> Any:
        if len(args) < 2:  # noqa: PLR2004 - one of each, at least
            raise TraceError(
                f"hvp of {_called(f)} takes the arguments of {_called(f)} and then the vector"
            )
        *args_of_f, vector = args
        places = places_of(argnums, len(args_of_f), f)
        if len(set(places)) < len(places):
            raise TraceError(f"argnums={argnums!r} names an argument twice")

        def along(*xs: Any) -> Any:
            given = dict(enumerate(args_of_f)) | dict(zip(places, xs, strict=True))
            return gradient(*given.values(), **kwargs)

        at = tuple(args_of_f[place] for place in places)
        return jvp(along, at, vector if isinstance(argnums, tuple) else (vector,))[1]

    return like(product, f)


def like(made: F, f: F) -> F:
    """Give a function the name, the text and the signature of the one it was made from."""
    # functools.wraps costs as much as differentiating a short function.
    made.__wrapped__ = f  # type: ignore[attr-defined]
    made.__name__ = getattr(f, "__name__", made.__name__)
    made.__doc__ = f.__doc__
    return made


def check_callable(f: Any) -> None:
    """Raise TraceError if what should be a function is none."""
    if not callable(f):
        raise TraceError(f"{f!r} is no function; pass the function itself, not what it gives")


def _called(f: Any) -> str:
    return getattr(f, "__name__", repr(f))


def _first_of_two(answer: Any, f: Any) -> Any:
    if not isinstance(answer, tuple) or len(answer) != 2:  # noqa: PLR2004 - a pair
        raise TraceError(f"with has_aux=True {_called(f)} must give a pair, value and auxiliary")
    return answer[0]


def _one(value: Any, f: Any) -> Any:
    """Give the seed of a gradient, or say why there is none."""
    if type(value) is float:
        return 1.0
    _check_number(value, f, "number")
    shape = np.shape(value)
    if shape:
        raise TraceError(
            f"the gradient of {_called(f)} asks for one number, and it gives an array of shape "
            f"{shape}; use jacobian, elementwise_grad, or sum it first"
        )
    if is_complex(value):
        raise TraceError(
            f"{_called(f)} gives a complex number, which has no gradient; take np.real, np.imag or "
            "np.abs of it, or use vjp"
        )
    return _ones(value)


def _check_number(value: Any, f: Any, wanted: str) -> None:
    if not is_number(value):
        raise TraceError(f"{_called(f)} gives {value!r}, which is no {wanted}; does it return one?")


def _ones(value: Any) -> Any:
    """Give a seed like a value; single floats are the plain floats that are swept fastest."""
    if not np.shape(value) and getattr(value, "dtype", np.float64) == np.float64:
        return 1.0
    return np.ones_like(value)


def _float(part: Any) -> Any:
    return float(part) if isinstance(part, int) else part


def _alike(
    what: str, of: str, trees: tuple[Any, Any], parts: Sequence[Any], values: Sequence[Any]
) -> list[Any]:
    """Check that parts are like what they belong to; None stands for zeros."""
    if form(trees[0]) != form(trees[1]):
        raise TraceError(
            f"a {what} is nested as its {of} is, {shortened(trees[1])}, and not as "
            f"{shortened(trees[0])}"
        )
    pairs = list(zip(parts, values, strict=True))
    for part, value in pairs:
        if part is None or not is_number(value):
            continue
        if not is_number(magnitude(part)):
            raise TraceError(f"a {what} is a number or an array, not {shortened(part)}")
        if is_complex(part) and not is_complex(value):
            raise TraceError(f"a complex {what} does not fit a real {of}; take its two parts")
        if np.shape(part) != np.shape(value):
            raise TraceError(
                f"a {what} of shape {np.shape(part)} does not fit a value of shape "
                f"{np.shape(value)}"
            )
    return [zeros_of(value) if part is None else part for part, value in pairs]
