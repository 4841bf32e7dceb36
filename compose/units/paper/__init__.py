"""Conversions as they are worked out on paper, and why each factor is what it is.

::

    written      the text of a unit, taken apart
    numbers      exact numbers as people write them
    symbols      the same with π, roots and powers of ten
    spellings    one spelling for each unit on a way
    brackets     a step as a bracket, 1 km / 1000 m, and which units cancel
    formulas     steps that are more than a factor
    steps        what a graph knows of each step
    answers      what a line comes to
    working      the lines of the calculation
    summary      the headline
    explanation  all of it together; prints itself
    inline       one line as text, Markdown or HTML
    layout       the whole as text, Markdown and HTML
    tex          the calculation as LaTeX
"""

from __future__ import annotations

from compose.units.paper.explanation import ConversionExplanation, on_paper
from compose.units.paper.steps import ShownStep

__all__ = ["ConversionExplanation", "ShownStep", "on_paper"]
