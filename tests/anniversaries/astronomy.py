"""New moons, the sun's longitude and the lunisolar year that follows from them, by Meeus's formulas alone.

*Astronomical Algorithms*, 2nd edition: chapter 49 (phases of the moon), chapter 25 (the sun, to 0.01°); ΔT by the
polynomials that Espenak and Meeus give for NASA's eclipse canon. It shares no code and no data with `ephem`, from which
the table of the application is made, so that an error of either shows.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import floor, radians, sin
from typing import Final, NamedTuple

UNIX_EPOCH_JD: Final = 2440587.5
UNIX_EPOCH: Final = date(1970, 1, 1).toordinal()
MONTHS_A_JULIAN_CENTURY: Final = 1236.85
FIRST_MOON, LAST_MOON = -1250, 2495
"""Lunations counted from January 2000 that reach from before November 1899 to beyond the new year of 2200."""

# Coefficient in days, power of the earth's eccentricity, multiples of M, M', F.
_PERIODIC: Final = (
    (-0.40720, 0, 0, 1, 0),
    (0.17241, 1, 1, 0, 0),
    (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0),
    (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0),
    (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0),
    (-0.00007, 0, 2, 1, 0),
    (0.00004, 0, 0, 2, -2),
    (0.00004, 0, 3, 0, 0),
    (0.00003, 0, 1, 1, -2),
    (0.00003, 0, 0, 2, 2),
    (-0.00003, 0, 1, 1, 2),
    (0.00003, 0, -1, 1, 2),
    (-0.00002, 0, -1, 1, -2),
    (-0.00002, 0, 1, 3, 0),
    (0.00002, 0, 0, 4, 0),
)
# Coefficient in days, angle at lunation 0 and its motion a lunation, in degrees.
_PLANETARY: Final = (
    (0.000325, 299.77, 0.107408),
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
)
# Until which year, the year counted from, coefficients of rising power, in seconds.
_DELTA_T: Final = (
    (1920, 1900, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1941, 1920, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1961, 1950, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1986, 1975, (45.45, 1.067, -1 / 260, -1 / 718)),
    (2005, 2000, (63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599)),
    (2050, 2000, (62.92, 0.32217, 0.005589)),
    (2150, 1820, (-205.724, 0.5628, 0.0032)),
    (2300, 1820, (-20.0, 0.0, 0.0032)),
)


class Month(NamedTuple):
    """A lunar month: its first day, and its name."""

    first_day: date
    year: int
    month: int
    is_leap: bool


def delta_t(jd: float) -> float:
    """Return terrestrial minus universal time, in days."""
    year = 2000 + (jd - 2451544.5) / 365.25
    origin, coefficients = next((origin, terms) for until, origin, terms in _DELTA_T if year < until)
    return sum(value * (year - origin) ** power for power, value in enumerate(coefficients)) / 86400


def new_moon(lunation: int) -> float:
    """Return the Julian day, in universal time, of a new moon; lunation 0 is that of 6 January 2000."""
    k, t = lunation, lunation / MONTHS_A_JULIAN_CENTURY
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2 - 0.000000150 * t**3
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    sun = 2.5534 + 29.10535670 * k - 0.0000014 * t**2
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3
    latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t**2 - 0.00000227 * t**3
    node = 124.7746 - 1.56375588 * k + 0.0020672 * t**2
    jde += sum(c * e**p * sin(radians(a * sun + b * moon + f * latitude)) for c, p, a, b, f in _PERIODIC)
    jde += sum(c * sin(radians(start + motion * k)) for c, start, motion in _PLANETARY)
    jde -= 0.00017 * sin(radians(node))
    return jde - delta_t(jde)


def sun_longitude(jd: float) -> float:
    """Return the sun's apparent longitude in degrees, 0 to 360, at a Julian day in universal time."""
    t = (jd + delta_t(jd) - 2451545.0) / 36525
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (1.914602 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    node = radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + 0.0003032 * t**2 + centre - 0.00569 - 0.00478 * sin(node)) % 360


def local_day(jd: float, hours: float) -> date:
    """Return the day that an instant falls on where clocks are `hours` ahead of universal time."""
    return date.fromordinal(UNIX_EPOCH + floor(jd - UNIX_EPOCH_JD + hours / 24))


def midnight(day: date, hours: float) -> float:
    """Return the Julian day at which a local day begins."""
    return UNIX_EPOCH_JD + day.toordinal() - UNIX_EPOCH - hours / 24


def months(hours: float) -> Iterator[Month]:
    """Name the months: the 11th has the winter solstice; of 13 to the next, the first without a major term is leap."""
    first_days = [local_day(new_moon(lunation), hours) for lunation in range(FIRST_MOON, LAST_MOON)]
    sectors = [floor(sun_longitude(midnight(day, hours)) / 30) for day in first_days]
    elevenths = [i for i, (here, after) in enumerate(pairwise(sectors)) if here < 9 <= after]
    for start, end in pairwise(elevenths):
        is_long = end - start == 13
        leap = next(i for i in range(start + 1, end) if sectors[i] == sectors[i + 1]) if is_long else None
        number, year = 11, first_days[start].year
        for i in range(start, end):
            if i not in (start, leap):
                number = number % 12 + 1
            yield Month(first_days[i], year + (number < 11), number, i == leap)
