"""Conversion factors as standards and handbooks print them.

A line is ``one unit, a sign, a number, another unit``: one of the first is so many of the second.
``=`` is exact, ``≈`` is rounded to the digits shown, ``(15)`` is the standard uncertainty in the
last digits, ``…`` means that the digits go on.

Where pint's own definition is not the standard's, the row is left out: the boiler horsepower, the
calorie of 15 °C, mercury at 32 °F, the angular mil (a tenth of what it is elsewhere), printers'
points.
"""

from __future__ import annotations

__all__ = ["TABLES"]

SP811 = """
abampere = 1.0E+01 A
abcoulomb = 1.0E+01 C
abfarad = 1.0E+09 F
abhenry = 1.0E-09 H
abmho = 1.0E+09 S
abohm = 1.0E-09 ohm
abvolt = 1.0E-08 V
standard_gravity = 9.80665E+00 m/s^2
acre ≈ 4.046873E+03 m^2
acre_foot ≈ 1.233489E+03 m^3
A·h = 3.6E+03 C
angstrom = 1.0E-10 m
are = 1.0E+02 m^2
au ≈ 1.495979E+11 m
atm = 1.01325E+05 Pa
technical_atmosphere = 9.80665E+04 Pa
bar = 1.0E+05 Pa
barn = 1.0E-28 m^2
oil_barrel ≈ 1.589873E-01 m^3
biot = 1.0E+01 A
Btu_it ≈ 1.055056E+03 J
Btu_th ≈ 1.054350E+03 J
Btu_it/h ≈ 2.930711E-01 W
Btu_th/h ≈ 2.928751E-01 W
Btu_th/min ≈ 1.757250E+01 W
Btu_th/s ≈ 1.054350E+03 W
Btu_it/lb = 2.326E+03 J/kg
Btu_it/(lb·degF) = 4.1868E+03 J/(kg·K)
Btu_th/(lb·degF) = 4.184E+03 J/(kg·K)
Btu_it·ft/(h·ft^2·degF) ≈ 1.730735E+00 W/(m·K)
Btu_it·in/(h·ft^2·degF) ≈ 1.442279E-01 W/(m·K)
Btu_it/(h·ft^2·degF) ≈ 5.678263E+00 W/(m^2·K)
Btu_it/ft^3 ≈ 3.725895E+04 J/m^3
Btu_it/ft^2 ≈ 1.135653E+04 J/m^2
Btu_it/degF ≈ 1.899101E+03 J/K
bushel ≈ 3.523907E-02 m^3
cal_it = 4.1868E+00 J
cal_th = 4.184E+00 J
cal_th/g = 4.184E+03 J/kg
cal_th/(cm·s·degC) = 4.184E+02 W/(m·K)
cal_th/min ≈ 6.973333E-02 W
cd/in^2 ≈ 1.550003E+03 cd/m^2
carat = 2.0E-04 kg
cmHg ≈ 1.333224E+03 Pa
cmH2O = 9.80665E+01 Pa
cmH2O_4C ≈ 9.80638E+01 Pa
cP = 1.0E-03 Pa·s
cSt = 1.0E-06 m^2/s
chain ≈ 2.011684E+01 m
circular_mil ≈ 5.067075E-10 m^2
ft^3 ≈ 2.831685E-02 m^3
ft^3/min ≈ 4.719474E-04 m^3/s
in^3 ≈ 1.638706E-05 m^3
mi^3 ≈ 4.168182E+09 m^3
yd^3 ≈ 7.645549E-01 m^3
yd^3/min ≈ 1.274258E-02 m^3/s
cup ≈ 2.365882E-04 m^3
Ci = 3.7E+10 Bq
darcy ≈ 9.869233E-13 m^2
day = 8.64E+04 s
sidereal_day ≈ 8.616409E+04 s
debye ≈ 3.335641E-30 C·m
degree ≈ 1.745329E-02 rad
denier ≈ 1.111111E-07 kg/m
dyn = 1.0E-05 N
dyn·cm = 1.0E-07 N·m
dyn/cm^2 = 1.0E-01 Pa
eV ≈ 1.602177E-19 J
erg = 1.0E-07 J
erg/s = 1.0E-07 W
erg/(cm^2·s) = 1.0E-03 W/m^2
fathom ≈ 1.828804E+00 m
fermi = 1.0E-15 m
floz ≈ 2.957353E-05 m^3
ft = 3.048E-01 m
survey_foot ≈ 3.048006E-01 m
lm/ft^2 ≈ 1.076391E+01 lx
ft/h ≈ 8.466667E-05 m/s
ft/min = 5.08E-03 m/s
ftHg ≈ 4.063666E+04 Pa
ftH2O ≈ 2.989067E+03 Pa
ft·poundal ≈ 4.214011E-02 J
ft·lbf ≈ 1.355818E+00 J
ft·lbf/h ≈ 3.766161E-04 W
ft·lbf/min ≈ 2.259697E-02 W
ft^4 ≈ 8.630975E-03 m^4
galileo = 1.0E-02 m/s^2
imperial_gallon = 4.54609E-03 m^3
gallon ≈ 3.785412E-03 m^3
gallon/min ≈ 6.309020E-05 m^3/s
gallon/day ≈ 4.381264E-08 m^3/s
gallon/(hp·h) ≈ 1.410089E-09 m^3/J
gamma = 1.0E-09 T
imperial_gill ≈ 1.420653E-04 m^3
gill ≈ 1.182941E-04 m^3
gon ≈ 1.570796E-02 rad
gon = 9.0E-01 degree
grain = 6.479891E-05 kg
grain/gallon ≈ 1.711806E-02 kg/m^3
gf/cm^2 = 9.80665E+01 Pa
hectare = 1.0E+04 m^2
hp ≈ 7.456999E+02 W
electrical_horsepower = 7.46E+02 W
metric_horsepower ≈ 7.354988E+02 W
long_hundredweight ≈ 5.080235E+01 kg
hundredweight ≈ 4.535924E+01 kg
inch = 2.54E-02 m
inHg ≈ 3.386389E+03 Pa
inHg_60F ≈ 3.37685E+03 Pa
inH2O ≈ 2.490889E+02 Pa
inH2O_4C ≈ 2.49082E+02 Pa
inH2O_60F ≈ 2.4884E+02 Pa
kayser = 1.0E+02 1/m
kgf = 9.80665E+00 N
kgf·m = 9.80665E+00 N·m
kgf/cm^2 = 9.80665E+04 Pa
kgf/mm^2 = 9.80665E+06 Pa
km/h ≈ 2.777778E-01 m/s
kW·h = 3.6E+06 J
kip ≈ 4.448222E+03 N
ksi ≈ 6.894757E+06 Pa
knot ≈ 5.144444E-01 m/s
lambert ≈ 3.183099E+03 cd/m^2
langley = 4.184E+04 J/m^2
light_year ≈ 9.46073E+15 m
liter = 1.0E-03 m^3
microinch = 2.54E-08 m
micron = 1.0E-06 m
thou = 2.54E-05 m
mile = 1.609344E+03 m
survey_mile ≈ 1.609347E+03 m
nautical_mile = 1.852E+03 m
mile/gallon ≈ 4.251437E+05 m/m^3
mph = 4.4704E-01 m/s
mile/min = 2.68224E+01 m/s
mbar = 1.0E+02 Pa
mmHg ≈ 1.333224E+02 Pa
mmH2O = 9.80665E+00 Pa
arcmin ≈ 2.908882E-04 rad
oz ≈ 2.834952E-02 kg
troy_ounce ≈ 3.110348E-02 kg
imperial_floz ≈ 2.841306E-05 m^3
ozf ≈ 2.780139E-01 N
ozf·in ≈ 7.061552E-03 N·m
oz/ft^2 ≈ 3.051517E-01 kg/m^2
oz/yd^2 ≈ 3.390575E-02 kg/m^2
oz/in^3 ≈ 1.729994E+03 kg/m^3
oz/gallon ≈ 7.489152E+00 kg/m^3
oz/imperial_gallon ≈ 6.236023E+00 kg/m^3
parsec ≈ 3.085678E+16 m
peck ≈ 8.809768E-03 m^3
pennyweight ≈ 1.555174E-03 kg
pica ≈ 4.233333E-03 m
point ≈ 3.527778E-04 m
dry_pint ≈ 5.506105E-04 m^3
pint ≈ 4.731765E-04 m^3
poise = 1.0E-01 Pa·s
poundal ≈ 1.382550E-01 N
poundal/ft^2 ≈ 1.488164E+00 Pa
poundal·s/ft^2 ≈ 1.488164E+00 Pa·s
lb ≈ 4.535924E-01 kg
troy_pound ≈ 3.732417E-01 kg
lb·ft^2 ≈ 4.214011E-02 kg·m^2
lbf ≈ 4.448222E+00 N
lbf/ft ≈ 1.459390E+01 N/m
lbf/in ≈ 1.751268E+02 N/m
lbf/lb = 9.80665E+00 N/kg
psi ≈ 6.894757E+03 Pa
lbf/ft^2 ≈ 4.788026E+01 Pa
lbf·s/ft^2 ≈ 4.788026E+01 Pa·s
lb/ft^3 ≈ 1.601846E+01 kg/m^3
lb/in^3 ≈ 2.767990E+04 kg/m^3
lb/yd^3 ≈ 5.932764E-01 kg/m^3
lb/gallon ≈ 1.198264E+02 kg/m^3
lb/imperial_gallon ≈ 9.977637E+01 kg/m^3
lb/(ft·h) ≈ 4.133789E-04 Pa·s
lb/h ≈ 1.259979E-04 kg/s
lb/min ≈ 7.559873E-03 kg/s
lb/(hp·h) ≈ 1.689659E-07 kg/J
quad ≈ 1.055056E+18 J
dry_quart ≈ 1.101221E-03 m^3
quart ≈ 9.463529E-04 m^3
rads = 1.0E-02 Gy
rem = 1.0E-02 Sv
revolution ≈ 6.283185E+00 rad
rpm ≈ 1.047198E-01 rad/s
rhe = 1.0E+01 1/(Pa·s)
rod ≈ 5.029210E+00 m
roentgen = 2.58E-04 C/kg
arcsec ≈ 4.848137E-06 rad
shake = 1.0E-08 s
slug ≈ 1.459390E+01 kg
slug/ft^3 ≈ 5.153788E+02 kg/m^3
slug/(ft·s) ≈ 4.788026E+01 Pa·s
ft^2 = 9.290304E-02 m^2
ft^2/h = 2.58064E-05 m^2/s
in^2 = 6.4516E-04 m^2
mi^2 ≈ 2.589988E+06 m^2
survey_mile^2 ≈ 2.589998E+06 m^2
yd^2 ≈ 8.361274E-01 m^2
stilb = 1.0E+04 cd/m^2
stokes = 1.0E-04 m^2/s
tablespoon ≈ 1.478676E-05 m^3
teaspoon ≈ 4.928922E-06 m^3
tex = 1.0E-06 kg/m
therm ≈ 1.05506E+08 J
US_therm = 1.054804E+08 J
long_ton ≈ 1.016047E+03 kg
long_ton/yd^3 ≈ 1.328939E+03 kg/m^3
metric_ton = 1.0E+03 kg
refrigeration_ton ≈ 3.516853E+03 W
short_ton ≈ 9.071847E+02 kg
ton_TNT = 4.184E+09 J
short_ton/yd^3 ≈ 1.186553E+03 kg/m^3
short_ton/h ≈ 2.519958E-01 kg/s
torr ≈ 1.333224E+02 Pa
W/in^2 ≈ 1.550003E+03 W/m^2
yard = 9.144E-01 m
common_year = 3.1536E+07 s
sidereal_year ≈ 3.155815E+07 s
tropical_year ≈ 3.155693E+07 s
"""

