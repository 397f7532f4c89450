"""Invented values of personal data, with right check digits, and of what only looks like it."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

DIGITS = "0123456789"
FIRST = (
    "Amara Ben Chloe Dmitri Elena Farah Gareth Hannah Imran Jane Kofi Lena Marek Nadia Oscar Priya Ruth Sven".split()
)
LAST = "Okafor Smith Dubois Ivanov Rossi Khan Evans Meyer Ali Doe Mensah Novak Garcia Patel Lindqvist Nguyen".split()


def digits(random: Random, count: int, first: str = DIGITS) -> str:
    return random.choice(first) + "".join(random.choices(DIGITS, k=count - 1))


def letters(random: Random, count: int, of: str = string.ascii_uppercase) -> str:
    return "".join(random.choices(of, k=count))


def pattern(random: Random, shape: str) -> str:
    """Fill ``9`` with any digit, ``8`` with one from 2 to 8, ``A`` with a letter and ``n`` with 9."""
    fill = {"9": DIGITS, "8": "2345678", "A": string.ascii_uppercase, "n": "9"}
    return "".join(random.choice(fill[c]) if c in fill else c for c in shape)


def luhn(body: str) -> str:
    total = sum(sum(divmod(int(d) * 2, 10)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


PHONES = {
    # Shapes of national numbers, valid ones; the first part is the code that +cc replaces the trunk 0 of.
    "GB": ("44", ["07788 999999", "07788 999 999", "07788999999", "020 7888 9999", "0161 488 9999", "(020) 7888 9999"]),
    "US": ("1", ["(212) 788-9999", "415-788-9999", "312.788.9999", "6467889999", "702 788 9999", "1-303-788-9999"]),
    "CA": ("1", ["416-788-9999", "(604) 788-9999", "514 788 9999", "4037889999"]),
    "DE": ("49", ["0151 28889999", "0171/8889999", "030 28889999", "0170-8889999"]),
    "FR": ("33", ["06 28 89 99 99", "0628899999", "01.48.88.99.99", "07-58-88-99-99"]),
    "AU": ("61", ["0428 889 999", "0418889999", "(02) 9288 9999", "03 9288 9999"]),
    "IN": ("91", ["n8888 99999", "n888899999", "n8888-99999"]),
    "ES": ("34", ["628 889 999", "628 88 99 99", "628889999"]),
    "IT": ("39", ["328 8889999", "3478889999", "333 888 9999"]),
    "NL": ("31", ["06 28889999", "06-28889999", "020 288 9999"]),
    "IE": ("353", ["087 288 9999", "0868889999", "085 288 9999"]),
    "BR": ("55", ["(11) n8888-9999", "11 n8888 9999", "21n88889999"]),
    "PL": ("48", ["508 889 999", "608889999", "508-889-999"]),
    "SG": ("65", ["n188 9999", "6388 9999", "n1889999"]),
    "SE": ("46", ["070-288 99 99", "0728889999", "073 288 99 99"]),
    "FI": ("358", ["040 288 9999", "0502889999", "045 288 9999"]),
}


def phone(random: Random, country: str) -> str:
    code, shapes = PHONES[country]
    national = pattern(random, random.choice(shapes))
    if random.random() < 0.7:
        return national
    bare = "".join(c for c in national if c not in "()").removeprefix("1-").removeprefix("0")
    sign = random.choice([f"+{code} ", f"+{code}", f"00{code} ", f"+{code}-", f"+{code} (0)"])
    return sign.replace(" (0)", " (0)" if national.startswith("0") else " ") + bare


WORDS = "zero one two three four five six seven eight nine".split()


def speak(random: Random, number: str) -> str:
    """Say digits one by one, doubles as such, in groups with pauses."""
    zero = random.choice(["zero", "oh", "oh"])
    parts, i = [], 0
    while i < len(number):
        run = 1
        while run < 3 and number[i : i + run + 1] == number[i] * (run + 1):
            run += 1
        word = zero if number[i] == "0" else WORDS[int(number[i])]
        if run > 1 and random.random() < 0.6:
            parts.append(f"{['double', 'triple'][run - 2]} {word}")
        else:
            run = 1
            parts.append(word)
        i += run
    size = random.choice([3, 4, 5, 20])
    pause = random.choice([", ", " ", " um ", ", uh, "])
    return pause.join(" ".join(parts[i : i + size]) for i in range(0, len(parts), size))


def phone_spoken(random: Random, country: str) -> str:
    shape = {"GB": "07788999999"}.get(country, "4157889999")
    return speak(random, pattern(random, shape))


def card_number(random: Random) -> str:
    first, count = random.choice([("4", 16), ("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("37", 15), ("6011", 16)])
    return luhn(first + digits(random, count - 1 - len(first)))


def card(random: Random, country: str) -> str:
    number = card_number(random)
    cuts = [4, 10] if len(number) == 15 else [4, 8, 12]
    groups = [number[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
    return random.choice([" ", " ", "-", "", "."]).join(groups)


def card_spoken(random: Random, country: str) -> str:
    return speak(random, card_number(random))


IBANS = {
    **{"GB": "WEST99999999999999", "DE": "999999999999999999", "FR": "99999999999999999999999", "NL": "INGB9999999999"},
    **{"ES": "99999999999999999999", "IT": "X9999999999999999999999", "PL": "999999999999999999999999"},
    **{"IE": "AIBK99999999999999", "SE": "99999999999999999999", "FI": "99999999999999"},
}


def iban(random: Random, country: str) -> str:
    country = country if country in IBANS else "GB"
    shape = IBANS[country]
    body = "".join(random.choice(DIGITS) if c == "9" else c for c in shape)
    check = 98 - int("".join(str(int(c, 36)) for c in f"{body}{country}00")) % 97
    whole = f"{country}{check:02}{body}"
    spaced = " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))
    return random.choice([whole, spaced, spaced, whole.lower()])


def verhoeff(body: str) -> str:
    """Append the check digit of Verhoeff's scheme, computed in the dihedral group of order ten."""

    def times(a: int, b: int) -> int:
        if a < 5:
            return (a + b) % 5 + (b // 5) * 5 if b < 5 else (a + b - 5) % 5 + 5
        return (a - b) % 5 + 5 if b < 5 else (a - b) % 5

    permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

    def permuted(digit: int, times_over: int) -> int:
        for _ in range(times_over % 8):
            digit = permutation[digit]
        return digit

    check = 0
    for i, digit in enumerate(reversed(body), 1):
        check = times(check, permuted(int(digit), i))
    inverse = next(d for d in range(10) if times(check, d) == 0)
    return body + str(inverse)


def _weighted(random: Random, weights: list[int], modulus: int, check: Callable[[int], str | None]) -> str:
    while True:
        body = digits(random, len(weights), "12345678")
        found = check(sum(w * int(d) for w, d in zip(weights, body, strict=True)) % modulus)
        if found is not None:
            return body + found


def tax_de(random: Random, country: str) -> str:
    """Ten digits of which one comes twice, and a check digit (ISO/IEC 7064, MOD 11,10)."""
    body = random.sample(DIGITS[1:], 9)
    body.insert(random.randrange(2, 9), body[0])
    product = 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    whole = "".join(body) + str((11 - product) % 10)
    return random.choice([whole, f"{whole[:2]} {whole[2:5]} {whole[5:8]} {whole[8:]}"])


def nie(random: Random, country: str) -> str:
    first, body = random.randrange(3), digits(random, 7)
    return f"{'XYZ'[first]}{body}{'TRWAGMYFPDXBNJZSQVHLCKE'[int(f'{first}{body}') % 23]}"


def _dni(random: Random) -> str:
    body = digits(random, 8, "1234567")
    return body + random.choice(["", "-"]) + "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]


def _fiscal(random: Random) -> str:
    odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
    body = (
        f"{letters(random, 6, 'BCDFGLMNPRSTV')}{digits(random, 2)}{random.choice('ABCDEHLMPRST')}"
        f"{random.randrange(10, 28)}{random.choice('ABCDEFGHIL')}{digits(random, 3)}"
    )
    place = [int(c) if c.isdigit() else ord(c) - 65 for c in body]
    return body + string.ascii_uppercase[sum(odd[p] if i % 2 == 0 else p for i, p in enumerate(place)) % 26]


def _birthday(random: Random) -> tuple[str, str, str]:
    return f"{random.randrange(50, 99)}", f"{random.randrange(1, 13):02}", f"{random.randrange(1, 28):02}"


def _nric(random: Random) -> str:
    body = digits(random, 7)
    total = sum(w * int(d) for w, d in zip([2, 7, 6, 5, 4, 3, 2], body, strict=True))
    return f"S{body}{'JZIHGFEDCBA'[total % 11]}"


def _nino(random: Random) -> str:
    whole = [random.choice("ABCEGHJKLMNPRSTWXYZ"), random.choice("ABCEGHJKLMPRSTWXYZ"), digits(random, 6)]
    if "".join(whole[:2]) in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}:
        whole[:2] = ["A", "B"]
    number = f"{whole[0]}{whole[1]} {whole[2][:2]} {whole[2][2:4]} {whole[2][4:]} {random.choice('ABCD')}"
    return random.choice([number, number.replace(" ", ""), number.replace(" ", "").lower()])


