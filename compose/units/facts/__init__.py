"""What users state about units, read into exact numbers.

::

    numerals.py  numbers as people write them, and how far the last digit may be off
    factors.py   a factor as stated, and what it comes to between two units
    fact.py      Fact, and how it is read
"""
