"""What to write for a name that people use and pint does not know.

The nearest spelling is often far from what was meant: ``gpm`` is no picometre. Each row says what
the name stands for, in names that are known.
"""

from __future__ import annotations

from functools import cache
from typing import Final

__all__ = ["advice_for"]

_OWN = "count it with count, or add a name of your own"
_MONEY = "money has no fixed factor: add a rate of your own, with its date"
_GAUGE = (
    "a pressure above the air's has its zero elsewhere: add a scale of your own, with an offset"
)
_STATE = "for a gas it matters at which temperature and pressure: write"

_ROWS: Final = {
    # Pieces and money.
    "ea|each|piece|pieces|item|items|box|boxes|pkg|pack|packs|pr|pair|pairs": _OWN,
    "bottle|bottles|pallet|pallets|carton|cartons|case|cases|tablet|tablets": _OWN,
    "cell|cells|CFU|cfu|copies|FTE": _OWN,
    "dozen|dz": "it is 12 count",
    "gross": "it is 144 count",
    "million|millions|billion|billions|thousand": "a number belongs to the value, not to the unit",
    "kilo": "write kg, or the unit that the prefix belongs to",
    "USD|EUR|GBP|CHF|JPY|CNY|INR|DKK|SEK|NOK|AUD|CAD|$|€|£|¥|dollar|dollars|euro|euros": _MONEY,
    "cent|cents|yen": _MONEY,
    # Pressure.
    "psig|PSIG|barg|Barg|kPag|mbarg": _GAUGE,
    "psia|PSIA": "write psi",
    "bara|Bara": "write bar",
    "kPaa": "write kPa",
    "PSI|Psi": "write psi",
    "psf": "write lbf/ft**2",
    "tsf": "write force_ton/ft**2",
    "Msi": "it is 1e6 psi",
    "ATA|ata": "write atm, or at for the technical atmosphere",
    "Torr": "write torr",
    "Hg": "write mmHg or inHg as one word; the symbol of hectogram is hg",
    "H2O": "write cmH2O or inH2O as one word",
    # Volume, and flow.
    "fl_oz": "write floz, or imperial_floz",
    "imp_gal|UKgal|Igal|impgal": "write imperial_gallon",
    "US_gal|USgal|usgal|US_gallon": "write gallon",
    "gpm|GPM": "write gallon/min, or imperial_gallon/min",
    "gph|GPH": "write gallon/hour, or imperial_gallon/hour",
    "gpd|GPD": "write gallon/day, or imperial_gallon/day",
    "mgd|MGD": "it is 1e6 gallon/day",
    "lpm|Lpm|LPM": "write L/min",
    "lph|LPH": "write L/h",
    "CFM": "write ft**3/min",
    "cfs": "write ft**3/s",
    "cfh": "write ft**3/h",
    "scf|SCF": f"{_STATE} ft**3 and note its state",
    "scfm|SCFM": f"{_STATE} ft**3/min and note its state",
    "scfh|SCFH": f"{_STATE} ft**3/h and note its state",
    "sccm|SCCM": "it is 1e-3 slm, the flow of a gas at 0 °C and 1 atm",
    "Sm3|sm3|Scm|scm": f"{_STATE} m**3 and note its state",
    "Mcf|mcf|MCF": "it is 1000 ft**3; some mean a million by M",
    "MMcf|mmcf|MMCF": "it is 1e6 ft**3",
    "MMscfd|MMSCFD": f"{_STATE} 1e6 ft**3/day and note its state",
    "Bcf|bcf": "it is 1e9 ft**3",
    "stb|STB|bo": "write oil_barrel",
    "bpd|BPD|bopd|bpod": "write oil_barrel/day",
    "cuft|cf|CF": "write ft**3",
    "cuin": "write in**3",
    "cuyd|cy|CY": "write yd**3",
    "cum": "write m**3",
    "cord|cords": "it is 128 ft**3",
    "drop|drops|gtt": "drops differ in size: add a name of your own",
    "jigger": "write floz, or a size of your own",
    # Light.
    "foot_candle|footcandle|foot_candles|footcandles|ftc": "write lm/ft**2",
    "foot_lambert|footlambert": "write cd/ft**2, divided by pi",
    # The codes of UN/ECE Recommendation 20, which invoices carry.
    "KGM": "it is the code of the kilogram: write kg",
    "GRM": "it is the code of the gram: write g",
    "MGM": "it is the code of the milligram: write mg",
    "TNE": "it is the code of the tonne: write metric_ton",
    "LBR": "it is the code of the pound: write lb",
    "ONZ": "it is the code of the ounce: write oz",
    "STN": "it is the code of the short ton: write short_ton",
    "LTN": "it is the code of the long ton: write long_ton",
    "MTR": "it is the code of the metre: write m",
    "KMT|KTM": "it is the code of the kilometre: write km",
    "CMT": "it is the code of the centimetre: write cm",
    "MMT": "it is the code of the millimetre: write mm",
    "INH": "it is the code of the inch: write inch",
    "FOT": "it is the code of the foot: write ft",
    "YRD": "it is the code of the yard: write yd",
    "SMI": "it is the code of the statute mile: write mile",
    "MTK": "it is the code of the square metre: write m**2",
    "FTK": "it is the code of the square foot: write ft**2",
    "HAR": "it is the code of the hectare: write hectare",
    "MTQ": "it is the code of the cubic metre: write m**3",
    "FTQ": "it is the code of the cubic foot: write ft**3",
    "LTR": "it is the code of the litre: write L",
    "MLT": "it is the code of the millilitre: write mL",
    "HLT": "it is the code of the hectolitre: write hL",
    "GLL": "it is the code of the gallon: write gallon",
    "GLI": "it is the code of the British gallon: write imperial_gallon",
    "SEC": "it is the code of the second: write s",
    "HUR": "it is the code of the hour: write h",
    "DAY": "it is the code of the day: write day",
    "WEE": "it is the code of the week: write week",
    "MON": "it is the code of the month: write month",
    "ANN": "it is the code of the year: write year",
    "KWH": "it is the code of the kilowatt hour: write kWh",
    "MWH": "it is the code of the megawatt hour: write MWh",
    "KWT": "it is the code of the kilowatt: write kW",
    "WTT": "it is the code of the watt: write W",
    "JOU": "it is the code of the joule: write J",
    "CEL": "it is the code of the degree Celsius: write degC",
    "FAH": "it is the code of the degree Fahrenheit: write degF",
    "KEL": "it is the code of the kelvin: write K",
    "BAR": "it is the code of the bar: write bar",
    "PAL": "it is the code of the pascal: write Pa",
    "C62|H87|NAR|NMB|XPP|PCE": _OWN,
    "DZN": "it is 12 count",
    "GRO": "it is 144 count",
    # Length and area.
    "sqft|sf|SF": "write ft**2",
    "sqm": "write m**2",
    "sqmi": "write mi**2",
    "sqyd": "write yd**2",
    "sqin": "write in**2",
    "sqkm": "write km**2",
    "NM|NMi|nautical": "write nmi, or nautical_mile",
    "light": "write light_year as one word",
    "mtr|mtrs|mts": "write m",
    "KM|Km|KMs": "write km",
    "CM": "write cm",
    "gauge|ga|AWG|awg|SWG": "it is a number in a table of wires, and no unit",
    # Mass.
    "gm|gms": "write g",
    "KG|Kg|kgs|KGS|Kgs": "write kg",
    "lbm": "write lb",
    "LB|Lb|LBS|Lbs": "write lb, or lbf for the force",
    "OZ|Oz": "write oz, or floz for the volume",
    "tn": "write ton (2000 lb), long_ton (2240 lb) or metric_ton (1000 kg)",
    "te": "write metric_ton",
    "metric": "write metric_ton as one word",
    "long": "write long_ton as one word",
    "short": "write short_ton as one word",
    "troy": "write troy_ounce as one word",
    "fluid": "write fluid_ounce as one word",
    "US": "write ton, gallon or pint for those of the United States",
    "imp": "write imperial_gallon or imperial_pint as one word",
    "st": "write stone for the mass, St for the stokes",
    "karat|Karat": "a karat is 1/24 of pure gold, and a carat is a mass",
    # Force, energy, power.
    "Cal|Calorie|Calories|Kcal|KCAL": "write kcal; the calorie of food is 1000 cal",
    "btu|btus": "write Btu",
    "MMBtu|MMBTU|mmBtu|mmbtu|MMbtu": "it is 1e6 Btu; M is mega here and no thousand",
    "BTUh|btuh|BTUH": "write Btu/h",
    "boe|BOE": "it is 5.8e6 Btu, as most have it",
    "tce": "it is 7e9 cal, as most have it",
    "kp": "write kgf",
    "kgm": "write kgf*m, or kg*m",
    "lbft|ftlbf": "write lbf*ft",
    "inlb|lbin|inlbf": "write lbf*in",
    "gee|gees": "write g_0",
    "var|VAR|kvar|kVAr|kVAR": "write VA and say in a note that it is reactive",
    "tonref|TRef": "write refrigeration_ton",
    # Time and frequency.
    "wk|wks": "write week",
    "mo|mos": "write month",
    "y|Y": "write year, or gregorian_year",
    "rev|revs": "write turn",
    "RPM|Rpm": "write rpm",
    "bpm|BPM": "write count/min",
    "cpm|CPM": "write count/min",
    "fpm|FPM": "write ft/min",
    "ips|IPS": "write in/s",
    "HZ|hz": "write Hz",
    # Temperature.
    "Celsius|celcius|Celcius|degc|DegC": "write degC",
    "Fahrenheit|farenheit|Farenheit|degf|DegF": "write degF",
    "Kelvin|Kelvins": "write K, or kelvin",
    "Rankine": "write degR",
    "Reaumur": "write degRe",
    # Medicine and chemistry.
    "IU|iu|mIU|kIU|MIU": "it differs from substance to substance: add a name of your own, and its "
    "factor for each substance",
    "Eq|eq|mEq|meq|mval|val": "it depends on the valence: write mol, times the charge",
    "osm|Osm|mOsm|mosm|osmole|osmol": "it depends on how the substance dissociates: write mol of "
    "particles",
    "molal": "write mol/kg",
    "normal": "it depends on the reaction: write mol/L of what reacts",
    "Molar": "write mol/L",
    "lbmol|lb_mol": "it is 453.59237 mol",
    "rcf|RCF|xg": "write g_0",
    # Ratios.
    "ppb": "it is 1e-3 ppm",
    "ppmv|ppmw": "write ppm and say in a note of what",
    "MPG|mpgUS|mpg_US|mpgus": "write mpg, or mile/gallon",
    "mpgUK|mpg_UK|mpguk|mpg_imp|mpgimp|impmpg": "write mile/imperial_gallon",
    "MPGe|mpge": "it is a mile for 33.7 kWh: write mile/kWh",
    "diopter|diopters|dioptre|dioptres": "write 1/m",
    "kmpl|kpl": "write km/L",
    "mach|Mach": "the speed of sound depends on the air: add a name of your own",
}


def advice_for(name: str) -> str | None:
    """Return what to write for a name that is no unit.

    Parameters
    ----------
    name : str
        A single name, as it was written.

    Returns
    -------
    str or None
        None where there is nothing to say.

    Examples
    --------
    >>> advice_for("gpm")
    'write gallon/min, or imperial_gallon/min'
    """
    return _table().get(name.strip())


@cache
def _table() -> dict[str, str]:
    return {name: advice for names, advice in _ROWS.items() for name in names.split("|")}