def national_id(random: Random, country: str) -> str:
    year, month, day = _birthday(random)
    area, group, serial = random.randrange(100, 665), random.randrange(10, 99), random.randrange(1000, 9999)
    tens = digits(random, 9, "12345678")
    if country == "US":
        return random.choice(["{}-{}-{}", "{}-{}-{}", "{} {} {}", "{}{}{}"]).format(area, group, serial)
    if country == "CA":
        whole = luhn(digits(random, 8, "123456"))
        return random.choice([whole, f"{whole[:3]} {whole[3:6]} {whole[6:]}", f"{whole[:3]}-{whole[3:6]}-{whole[6:]}"])
    if country == "AU":
        whole = _weighted(random, [1, 4, 3, 7, 5, 8, 6, 9], 11, lambda r: str(r) if r < 10 else None)
        return random.choice([whole, f"{whole[:3]} {whole[3:6]} {whole[6:]}"])
    if country == "IN":
        whole = verhoeff(digits(random, 11, "2345678"))
        return random.choice([whole, f"{whole[:4]} {whole[4:8]} {whole[8:]}", f"{whole[:4]}-{whole[4:8]}-{whole[8:]}"])
    if country == "PL":
        body = f"{year}{month}{day}{digits(random, 4)}"
        total = sum(w * int(d) for w, d in zip([1, 3, 7, 9, 1, 3, 7, 9, 1, 3], body, strict=True))
        return body + str(-total % 10)
    if country == "SE":
        return f"{year}{month}{day}-{luhn(year + month + day + digits(random, 3))[6:]}"
    if country == "FI":
        number = f"{random.randrange(2, 899):03}"
        return f"{day}{month}{year}-{number}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(day + month + year + number) % 31]}"
    made = {"GB": _nino, "ES": _dni, "IT": _fiscal, "SG": _nric}.get(country)
    return made(random) if made else tax_de(random, country) if country == "DE" else tens


