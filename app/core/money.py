"""Money: an exact amount and its currency; what a record holds is the JSON of it."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.schema import Schema

_CURRENCIES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
ZWG
"""
CURRENCIES = frozenset(_CURRENCIES.split())
"""ISO 4217, the currencies that are paid in (as pycountry lists them)."""


def _known(code: str) -> str:
    if code not in CURRENCIES:
        kind = "unknown_currency"
        raise PydanticCustomError(kind, "not an ISO 4217 currency code")
    return code


CurrencyCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{3}$"),
    AfterValidator(_known),
    Field(description="ISO 4217", examples=["VND", "USD"]),
]
Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=18, decimal_places=2, description="at most 2 decimals", examples=["1250.50"]),
    PlainSerializer(str, return_type=str),
]


class Money(Schema):
    """An amount in one currency; the amount is text in JSON, for a float would not be exact."""

    amount: Amount
    currency: CurrencyCode
