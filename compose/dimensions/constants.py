"""How well each constant is known.

Four classes, from the best: *exact* by definition of a unit of the SI; *irrational*, an exact
product with π or a root in it; *conventional*, agreed on where nature has no one value (the
gravity of Earth, the density of mercury, a calorie, a year); *measured*, known to so many digits.

A product is as well known as the worst that it rests on. The names are those of pint's registry.
The classes follow the BIPM's SI brochure (9th edition), CODATA 2022 and NIST SP 811.

>>> class_of(["speed_of_light", "standard_gravity"])
'conventional'
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

__all__ = ["CLASSES", "CLASS_OF", "class_of", "worst"]

CLASSES = ("exact", "irrational", "conventional", "measured")
"""From the best known to the worst."""

_EXACT = """
    speed_of_light planck_constant elementary_charge avogadro_number boltzmann_constant zeta
    avogadro_constant molar_gas_constant faraday_constant conductance_quantum
    magnetic_flux_quantum josephson_constant von_klitzing_constant second_radiation_constant
"""
_IRRATIONAL = """
    pi tansec ln10 wien_x wien_u eulers_number dirac_constant stefan_boltzmann_constant
    first_radiation_constant wien_wavelength_displacement_law_constant
    wien_frequency_displacement_law_constant
"""
_CONVENTIONAL = """
    standard_gravity standard_atmosphere conventional_josephson_constant
    conventional_von_klitzing_constant conventional_water_density conventional_mercury_density
    calorie international_calorie british_thermal_unit US_therm
    boiler_horsepower electrical_horsepower refrigeration_ton cooling_tower_ton
    year gregorian_year astronomical_unit sound_pressure_level
"""
_MEASURED = """
    newtonian_constant_of_gravitation rydberg_constant electron_g_factor atomic_mass_constant
    electron_mass proton_mass neutron_mass x_unit_Cu x_unit_Mo angstrom_star
    fine_structure_constant vacuum_permeability vacuum_permittivity impedance_of_free_space
    coulomb_constant classical_electron_radius thomson_cross_section
    water_density_4C water_density_60F mercury_density_0C mercury_density_32F mercury_density_60F
    fifteen_degree_calorie mean_international_volt mean_international_ohm
    US_international_volt US_international_ohm
    sidereal_year tropical_year sidereal_day sidereal_month tropical_month synodic_month
"""
CLASS_OF = MappingProxyType(
    {
        name: kind
        for kind, names in zip(
            CLASSES, (_EXACT, _IRRATIONAL, _CONVENTIONAL, _MEASURED), strict=True
        )
        for name in names.split()
    }
)
"""The class of each constant, and of each unit that is stated by a number of that class."""


def class_of(names: Iterable[str]) -> str:
    """Return the class of a product of constants: the worst of theirs.

    Parameters
    ----------
    names : iterable of str
        Canonical names; those that are not in the table are exact.

    Returns
    -------
    {"exact", "irrational", "conventional", "measured"}

    Examples
    --------
    >>> class_of(["meter"]), class_of(["pi", "electron_mass"])
    ('exact', 'measured')
    """
    return worst(CLASS_OF.get(name, "exact") for name in names)


def worst(classes: Iterable[str]) -> str:
    """Return the least well known of some classes.

    Parameters
    ----------
    classes : iterable of str

    Returns
    -------
    str
        ``"exact"`` if there are none.

    Examples
    --------
    >>> worst(["exact", "measured", "irrational"])
    'measured'
    """
    return max(classes, key=CLASSES.index, default="exact")