BROCHURE = """
min = 60 s
h = 3600 s
d = 86400 s
au = 149597870700 m
ha = 1E+04 m^2
L = 1E-03 m^3
t = 1000 kg
Da = 1.66053906892(52)E-27 kg
eV = 1.602176634E-19 J
degree = 60 arcmin
arcmin = 60 arcsec
speed_of_light = 299792458 m/s
planck_constant = 6.62607015E-34 J·s
elementary_charge = 1.602176634E-19 C
boltzmann_constant = 1.380649E-23 J/K
N_A = 6.02214076E+23 1/mol
N = 1 kg·m/s^2
Pa = 1 kg/(m·s^2)
J = 1 kg·m^2/s^2
W = 1 kg·m^2/s^3
V = 1 kg·m^2/(s^3·A)
F = 1 s^4·A^2/(kg·m^2)
ohm = 1 kg·m^2/(s^3·A^2)
S = 1 s^3·A^2/(kg·m^2)
Wb = 1 kg·m^2/(s^2·A)
T = 1 kg/(s^2·A)
H = 1 kg·m^2/(s^2·A^2)
lx = 1 cd·sr/m^2
Gy = 1 m^2/s^2
kat = 1 mol/s
kat = 6.0E+07 U
quettagram = 1E+30 g
rontosecond = 1E-27 s
"""