def nhs(random: Random, country: str) -> str:
    whole = _weighted(random, [10, 9, 8, 7, 6, 5, 4, 3, 2], 11, lambda r: None if r == 1 else str(-r % 11))
    return random.choice([whole, f"{whole[:3]} {whole[3:6]} {whole[6:]}"])


def email(random: Random, country: str) -> str:
    first, last = random.choice(FIRST).lower(), random.choice(LAST).lower()
    local = random.choice(
        [f"{first}.{last}", f"{first}{digits(random, 2)}", f"{first[0]}_{last}", f"{first}-{last}", f"{last}+shop"]
    )
    domain = random.choice(
        "example.com gmail.com mail.example.co.uk yahoo.fr posteo.de gmial.con web.example.org".split()
    )
    written = f"{local}@{domain}"
    chance = random.random()
    if chance < 0.05:
        return written.upper()
    if chance < 0.1:
        return f"{local} (at) {domain}"
    return f"{local} @ {domain}" if chance < 0.13 else written


def email_spoken(random: Random, country: str) -> str:
    first, last = random.choice(FIRST).lower(), random.choice(LAST).lower()
    joint = random.choice([" dot ", " underscore ", " "])
    local = f"{first}{joint}{last}" if joint != " " else first + digits(random, 2)
    return f"{local} at {random.choice(['gmail', 'outlook', 'bt internet', 'example'])} dot com"


