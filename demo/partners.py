"""Partners that do not exist, the contacts who come and go there, and what ties them to a province."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from app.contacts.models import Contact, ContactChannel, ContactRole
from app.partners.models import Partner, PartnerKind, PartnerStatus, PartnerTier
from app.relationships.models import Channel, Pillar, Relationship, RelationshipType, Stage
from demo.dice import Dice, Ids, weigh
from demo.names import name_person
from demo.places import COUNTRIES, NEIGHBOURS, Country, Place, places_of
from demo.rows import SOURCE, Row, row_of

_TIERS = weigh({PartnerTier.SPECIAL: 1, PartnerTier.TRADITIONAL: 2, PartnerTier.PRIORITY: 3, PartnerTier.OTHER: 4})
_POSTS = {
    ContactRole.LEADER: ("Lãnh đạo địa phương", "Head of the local government"),
    ContactRole.FOCAL_POINT: ("Trưởng phòng đối ngoại", "Head of external relations"),
    ContactRole.PROTOCOL: ("Cán bộ lễ tân", "Protocol officer"),
    ContactRole.INTERPRETER: ("Phiên dịch", "Interpreter"),
}
_CHANNELS = tuple(ContactChannel)
_TERM_YEARS = 5
_TIES = weigh(
    {
        (Pillar.STATE, Channel.GOVERNMENT, RelationshipType.TWINNING): 3,
        (Pillar.STATE, Channel.GOVERNMENT, RelationshipType.FRIENDSHIP_COOPERATION): 5,
        (Pillar.STATE, Channel.DEPARTMENT, RelationshipType.PROJECT): 2,
        (Pillar.PARTY, Channel.PARTY, RelationshipType.FRIENDSHIP_COOPERATION): 2,
        (Pillar.PEOPLE, Channel.MASS_ORGANIZATION, RelationshipType.CONTACT): 2,
    }
)
_STAGES = weigh({Stage.EXPLORING: 1, Stage.NEGOTIATING: 1, Stage.SIGNED: 2, Stage.IMPLEMENTING: 5, Stage.DORMANT: 1})
_FIELDS = ("thương mại", "giáo dục", "y tế", "du lịch", "nông nghiệp", "văn hóa", "thanh niên")
_TIED = 0.4
_WITH_ORIGIN = 0.8


class Host(NamedTuple):
    """A partner, as far as a trip there goes."""

    id: str
    name: str
    country: str


def make_partners(seed: int, ids: Ids, places: int, today: date) -> list[Row]:
    """So many places of each country, and in each country a university and a friendship association."""
    rows = []
    for country in COUNTRIES:
        dice = Dice(seed, "partners", country.code)
        rows += [_make_place(dice, ids, country, place, today) for place in places_of(country.code)[:places]]
        rows += _make_bodies(ids, country)
    return rows


def host_of(row: Row) -> Host:
    """What the other records say of a partner."""
    return Host(row["id"], row["name_vi"], row["country"])


def _make_place(dice: Dice, ids: Ids, country: Country, place: Place, today: date) -> Row:
    written = [(place.latin, "Latn", "transliteration"), (place.native, country.script, "short")]
    return row_of(
        Partner(
            id=ids.next(),
            external_id=f"partner-{country.code}-{place.latin}".lower().replace(" ", "-"),
            kind=PartnerKind.LOCAL_GOVERNMENT,
            name_vi=f"{place.name_vi} Thử",
            name_en=f"{place.latin} (sample)",
            name_local=f"{place.native} ({country.sample})",
            aliases=[
                {"name": name, "lang": country.lang, "script": script, "kind": kind} for name, script, kind in written
            ],
            country=country.code,
            admin_level=country.level,
            border_adjacent=country.code in NEIGHBOURS and dice.happens(0.4),
            tier=dice.draw(_TIERS),
            status=PartnerStatus.ACTIVE if dice.happens(0.85) else PartnerStatus.DORMANT,
            time_zone=country.time_zone,
            last_verified_on=date.fromordinal(today.toordinal() - dice.between(1, 700)),
        )
    )


def _make_bodies(ids: Ids, country: Country) -> Iterator[Row]:
    bodies = (
        (PartnerKind.EDUCATION, "university", f"Đại học Thử {country.name_vi}"),
        (PartnerKind.PEOPLES_ORGANIZATION, "association", f"Hội hữu nghị Thử {country.name_vi}"),
    )
    for kind, key, name in bodies:
        external_id = f"partner-{country.code}-{key}".lower()
        yield row_of(
            Partner(
                id=ids.next(),
                external_id=external_id,
                kind=kind,
                name_vi=name,
                aliases=[],
                country=country.code,
                time_zone=country.time_zone,
            )
        )


def make_contacts(seed: int, ids: Ids, hosts: Sequence[Host], count: int, today: date) -> Iterator[Row]:
    """Post after post: in each, one after the other to this day, a term of five years each."""
    dice = Dice(seed, "contacts")
    posts = [(host, role) for role in _POSTS for host in hosts]
    for number in range(count):
        turn, place = divmod(number, len(posts))
        host, role = posts[place]
        year = today.year - (turn + 1) * _TERM_YEARS + 1
        person = name_person(dice, host.country)
        position_vi, position_en = _POSTS[role]
        yield row_of(
            Contact(
                id=ids.next(),
                external_id=f"contact-{number + 1}",
                partner_id=host.id,
                full_name=person.full_name,
                native_name=person.native_name,
                position_vi=position_vi,
                position_en=position_en,
                role=role,
                term_from=str(year),
                term_to=str(year + _TERM_YEARS - 1) if turn else None,
                email=f"contact{number + 1}@{SOURCE}.example.com",
                preferred_channel=dice.pick(_CHANNELS),
                last_verified_on=date.fromordinal(today.toordinal() - dice.between(1, 900)),
            )
        )


def make_relationships(
    seed: int, ids: Ids, unit: tuple[str, str], hosts: Sequence[Host], first_year: int
) -> Iterator[Row]:
    """What ties a unit (its id and code) to some of the partners."""
    unit_id, code = unit
    dice = Dice(seed, "relationships", code)
    for number, host in enumerate(hosts, 1):
        if not dice.happens(_TIED):
            continue
        pillar, channel, kind = dice.draw(_TIES)
        origin = f"{first_year + dice.between(0, 9)}-{dice.between(1, 12):02}-{dice.between(1, 28):02}"
        known = dice.happens(_WITH_ORIGIN)
        claim = {"date": origin, "basis": "Văn bản mẫu", "citation": None, "chosen": True}
        yield row_of(
            Relationship(
                id=ids.next(),
                external_id=f"relationship-{code}-{number}",
                org_unit_id=unit_id,
                partner_id=host.id,
                channel=channel,
                pillar=pillar,
                type=kind,
                stage=dice.draw(_STAGES),
                origin_claims=[claim] if known else [],
                established_on=origin if known else None,
                fields=sorted({dice.pick(_FIELDS) for _ in range(2)}),
                lead_unit_id=unit_id,
            )
        )