CODATA = """
R_inf = 10973731.568157(12) 1/m
alpha = 7.2973525643(11)E-3 1
mu_0 = 1.25663706127(20)E-6 N/A^2
eps_0 = 8.8541878188(14)E-12 F/m
Z_0 = 376.730313412(59) ohm
m_e = 9.1093837139(28)E-31 kg
m_p = 1.67262192595(52)E-27 kg
m_n = 1.67492750056(85)E-27 kg
m_p/m_e = 1836.152673426(32) 1
m_e = 5.485799090441(97)E-4 u
bohr = 5.29177210544(82)E-11 m
E_h = 4.3597447222060(48)E-18 J
E_h = 27.211386245981(30) eV
Ry = 13.605693122990(15) eV
r_e = 2.8179403205(13)E-15 m
sigma_e = 6.6524587051(62)E-29 m^2
mu_B = 9.2740100657(29)E-24 J/T
mu_N = 5.0507837393(16)E-27 J/T
a_u_time = 2.4188843265864(26)E-17 s
a_u_force = 8.2387235038(13)E-8 N
a_u_electric_field = 5.14220675112(80)E+11 V/m
a_u_efg = 9.7173624424(30)E+21 V/m^2
planck_length = 1.616255(18)E-35 m
planck_mass = 2.176434(24)E-8 kg
planck_time = 5.391247(60)E-44 s
planck_temperature = 1.416784(16)E+32 K
R = 8.314462618… J/(mol·K)
hbar = 1.054571817…E-34 J·s
conductance_quantum = 7.748091729…E-5 S
K_J = 483597.8484…E+9 Hz/V
R_K = 25812.80745… ohm
Phi_0 = 2.067833848…E-15 Wb
stefan_boltzmann_constant = 5.670374419…E-8 W/(m^2·K^4)
c_1 = 3.741771852…E-16 W·m^2
c_2 = 1.438776877…E-2 m·K
wien_wavelength_displacement_law_constant = 2.897771955…E-3 m·K
wien_frequency_displacement_law_constant = 5.878925757…E+10 Hz/K
V_90 = 1.00000010666… V
"""

