"""How Sphinx builds these pages."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

# The extensions of our own lie beside this file.
sys.path.append(str(Path(__file__).parent))

project = "compose"
author = "The compose developers"
project_copyright = "2026, the compose developers"
version = release = installed_version("compose-graph")

extensions = [
    "mathml",
    "myst_parser",
    "numpydoc",
    "offline",
    "pictures",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
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
html_static_path = ["_static"]
html_css_files = ["formulas.css"]
html_math_renderer = "mathml"
