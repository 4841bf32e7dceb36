"""Names that people write and no registry of pint's defines, each for a unit that it does.

A registry that defines such a name has said what it means, and a user's own name comes first. The
names of temperatures and of places on the earth are those of the CF conventions (UDUNITS-2).
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["ABBREVIATIONS"]

_SPELLINGS = {
    "mile / gallon": "mpg",
    "degree_Celsius": "degrees_C degree_C deg_C degreesC degsC degrees_Celsius",
    "degree_Fahrenheit": "degrees_F degree_F deg_F degreesF degsF degrees_Fahrenheit",
    "kelvin": "degrees_K degree_K deg_K degreesK degsK",
    "degree": "degrees_north degree_north degrees_N degree_N degreesN degreeN degrees_true "
    "degrees_east degree_east degrees_E degree_E degreesE degreeE degree_true",
}

ABBREVIATIONS = MappingProxyType(
    {name: unit for unit, names in _SPELLINGS.items() for name in names.split()}
)
"""What each name is read as."""