IEC = """
byte = 8 bit
kB = 1000 byte
MB = 1E+06 byte
KiB = 1024 byte
MiB = 1048576 byte
GiB = 1073741824 byte
TiB = 1099511627776 byte
PiB = 1125899906842624 byte
EiB = 1152921504606846976 byte
ZiB = 1180591620717411303424 byte
YiB = 1208925819614629174706176 byte
GiB ≈ 1.073742 GB
TB ≈ 0.909495 TiB
Gbit/s = 125 MB/s
octet = 8 bit
"""

REC20 = """
ft = 0.3048 m
fathom ≈ 1.8288 m
lb = 0.45359237 kg
oz ≈ 2.834952E-02 kg
oil_barrel ≈ 158.9873E-03 m^3
bushel ≈ 3.523907E-02 m^3
UK_pint ≈ 5.68261E-04 m^3
imperial_quart = 1.1365225E-03 m^3
stone ≈ 6.350293 kg
cwt ≈ 45.3592 kg
UK_cwt ≈ 50.80235 kg
mi^2 ≈ 2.589988 km^2
in^3 = 16.387064E-06 m^3
yd^3 ≈ 0.764555 m^3
kn ≈ 0.514444 m/s
m^3/h ≈ 2.77778E-04 m^3/s
L/min ≈ 1.66667E-05 m^3/s
metric_horsepower = 735.49875 W
microbar = 0.1 Pa
dtex = 1E-07 kg/m
dry_gallon ≈ 4.404884E-03 m^3
dwt ≈ 1.555174E-03 kg
scruple ≈ 1.295978 g
dr ≈ 1.771845E-03 kg
bbl ≈ 119.2405E-03 m^3
kgf/m^2 = 9.80665 Pa
"""

