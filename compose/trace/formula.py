"""Reads formulas such as ``g = w*x; f = g + b`` into variables.

Nothing is handed to Python to evaluate. Each word pushes onto one of two stacks, values and waiting
operators, and an operator is applied as soon as no stronger one can follow: reading takes one pass,
and the depth of the parentheses costs memory only.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import numpy as np

from compose.errors import FormulaError
from compose.rules import RULES, Elementwise
from compose.trace.tokens import Token, statements
from compose.trace.variable import Variable, variable

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FUNCTIONS", "read_formulas"]

_Value: TypeAlias = Variable | float

_CONSTANTS = {"e": float(np.e), "pi": float(np.pi)}
FUNCTIONS: dict[str, np.ufunc] = {
    **{
        function.__name__: function
        for function, rule in RULES.items()
        if isinstance(function, np.ufunc) and isinstance(rule, Elementwise) and "(" in rule.text
    },
    "abs": np.absolute,
    "acos": np.arccos,
    "acosh": np.arccosh,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "atanh": np.arctanh,
    "ln": np.log,
    "max": np.maximum,
    "min": np.minimum,
}
"""The functions that a formula may call, by name: NumPy's names and a few of Python's."""


@dataclass(frozen=True, slots=True)
class _Operator:
    function: np.ufunc
    strength: int
    arity: int = 2


_BINARY = {
    "+": _Operator(np.add, 1),
    "-": _Operator(np.subtract, 1),
    "*": _Operator(np.multiply, 2),
    "/": _Operator(np.true_divide, 2),
    "**": _Operator(np.power, 4),
}
_PREFIX = {"+": _Operator(np.positive, 3, 1), "-": _Operator(np.negative, 3, 1)}


@dataclass(slots=True)
class _Bracket:
    """An open parenthesis: where, of which call, and how many arguments are behind."""

    at: Token
    call: Token | None
    arguments: int = 1


def read_formulas(text: str, at: Mapping[str, float]) -> dict[str, Variable]:
    """Read formulas and work them out.

    A formula is a name, ``=``, and an expression over numbers, names, ``+ - * / **``,
    parentheses, the constants ``pi`` and ``e``, and the functions of `FUNCTIONS`, with Python's
    precedence. Formulas are separated by semicolons or line ends; each may use the names above it.
    A formula without variables is an input with that value.

    Parameters
    ----------
    text : str
        The formulas.
    at : mapping of str to float
        The values of the inputs. Inputs that no formula uses are allowed.

    Returns
    -------
    dict of str to Variable
        The inputs in the order of `at`, then the formulas in the order of the text, each variable
        bearing its name. What has no finite value is infinite or NaN, as in NumPy.

    Raises
    ------
    FormulaError
        If the text cannot be read, with the column; or a name is unknown, used before its
        formula, given twice, or taken by a function or a constant.
    TraceError
        If a value is no real number.

    Examples
    --------
    >>> known = read_formulas("g = w*x; f = g + b", {"w": -2, "x": 5, "b": 3})
    >>> known["f"].value, known["f"].derivative(known["w"])
    (-7.0, 5.0)
    """
    known = _inputs(at)
    formulas = list(statements(text))
    if not formulas:
        raise FormulaError(text, 1, "there is no formula; write one, such as f = w*x")
    later = {words[0].text for words in formulas}
    with np.errstate(all="ignore"):
        for words in formulas:
            name = _left_side(text, words, known)
            known[name] = _entitled(_Reader(text, known, later).read(words[2:]), name)
    return known


def _inputs(at: Mapping[str, float]) -> dict[str, Variable]:
    for name, value in at.items():
        if not name.isidentifier():
            raise FormulaError(f"{name}={value}", 1, f"{name!r} is no name; use letters and digits")
        if name in FUNCTIONS or name in _CONSTANTS:
            raise FormulaError(f"{name}={value}", 1, _taken(name))
    return {name: variable(value, name) for name, value in at.items()}


def _taken(name: str) -> str:
    kind = "a function" if name in FUNCTIONS else "a constant"
    return f"{name!r} is {kind}; choose another name"


def _left_side(text: str, words: list[Token], known: Mapping[str, Variable]) -> str:
    first, second = words[:2]
    if first.kind != "name" or second.text != "=":
        raise FormulaError(text, first.column, "a formula begins with its name, as in f = w*x")
    if first.text in FUNCTIONS or first.text in _CONSTANTS:
        raise FormulaError(text, first.column, _taken(first.text))
    if first.text in known:
        problem = f"{first.text!r} has a value already; choose another name, or drop one of the two"
        raise FormulaError(text, first.column, problem)
    return first.text


def _entitled(value: _Value, name: str) -> Variable:
    if isinstance(value, float):
        return variable(value, name)
    # A name on the right is a node of its own: f = g makes f beside g.
    result = value if value.name is None else +value
    result.name = name
    return result


class _Reader:
    """Reads one right-hand side."""

    def __init__(self, text: str, known: Mapping[str, Variable], later: set[str]) -> None:
        self._text = text
        self._known = known
        self._later = later
        self._values: list[_Value] = []
        self._waiting: list[_Operator | _Bracket] = []

    def read(self, words: list[Token]) -> _Value:
        """Read the words up to the end and give the value."""
        wants_value = True
        call: Token | None = None
        for word, following in zip(words, [*words[1:], words[-1]], strict=True):
            if not wants_value:
                wants_value = self._operator(word)
            elif word.text in FUNCTIONS and following.text == "(":
                call = word
            else:
                wants_value, call = self._operand(word, following, call), None
        return self._values.pop()

    def _operand(self, word: Token, following: Token, call: Token | None) -> bool:
        """Read a word where a value is due, and say whether one still is."""
        if word.kind == "number":
            self._values.append(float(word.text))
        elif word.kind == "name":
            self._values.append(self._named(word, following))
        elif word.text == "(":
            self._waiting.append(_Bracket(word, call))
            return True
        elif word.text in _PREFIX:
            self._waiting.append(_PREFIX[word.text])
            return True
        else:
            self._fail(word, f"a value is missing before {word}")
        return False

    def _operator(self, word: Token) -> bool:
        """Read a word after a value, and say whether another value is due."""
        if word.text in _BINARY:
            operator = _BINARY[word.text]
            # ** groups from the right, the others from the left.
            self._apply_stronger(operator.strength + (word.text == "**"))
            self._waiting.append(operator)
            return True
        if word.kind not in ("sign", "end") or word.text in ("(", "="):
            self._fail(word, f"an operator is missing before {word}; write * for a product")
        self._apply_stronger(0)
        return self._close(word)

    def _close(self, word: Token) -> bool:
        bracket = self._waiting.pop() if self._waiting else None
        if word.kind == "end":
            if isinstance(bracket, _Bracket):
                self._fail(bracket.at, "this '(' is never closed")
            return False
        if not isinstance(bracket, _Bracket) or (word.text == "," and bracket.call is None):
            self._fail(word, f"{word} stands outside a function's parentheses")
        if word.text == ",":
            bracket.arguments += 1
            self._waiting.append(bracket)
            return True
        if bracket.call is not None:
            self._call(bracket.call, bracket.arguments)
        return False

    def _call(self, call: Token, arguments: int) -> None:
        function = FUNCTIONS[call.text]
        if arguments != function.nin:
            wanted = "1 argument" if function.nin == 1 else f"{function.nin} arguments"
            self._fail(call, f"{call.text} takes {wanted}, not {arguments}")
        self._apply(function, arguments)

    def _apply_stronger(self, strength: int) -> None:
        while self._waiting and isinstance(operator := self._waiting[-1], _Operator):
            if operator.strength < strength:
                return
            self._waiting.pop()
            self._apply(operator.function, operator.arity)

    def _apply(self, function: np.ufunc, arity: int) -> None:
        operands = self._values[-arity:]
        del self._values[-arity:]
        value = function(*operands)
        self._values.append(value if isinstance(value, Variable) else float(value))

    def _named(self, word: Token, following: Token) -> _Value:
        name = word.text
        if following.text == "(" and name not in FUNCTIONS:
            self._fail(word, f"{name!r} is no function{_nearest(name, FUNCTIONS)}")
        if name not in self._known and name not in _CONSTANTS:
            self._fail(word, self._unknown(name))
        return self._known[name] if name in self._known else _CONSTANTS[name]

    def _unknown(self, name: str) -> str:
        if name in FUNCTIONS:
            return f"{name!r} is a function; write {name}(…)"
        if name in self._later:
            return f"{name!r} is used before it is known; put its formula first"
        nearest = _nearest(name, self._known)
        return f"no value for {name!r}{nearest}; give it one, as in --at {name}=1"

    def _fail(self, word: Token, problem: str) -> NoReturn:
        raise FormulaError(self._text, word.column, problem)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
