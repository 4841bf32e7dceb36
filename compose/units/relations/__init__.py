"""What facts are to mathematics: products of powers of atoms, each equal to a number.

::

    cycles.py       a relation, a product of relations, and a cycle, which must come to one
    elimination.py  which relations lead from some atoms to others, without a value multiplied
    checks.py       relations that follow from others, and whether they agree
    layers.py       relations on top of other relations: substances
    system.py       Relations, the face of it
"""