ASTRONOMY = """
light_year = 9460730472580800 m
julian_year = 31557600 s
parsec ≈ 3.08567758E+16 m
parsec ≈ 3.261564 light_year
parsec ≈ 206264.8 au
light_year ≈ 63241.077 au
light_year ≈ 0.3066014 parsec
au ≈ 499.00478 speed_of_light·s
km/(s·Mpc) ≈ 3.240779E-20 1/s
kpc/Myr ≈ 977.7922 km/s
"""

SEA = """
nmi = 1.852 km
knot = 1.852 km/h
knot ≈ 1.150779 mph
nmi ≈ 1.150779 mile
nmi ≈ 6076.115 ft
fathom = 6 survey_foot
cables_length = 120 fathom
knot ≈ 1.687810 ft/s
league = 3 survey_mile
"""

KITCHEN = """
tbsp = 3 tsp
floz = 2 tbsp
cup = 16 tbsp
cup = 8 floz
pint = 2 cup
quart = 4 cup
gallon = 16 cup
gallon = 128 floz
gallon = 3.785411784 L
floz = 29.5735295625 mL
tbsp = 14.78676478125 mL
tsp = 4.92892159375 mL
cup = 236.5882365 mL
pint = 473.176473 mL
imperial_pint = 568.26125 mL
imperial_floz = 28.4130625 mL
imperial_gallon ≈ 1.200950 gallon
shot = 1.5 floz
lb = 16 oz
oz = 28.349523125 g
stone = 14 lb
"""

ENERGY = """
kW·h ≈ 3412.142 Btu_it
kW·h ≈ 859.8452 kcal_it
toe = 41.868 GJ
toe = 11.63 MW·h
therm ≈ 29.30711 kW·h
Mton_TNT = 4.184 PJ
hp·h ≈ 2.684520 MJ
hp ≈ 1.013870 metric_horsepower
atm_l = 101.325 J
hp = 550 ft·lbf/s
rydberg ≈ 2.179872E-18 J
kcal_th/mol = 4.184 kJ/mol
ft·lbf = 1.3558179483314004 J
Btu_it = 1055.05585262 J
"""

PRESSURE = """
atm = 760 torr
atm ≈ 759.9999 mmHg
atm ≈ 29.92126 inHg
atm ≈ 14.69595 psi
atm = 1.01325 bar
atm ≈ 1.033227 technical_atmosphere
bar ≈ 14.50377 psi
bar ≈ 750.0617 torr
torr ≈ 133.3224 Pa
mmHg = 133.322387415 Pa
psi ≈ 51.71493 mmHg
psi ≈ 27.67990 inH2O
inHg ≈ 25.4 mmHg
inHg = 3386.388640341 Pa
kPa ≈ 0.1450377 psi
hPa = 1 mbar
barye = 0.1 Pa
mH2O = 9.80665 kPa
"""

TABLES = {
    "NIST SP 811 (2008), appendix B.8": SP811,
    "SI Brochure, 9th edition, tables 1, 4, 7 and 8": BROCHURE,
    "CODATA 2022, physics.nist.gov/cuu/Constants": CODATA,
    "IEC 80000-13:2008, clause 4": IEC,
    "UN/ECE Recommendation 20, annex I": REC20,
    "IAU resolutions 2012 B2 and 2015 B2, and their quotients": ASTRONOMY,
    "International Hydrographic Conference 1929; NIST Handbook 44, appendix C": SEA,
    "NIST Handbook 44, appendix C; UK Weights and Measures Act 1985": KITCHEN,
    "ISO 31-4; IEA unit converter; NIST SP 811": ENERGY,
    "NIST SP 811, section 5 and appendix B": PRESSURE,
}
