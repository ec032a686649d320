"""ISO 4217: which currencies exist, their English names and how many decimal places they have.

The exponents are those of ISO 4217 itself (list one, and the amendments to 2026), not those of CLDR: CLDR rounds some
currencies to what is seen in shops, which would change amounts. Precious metals, test codes, funds and units of
account are left out on purpose: nobody invoices in them, and only they would need an exponent of 4. No formatting and
no exchange rates here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import msgspec

from hanse.kit.errors import Invalid


class UnknownCurrency(Invalid, ValueError):
    """The code is not an ISO 4217 currency that Hanse trades in."""

    code = "unknown_currency"
    title = "This currency is not known; use a three-letter ISO 4217 code such as EUR"


class Currency(msgspec.Struct, frozen=True):
    """One currency. `exponent` is the number of decimal places; a withdrawn one is only for reading old papers."""

    code: str
    name: str
    exponent: int
    is_withdrawn: bool = False


# code and name per line; the exponent is 2 unless the code is listed below.
_NAMES: Final = """
AED UAE Dirham
AFN Afghani
ALL Lek
AMD Armenian Dram
AOA Kwanza
ARS Argentine Peso
AUD Australian Dollar
AWG Aruban Florin
AZN Azerbaijan Manat
BAM Convertible Mark
BBD Barbados Dollar
BDT Taka
BHD Bahraini Dinar
BIF Burundi Franc
BMD Bermudian Dollar
BND Brunei Dollar
BOB Boliviano
BRL Brazilian Real
BSD Bahamian Dollar
BTN Ngultrum
BWP Pula
BYN Belarusian Ruble
BZD Belize Dollar
CAD Canadian Dollar
CDF Congolese Franc
CHF Swiss Franc
CLP Chilean Peso
CNY Yuan Renminbi
COP Colombian Peso
CRC Costa Rican Colon
CUP Cuban Peso
CVE Cabo Verde Escudo
CZK Czech Koruna
DJF Djibouti Franc
DKK Danish Krone
DOP Dominican Peso
DZD Algerian Dinar
EGP Egyptian Pound
ERN Nakfa
ETB Ethiopian Birr
EUR Euro
FJD Fiji Dollar
FKP Falkland Islands Pound
GBP Pound Sterling
GEL Lari
GHS Ghana Cedi
GIP Gibraltar Pound
GMD Dalasi
GNF Guinean Franc
GTQ Quetzal
GYD Guyana Dollar
HKD Hong Kong Dollar
HNL Lempira
HTG Gourde
HUF Forint
IDR Rupiah
ILS New Israeli Sheqel
INR Indian Rupee
IQD Iraqi Dinar
IRR Iranian Rial
ISK Iceland Krona
JMD Jamaican Dollar
JOD Jordanian Dinar
JPY Yen
KES Kenyan Shilling
KGS Som
KHR Riel
KMF Comorian Franc
KPW North Korean Won
KRW Won
KWD Kuwaiti Dinar
KYD Cayman Islands Dollar
KZT Tenge
LAK Lao Kip
LBP Lebanese Pound
LKR Sri Lanka Rupee
LRD Liberian Dollar
LSL Loti
LYD Libyan Dinar
MAD Moroccan Dirham
MDL Moldovan Leu
MGA Malagasy Ariary
MKD Denar
MMK Kyat
MNT Tugrik
MOP Pataca
MRU Ouguiya
MUR Mauritius Rupee
MVR Rufiyaa
MWK Malawi Kwacha
MXN Mexican Peso
MYR Malaysian Ringgit
MZN Mozambique Metical
NAD Namibia Dollar
NGN Naira
NIO Cordoba Oro
NOK Norwegian Krone
NPR Nepalese Rupee
NZD New Zealand Dollar
OMR Rial Omani
PAB Balboa
PEN Sol
PGK Kina
PHP Philippine Peso
PKR Pakistan Rupee
PLN Zloty
PYG Guarani
QAR Qatari Rial
RON Romanian Leu
RSD Serbian Dinar
RUB Russian Ruble
RWF Rwanda Franc
SAR Saudi Riyal
SBD Solomon Islands Dollar
SCR Seychelles Rupee
SDG Sudanese Pound
SEK Swedish Krona
SGD Singapore Dollar
SHP Saint Helena Pound
SLE Leone
SOS Somali Shilling
SRD Surinam Dollar
SSP South Sudanese Pound
STN Dobra
SVC El Salvador Colon
SYP Syrian Pound
SZL Lilangeni
THB Baht
TJS Somoni
TMT Turkmenistan New Manat
TND Tunisian Dinar
TOP Pa'anga
TRY Turkish Lira
TTD Trinidad and Tobago Dollar
TWD New Taiwan Dollar
TZS Tanzanian Shilling
UAH Hryvnia
UGX Uganda Shilling
USD US Dollar
UYU Peso Uruguayo
UZS Uzbekistan Sum
VED Bolívar Digital
VES Bolívar Soberano
VND Dong
VUV Vatu
WST Tala
XAF CFA Franc BEAC
XCD East Caribbean Dollar
XCG Caribbean Guilder
XOF CFA Franc BCEAO
XPF CFP Franc
YER Yemeni Rial
ZAR Rand
ZMW Zambian Kwacha
ZWG Zimbabwe Gold
"""

# Replaced in recent years; old contracts, invoices and price lists still name them.
_WITHDRAWN: Final = """
ANG Netherlands Antillean Guilder
BGN Bulgarian Lev
CUC Peso Convertible
HRK Kuna
SLL Leone (until 2024)
ZWL Zimbabwe Dollar
"""

_EXPONENT_0: Final = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_EXPONENT_3: Final = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def _exponent_of(code: str) -> int:
    if code in _EXPONENT_0:
        return 0
    return 3 if code in _EXPONENT_3 else 2


def _read(table: str, is_withdrawn: bool) -> dict[str, Currency]:
    pairs = (line.split(" ", 1) for line in table.strip().splitlines())
    return {code: Currency(code, name, _exponent_of(code), is_withdrawn) for code, name in pairs}


CURRENCIES: Final = MappingProxyType(dict(sorted((_read(_NAMES, False) | _read(_WITHDRAWN, True)).items())))
EXPONENTS: Final = MappingProxyType({code: currency.exponent for code, currency in CURRENCIES.items()})


def get_currency(code: str) -> Currency:
    """Give the currency with this code. Raises UnknownCurrency; lower case is refused, not mended."""
    currency = CURRENCIES.get(code)
    if currency is None:
        raise UnknownCurrency(f"{code[:12]!r} is not a known currency; use a three-letter ISO 4217 code such as EUR")
    return currency


def list_currencies(*, with_withdrawn: bool = False) -> list[Currency]:
    """List the currencies a person may choose, by code; the withdrawn ones only when asked for."""
    return [currency for currency in CURRENCIES.values() if with_withdrawn or not currency.is_withdrawn]