STREETS = (
    "Elm Maple Victoria Station Church Park King's Mill Oak Harbour Queen Bridge Rosewood St John's Old Mill".split()
)
TOWNS = {
    "GB": ["Leeds LS6 2AB", "Bristol BS1 4ND", "London SW1A 2AA", "Cardiff, CF10 3AT"],
    "US": ["Springfield, IL 62704", "Austin, TX 78701", "Portland, OR 97205-1234", "Reno NV 89501"],
    "CA": ["Toronto, ON M4B 1B3", "Vancouver BC V5K 0A1"],
    "AU": ["Fitzroy VIC 3065", "Newtown NSW 2042"],
    "IE": ["Dublin D02 AF30", "Cork"],
    "IN": ["Pune 411001", "Bengaluru 560038"],
    "SG": ["Singapore 238801", "Singapore 049315"],
}


def address(random: Random, country: str) -> str:
    house, town = random.randrange(1, 400), random.choice(TOWNS.get(country, [""]))
    if country == "DE":
        street = random.choice(["Hauptstraße", "Lindenweg", "Goethestr.", "Berliner Allee"])
        return f"{street} {house}{random.choice(['', 'a'])}, {random.randrange(10115, 99998)} {random.choice(['Berlin', 'Köln'])}"
    if country == "FR":
        return f"{house} {random.choice(['rue de la Paix', 'avenue Victor Hugo', 'bd Voltaire'])}, 75011 Paris"
    if country == "NL":
        return f"{random.choice(['Keizersgracht', 'Dorpsstraat', 'Molenweg'])} {house}, {pattern(random, '1')}012 AB Amsterdam"
    if country in {"ES", "IT", "BR"}:
        street = {"ES": "Calle Mayor", "IT": "Via Garibaldi", "BR": "Rua das Flores"}[country]
        return f"{street} {house}, {random.randrange(10000, 50000)} {random.choice(['Madrid', 'Torino', 'Recife'])}"
    if country in {"SE", "FI", "PL"}:
        street = {"SE": "Storgatan", "FI": "Mannerheimkatu", "PL": "ul. Długa"}[country]
        return f"{street} {house}"
    kind = random.choice(["Street", "Road", "Avenue", "Lane", "St", "Rd", "Drive", "Court", "Close", "Way"])
    street = f"{house}{random.choice(['', '', 'B'])} {random.choice(STREETS)} {kind}"
    chance = random.random()
    if chance < 0.12:
        return f"{house} {random.choice(['elm', 'maple', 'station', 'victoria'])} {random.choice(['street', 'road', 'lane'])}"
    if chance < 0.24:
        return f"{random.choice(['Flat', 'Apt', 'Unit'])} {random.randrange(1, 40)}, {street}, {town}"
    if chance < 0.3:
        return f"PO Box {random.randrange(10, 9999)}, {town}"
    return random.choice([street, f"{street}, {town}", f"{street} {town}"])


def order(random: Random, country: str) -> str:
    shapes = ["999999", "99999999", "ORD-999999", "XQ-9999-9999", "A9A9A9A9", "2024-99999", "9999999999", "#999999"]
    return "".join(
        random.choice(DIGITS) if c == "9" else random.choice("BKX") if c == "A" else c for c in random.choice(shapes)
    )


def locator(random: Random, country: str) -> str:
    return (
        letters(random, 1)
        + random.choice(DIGITS[2:])
        + letters(random, 2)
        + random.choice(DIGITS[2:])
        + letters(random, 1)
    )


def ups(random: Random, country: str) -> str:
    return f"1Z{letters(random, 3)}{digits(random, 13)}"


def url(random: Random, country: str) -> str:
    host = random.choice(["https://shop.example.com", "http://acme.example", "www.example.co.uk"])
    return host + random.choice(["/orders/" + digits(random, 7), f"/r?u={digits(random, 5)}&t=ab", "/users/jane/reset"])


def ip(random: Random, country: str) -> str:
    if random.random() < 0.2:
        return ":".join(f"{random.randrange(4096, 65535):x}" for _ in range(8))
    return ".".join(str(random.randrange(1, 255)) for _ in range(4))


