"""Invented employers: names out of two words, a size and an industry."""

from collections.abc import Sequence
from random import Random

from domain.companies import CompanySize
from domain.demo.rows import DemoCompany

_ROOTS: dict[str, tuple[str, ...]] = {
    "DE": (
        "Nordlicht", "Havelwind", "Kieselgrund", "Lindenhof", "Spreebogen", "Morgenrot", "Steinbock", "Ahornwerk",
        "Federleicht", "Wolkenstein", "Elbkante", "Bergkamm", "Sommerfeld", "Tannenzapf", "Rotkehl", "Silbersee",
        "Weitblick", "Ankerplatz", "Dachstein", "Eulenhorst",
    ),
    "US": (
        "Alderbrook", "Copperfield", "Juniper Ridge", "Harborlight", "Redfern", "Quillon", "Stonebridge", "Tallgrass",
        "Bluewater", "Cedar Hollow", "Lanternside", "Maplewood", "Prairiefire", "Saltmarsh", "Thornbury", "Westerly",
        "Ironwood", "Foxglove", "Granite Peak", "Sparrowhawk",
    ),
    "IN": (
        "Neelgiri", "Saptarang", "Banyan Leaf", "Kaveri", "Udaya", "Tarang", "Malhar", "Suvarna", "Deccan Kite",
        "Himadri", "Vayu", "Anokha", "Jalsagar", "Mayura", "Pravah", "Chakra Loop", "Indigo Loom", "Rangoli",
    ),
    "GB": (
        "Ashdown", "Brackenhill", "Coldstream", "Dovecote", "Fernleigh", "Greycoat", "Hawthorn Row", "Kestrelgate",
        "Larkmoor", "Millpond", "Oxbow", "Pebblecombe", "Rookery", "Thistledown", "Wrenfield",
    ),
}  # fmt: skip
_KINDS: dict[str, tuple[str, ...]] = {
    "Software": ("Labs", "Software", "Cloud"),
    "Financial services": ("Capital", "Payments", "Mutual"),
    "Health care": ("Health", "Diagnostics"),
    "E-commerce": ("Market", "Goods"),
    "Energy": ("Energy", "Power"),
    "Logistics": ("Freight", "Parcels"),
    "Education": ("Learning", "Academy"),
    "Media": ("Studios", "Press"),
    "Manufacturing": ("Works", "Instruments"),
    "Consulting": ("Partners", "Advisory"),
    "Telecommunications": ("Networks", "Telecom"),
    "Travel": ("Journeys", "Airways"),
}
_HOW_MANY = {"DE": 40, "US": 45, "IN": 35, "GB": 30}
_SIZES = dict(zip(CompanySize, (16, 24, 20, 13, 15, 6, 6), strict=True))
# The larger the company, the more it advertises.
_OPENINGS = dict(zip(CompanySize, (1, 2, 3, 4, 6, 8, 10), strict=True))


def found(rng: Random) -> dict[str, tuple[DemoCompany, ...]]:
    """About 150 companies, by the market they are at home in; no two share a key."""
    return {market: tuple(_companies(rng, roots, _HOW_MANY[market])) for market, roots in _ROOTS.items()}


def hiring(rng: Random, among: Sequence[DemoCompany]) -> DemoCompany:
    """One of them, large ones more often."""
    return rng.choices(among, [_OPENINGS[each.size] for each in among])[0]


def _companies(rng: Random, roots: Sequence[str], count: int) -> list[DemoCompany]:
    names = [(root, kind, industry) for root in roots for industry, kinds in _KINDS.items() for kind in kinds]
    sizes = rng.choices(list(_SIZES), list(_SIZES.values()), k=count)
    chosen = rng.sample(names, count)
    return [
        DemoCompany(f"{root} {kind}", size, industry)
        for (root, kind, industry), size in zip(chosen, sizes, strict=True)
    ]
