"""Facts out of tables and into them.

::

    sheets.py     rows out of files, frames, cursors and lists
    rows.py       rows to facts and back; every bad row is told
    replacing.py  a file that is replaced whole or not at all
"""
