"""How Sphinx builds these pages."""

from __future__ import annotations

from importlib.metadata import version as installed_version

project = "compose"
author = "The compose developers"
project_copyright = "2026, the compose developers"
version = release = installed_version("compose-graph")

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]

myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
# The docstrings say the types, in words as well.
autodoc_typehints = "none"
autosummary_generate = True
autosummary_imported_members = False
# autodoc lists the members, in the order of the source.
numpydoc_show_class_members = False

html_theme = "furo"
html_title = "compose"