def price(random: Random, country: str) -> str:
    amount = random.choice(
        [f"{random.randrange(5, 999)}.{random.randrange(10, 99)}", f"{random.randrange(1, 9)},{digits(random, 3)}.00"]
    )
    whole = str(random.randrange(10, 5000))
    return random.choice([f"${amount}", f"£{amount}", f"€{amount}", f"{whole} euros", f"{whole} dollars", f"${whole}"])


def date(random: Random, country: str) -> str:
    day, month, year = random.randrange(1, 28), random.randrange(1, 12), random.randrange(2021, 2026)
    return random.choice(
        [
            f"{day:02}/{month:02}/{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} March {year}",
            f"{day}.{month}.{year}",
            f"{month}/{day}/{year % 100}",
        ]
    )


def model(random: Random, country: str) -> str:
    return random.choice(
        ["WH-1000XM4", "SM-G991B", "RTX 4090", "iPhone 15 Pro", "KD-55X85J", "DCD796", "V15 Detect", "65C845"]
    )


def _of(*shapes: str) -> Callable[[Random, str], str]:
    return lambda random, country: pattern(random, random.choice(shapes))


MAKERS: dict[str, Callable[[Random, str], str]] = {
    "account": _of("99999999", "9999999999", "999999999", "99-9999-9999"),
    "account.spoken": lambda random, _: speak(random, digits(random, 8)),
    "address": address,
    "amazon": _of("118-9999999-9999999"),
    "bsb": _of("062-999", "033999"),
    "card": card,
    "card.spoken": card_spoken,
    "cvv": _of("888"),
    "date": date,
    "dl": lambda random, _: (
        f"{letters(random, 5)}{random.randrange(5)}{random.randrange(1, 13):02}{random.randrange(1, 28):02}{random.randrange(10)}{letters(random, 2)}9{letters(random, 2)}"
    ),
    "email": email,
    "email.spoken": email_spoken,
    "errorcode": lambda random, _: random.choice(["E-204", "0x80070057", "404", "ERR-77"]),
    "expiry": lambda random, _: f"{random.randrange(1, 13):02}/{random.randrange(26, 31)}",
    "flight": lambda random, _: random.choice(["BA2490", "LH 454", "UA 1175", "EK0027", "FR8822"]),
    "giftcard": _of("AAAA-9999-AA99", "9999 9999 9999 9999"),
    "iban": iban,
    "id": national_id,
    "id2": _of("2999 99999 9"),
    "ip": ip,
    "locator": locator,
    "mbi": lambda random, _: "1EG4-TE5-MK73",
    "model": model,
    "name": lambda random, _: f"{random.choice(FIRST)} {random.choice(LAST)}",
    "nhs": nhs,
    "nie": nie,
    "order": order,
    "order.spoken": lambda random, _: speak(random, digits(random, 8)),
    "pan": lambda random, _: f"{letters(random, 3)}P{letters(random, 1)}{digits(random, 4)}{letters(random, 1)}",
    "passport": _of("A9999999", "999999999", "99AA99999"),
    "phone": phone,
    "phone.spoken": phone_spoken,
    "pnr10": _of("8999999999", "899-9999999"),
    "price": price,
    "quantity": lambda random, _: random.choice(["3", "12", "45", "1,200", "20", "1500"]),
    "room": _of("899"),
    "routing": lambda random, _: "021000021",
    "s10": lambda random, _: (
        f"{random.choice(['RR', 'CP', 'LX'])}{digits(random, 9)}{random.choice(['GB', 'DE', 'US'])}"
    ),
    "serial": _of("SN99999999", "C02AA99999A", "AA9A999999"),
    "sortcode": _of("20-88-99", "408899", "04 88 99"),
    "ticket": _of("99999", "9999999"),
    "time": lambda random, _: random.choice(["14:30", "9am", "6:15 pm", "08:00-12:00", "10:45:10"]),
    "ups": ups,
    "url": url,
    "version": lambda random, _: random.choice(["10.15.7", "4.2.1", "v3.10", "12.0.3.1"]),
    "year": lambda random, _: str(random.randrange(2015, 2026)),
}
