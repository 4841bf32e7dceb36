"""Each constant of pint's registry has a class, and products have the worst of theirs."""

from __future__ import annotations

import re
from pathlib import Path

import pint
import pytest

from compose.dimensions import class_of, default_resolver
from compose.dimensions.constants import CLASS_OF, CLASSES

RESOLVER = default_resolver()
FOLDER = Path(pint.__file__).parent


def lines_of(file):
    """Return the definitions of a file of pint's: name, right-hand side, comment."""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        match = re.match(r"\s*(\w+)\s*=\s*([^=#]+)[^#]*(#.*)?$", line)
        if match:
            yield match[1], match[2].strip(), match[3] or ""


def test_every_constant_of_pint_is_classed():
    names = [name for name, _, _ in lines_of("constants_en.txt")]
    assert len(names) > 50
    assert [name for name in names if name not in CLASS_OF] == []


def test_every_name_in_the_table_is_one_of_pint():
    for name in CLASS_OF:
        assert RESOLVER.canonical(name) == (name, 1)


def test_what_pint_calls_approximate_is_not_exact():
    # A roentgen is 2.58e-4 C/kg exactly; what it tells of a dose depends on the medium.
    rough = {name for name, _, note in lines_of("default_en.txt") if "approximate" in note}
    assert len(rough) > 10
    for name in rough - {"roentgen"}:
        assert RESOLVER.classed(name) in ("conventional", "measured"), name


def test_what_pint_lists_as_measured_is_measured():
    text = (FOLDER / "constants_en.txt").read_text(encoding="utf-8")
    measured = text[text.index("#### MEASURED") :]
    for name in re.findall(r"^(\w+)\s*=", measured, flags=re.MULTILINE):
        assert CLASS_OF[name] == "measured", name


def test_the_class_in_the_table_is_what_the_definition_comes_to():
    for name, kind in CLASS_OF.items():
        assert RESOLVER.classed(name) == kind, name


def test_what_rests_on_pint_constants_is_classed_by_them():
    """Recompute the classes by walking pint's own references."""
    units = pint.UnitRegistry()._units

    def walked(name, seen):
        entry = units.get(name)
        if entry is None or name in seen:
            return set()
        below = set().union(*(walked(n, seen | {name}) for n in entry.reference or ()))
        return below | {entry.name}

    for name in ("hartree", "psi", "inch_Hg", "light_year", "kip", "calorie", "acre", "bohr"):
        rests_on = walked(name, frozenset())
        assert RESOLVER.classed(name) == class_of(rests_on), name


@pytest.mark.parametrize(
    ("units", "kind"),
    [
        (["foot"], "exact"),
        (["eV", "J"], "exact"),
        (["kgf"], "conventional"),
        (["kgf", "lbf"], "exact"),
        (["kgf", "N"], "conventional"),
        (["hp"], "conventional"),
        (["hartree"], "measured"),
        (["hartree", "rydberg"], "exact"),
        (["dalton", "electron_mass"], "measured"),
        (["mmHg", "inHg"], "exact"),
        (["inHg", "inHg_60F"], "measured"),
        (["calorie", "J"], "conventional"),
        (["calorie", "international_calorie"], "conventional"),
        (["kcal", "cal"], "exact"),
        (["turn", "degree"], "exact"),
        (["turn", "radian"], "irrational"),
        (["kHz ** 0.5", "Hz ** 0.5"], "irrational"),
        (["parsec", "au"], "irrational"),
        (["parsec", "m"], "conventional"),
        (["light_year", "c * year"], "exact"),
        (["planck_length"], "measured"),
        (["mu_0 * eps_0 * c ** 2"], "exact"),
        (["mu_0", "alpha * planck_constant / (e ** 2 * c)"], "exact"),
        (["W_90"], "conventional"),
        (["year", "month"], "exact"),
        (["year", "day"], "conventional"),
        (["sidereal_day", "s"], "measured"),
        (["meter ** 2"], "exact"),
        (["degF", "degC"], "exact"),
        (["dBm"], "exact"),
    ],
)
def test_what_cancels_does_not_count(units, kind):
    assert RESOLVER.classed(*units) == kind


def test_the_worst_wins():
    assert class_of([]) == "exact"
    names = {kind: next(n for n, k in CLASS_OF.items() if k == kind) for kind in CLASSES}
    for place, kind in enumerate(CLASSES):
        assert class_of([names[k] for k in CLASSES[: place + 1]]) == kind
