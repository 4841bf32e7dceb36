"""Names that mislead: what pint makes of each, and what else people mean by it.

``MISLEADING`` holds names of which several sizes are in use, and spellings that pint reads as
something remote: the wrong answer would look right, so they are pointed out always.
``CONFUSED`` holds names that are right as they stand and are taken for a quantity of another kind:
they are pointed out where two dimensions do not match.

A row is the spellings, what they are read as, and the advice. It counts for that reading only: a
registry that defines the name otherwise has said what it means.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CONFUSED", "MISLEADING", "Row"]


class Row(NamedTuple):
    """Spellings, divided by ``|``, what they are read as, and the usual other meaning.

    Of a quantity of another kind, `meant` are its units, divided by ``|``: the row counts only
    where one of them would make the dimensions match.
    """

    spellings: str
    reading: str
    advice: str
    meant: str = ""


MISLEADING: Final = tuple(
    Row(*row)
    for row in (
        # Volumes: the United States' and the imperial measures share their names.
        ("gal|gals|gallon|gallons", "gallon", "the imperial one is imperial_gallon, 4.54609 L"),
        ("quart|quarts|qt|qts", "quart", "the imperial one is imperial_quart, 1.1365225 L"),
        ("pint|pints|pts", "pint", "the imperial one is imperial_pint, 568.26125 mL"),
        ("pt", "pint", "the imperial one is imperial_pint, and the printer's measure point"),
        ("gill|gills", "gill", "the imperial one is imperial_gill, 142.0653125 mL"),
        ("minim|minims", "minim", "the imperial one is imperial_minim, 4 % smaller"),
        ("fluid_ounce|fluid_ounces|floz|fl oz", "fluid_ounce", "the imperial one is imperial_floz"),
        ("fl oz", "femtoliter * ounce", "for fluid ounces write floz, or imperial_floz"),
        ("cup|cups", "cup", "others are imperial_cup, and 250 mL (metric) or 240 mL (food labels)"),
        ("cp", "cup", "for centipoise write cP"),
        ("tbsp|tablespoon|tablespoons", "tablespoon", "others are 15 mL, and 20 mL in Australia"),
        ("tsp|teaspoon|teaspoons", "teaspoon", "the metric one is 5 mL"),
        ("shot|shots", "shot", "a measure of spirits differs from country to country"),
        ("bushel|bushels|bu", "bushel", "the imperial one is imperial_bushel, 36.36872 L"),
        ("peck|pecks|pk", "peck", "the imperial one is imperial_peck; pk is no pack"),
        ("barrel|barrels|bbl|bbls", "barrel", "oil is counted in oil_barrel, 42 gallons"),
        ("dpi", "dry_pint", "for dots per inch write pixels_per_inch"),
        # Masses.
        ("ton|tons", "ton", "others are metric_ton, 1000 kg, and long_ton, 2240 lb"),
        ("hundredweight|cwt", "hundredweight", "the British one is long_hundredweight, 112 lb"),
        ("oz|ounce|ounces", "ounce", "precious metals go by troy_ounce, liquids by fluid_ounce"),
        ("dram|drams|dr", "dram", "others are apothecary_dram, a mass, and fluid_dram, a volume"),
        ("quarter|quarters", "quarter", "for a fourth part write 1/4, and for a year's 3 month"),
        ("bag|bags", "bag", "it is that of cement; another bag needs a fact of its own"),
        ("ct", "carat", "for a count write count, for cents a name of your own"),
        ("gr", "grain", "for grams write g"),
        ("doz", "deciounce", "for a dozen write 12 count, or add a name of your own"),
        ("mt", "millimetric_ton", "for tonnes write t, or metric_ton"),
        # Times.
        (
            "year|years|yr|yrs|a",
            "year",
            "others are common_year, 365 days, gregorian_year, 365.2425, and tropical_year",
        ),
        ("month|months", "month", "the calendar's have 28 to 31 days, a synodic_month 29.530589"),
        ("century|centuries", "century", "the calendar's has 36524 or 36525 days"),
        ("decade|decades", "decade", "it is a ratio of ten; for ten years write 10 year"),
        ("kilos", "kilosecond", "for kilograms write kg"),
        ("ch", "centihour", "for chains write chain"),
        ("ph", "picohour", "for the acidity write pH_scale, for phots 1e4 lx"),
        ("pa", "picoyear", "for pascals write Pa"),
        ("ma", "milliyear", "for milliamperes write mA"),
        ("ua", "microyear", "for the astronomical unit write au, for microamperes uA"),
        # Lengths and areas.
        ("league|leagues", "league", "at sea it is 3 nautical_mile"),
        (
            "fathom|fathoms",
            "fathom",
            "it rests on the survey foot; of international feet write 6 ft",
        ),
        (
            "chain|chains",
            "chain",
            "it rests on the survey foot; of international feet write 66 ft",
        ),
        ("furlong|furlongs", "furlong", "it rests on the survey foot; that of racing is 220 yd"),
        ("rod|rods|pole|perch|rd", "rod", "it rests on the survey foot; the radian is rad"),
        (
            "link|links|li",
            "link",
            "it rests on the survey foot; of international feet write 0.66 ft",
        ),
        ("acre|acres", "acre", "it rests on the survey foot; the international acre is 4840 yd**2"),
        ("sft", "survey_foot", "for square feet write ft**2"),
        ("smi", "survey_mile", "for square miles write mi**2"),
        ("point|points|bp", "point", "that of TeX and older print is tex_point, in/72.27"),
        ("pica|picas", "pica", "that of TeX and older print is tex_pica"),
        ("mil|mils", "mil", "NATO's is turn/6400, ten times as much; of an inch 1/1000 is thou"),
        ("th", "thou", "for thermies write 1e6 cal_15"),
        ("pcs|pc", "parsec", "for pieces write count, or add a name of your own"),
        ("cfm", "centifermi", "for cubic feet per minute write ft**3/min"),
        ("cft", "centifoot", "for cubic feet write ft**3"),
        ("Min", "megainch", "for minutes write min"),
        ("nmile", "nanomile", "for nautical miles write nmi"),
        ("pli", "picolink", "for pounds per inch write lbf/in"),
        ("mpg", "mile / gallon", "the British one is mile/imperial_gallon"),
        ("dpt", "decipint", "for dioptres write 1/m"),
        # Energy, power, pressure.
        ("cal|calorie|calories", "calorie", "others are cal_it, 4.1868 J, and that of food, kcal"),
        (
            "kcal|kilocalorie",
            "kilocalorie",
            "that of steam tables is 4186.8 J, and that of food is this one",
        ),
        ("BTU|Btu", "british_thermal_unit", "others are Btu_it, 1055.05585262 J, and Btu_th"),
        ("therm|therms|thm", "therm", "the one of the United States is US_therm"),
        (
            "hp|horsepower",
            "horsepower",
            "others are metric_horsepower (PS, CV) and electrical_horsepower",
        ),
        ("boiler_horsepower", "boiler_horsepower", "by another Btu it is 9809.50 W"),
        ("PS", "petasiemens", "for metric horsepower write metric_horsepower"),
        ("TR", "teramolar_gas_constant", "for tons of refrigeration write refrigeration_ton"),
        ("inHg|in_Hg", "inch_Hg", "it is of mercury as agreed upon; inHg_60F is 0.3 % less"),
        ("inH2O|in_H2O", "inch_H2O", "it is of water at 1 g/mL; inH2O_60F is 0.1 % less"),
        ("at", "technical_atmosphere", "the standard atmosphere is atm, 101325 Pa"),
        ("Nm", "number_meter", "for newton metres write N*m, for nanometres nm"),
        ("ftlb|ftlbs", "femtotroy_pound", "for foot-pounds write ft*lbf"),
        ("ft lb|ft lbs|lb ft|foot pound", "foot * pound", "for foot-pounds of force write ft*lbf"),
        ("in lb|in lbs|lb in", "inch * pound", "for inch-pounds of force write in*lbf"),
        # Information.
        ("kB", "kilobyte", "for 1024 bytes write KiB"),
        ("MB", "megabyte", "for 1024**2 bytes write MiB, for bits Mbit"),
        ("GB", "gigabyte", "for 1024**3 bytes write GiB, for bits Gbit"),
        ("TB", "terabyte", "for 1024**4 bytes write TiB, for bits Tbit"),
        ("baud|Bd", "baud", "it counts symbols, which may carry more than a bit each"),
        ("kb", "kilobarn", "for kilobits write kbit, for kilobytes kB"),
        ("Mb", "megabarn", "for megabits write Mbit, for megabytes MB"),
        ("Mib", "mebibarn", "for mebibits write Mibit, for mebibytes MiB"),
        ("Gib", "gibibarn", "for gibibits write Gibit, for gibibytes GiB"),
        ("Gb", "gilbert", "for gigabits write Gbit, for gigabytes GB"),
        ("Tb", "terabarn", "for terabits write Tbit, for terabytes TB"),
        ("mb", "millibarn", "for millibars write mbar"),
        ("db", "decibarn", "for decibels write dB"),
        ("dBu", "decibelmicrowatt", "in audio it is a level above 0.775 V"),
        # Everything else.
        ("pH", "picohenry", "for the acidity write pH_scale"),
        ("Nm3", "number_meter ** 3", "for normal cubic metres write m**3, and say at what state"),
        ("ppm", "ppm", "it is a bare ratio: by mass, by volume or by amount is yours to know"),
        ("ppt", "picopint", "for parts per trillion write 1e-12, per thousand permille"),
        ("mg%", "milligram * percent", "for milligrams per 100 mL write mg/dL"),
        ("amps", "attometer_per_second", "for amperes write A, or amp"),
        ("ac", "attospeed_of_light", "for acres write acre"),
        ("unit|units", "micronit", "for pieces write count, for enzymes U"),
        ("AU", "absorbance_unit", "for the astronomical unit write au"),
        ("Ly", "langley", "for light-years write ly"),
        ("cps", "counts_per_second", "for centipoise write cP, for cycles per second turn/s"),
        ("rads", "rads", "it is the absorbed dose; for radians write rad"),
        ("sv", "sverdrup", "for sieverts write Sv"),
        ("centigrade", "centigrade", "it is an angle; for the temperature write degC"),
        ("gamma", "gamma", "for micrograms write µg"),
        ("U", "enzyme_unit", "an international unit (IU) differs from substance to substance"),
    )
)

CONFUSED: Final = tuple(
    Row(*row)
    for row in (
        ("C", "coulomb", "for degrees Celsius write degC", "degC"),
        ("F", "farad", "for degrees Fahrenheit write degF", "degF"),
        (
            "R",
            "molar_gas_constant",
            "for degrees Rankine write degR, for roentgens roentgen",
            "degR|roentgen",
        ),
        ("deg|degree|degrees|°", "degree", "for temperatures write degC or degF", "degC"),
        ("k", "boltzmann_constant", "for thousands write the number, for kelvins K", "K|1"),
        ("c", "speed_of_light", "for cents add a name of your own"),
        ("e", "elementary_charge", "for Euler's number write eulers_number", "1"),
        ("g", "gram", "for the gravity of the earth write g_0", "g_0"),
        ("G", "gauss", "for the gravity of the earth write g_0", "g_0"),
        ("h", "hour", "for Planck's constant write planck_constant", "planck_constant"),
        ("b", "barn", "for bits write bit, for bytes B", "bit|B"),
        ("B", "byte", "a bel is 10 dB", "1"),
        ("M", "molar", "for metres write m, for millions the number", "m|1"),
        ("MM", "megamolar", "for millions write the number", "1"),
        ("MT", "megatesla", "for megatonnes write Mt, for tonnes t", "Mt"),
        ("T", "tesla", "for tonnes write t", "t"),
        ("N", "newton", "normality depends on the reaction: write mol/L of what reacts", "mol/L"),
        ("D", "debye", "for days write d, for dioptres 1/m", "d|1/m"),
        ("P", "poise", "for pressure write Pa", "Pa"),
        ("S", "siemens", "for seconds write s, for svedbergs svedberg", "s|svedberg"),
        ("K", "kelvin", "for thousands write the number", "1"),
        ("kt|kts|kn", "knot", "for kilotonnes write 1000 t, for kilonewtons kN", "t|kN"),
        ("kg|kilogram|kilograms", "kilogram", "for the force write kgf", "kgf"),
        (
            "lb|lbs|pound|pounds",
            "pound",
            "for the force write lbf, for money a name of your own",
            "lbf",
        ),
        ("rad", "radian", "for the absorbed dose write rads, in the singular rads too", "rads"),
        ("min|minute|minutes", "minute", "for the angle write arcmin", "arcmin"),
        ("s|sec|second|seconds", "second", "for the angle write arcsec", "arcsec"),
        ("lambda", "lambda", "for a wavelength write its unit", "m"),
        ("Cl", "clausius", "for centilitres write cl", "cl"),
    )
)
