"""Which mails belong together, and who in them is the customer.

Threads: mails that name each other in ``References`` or ``In-Reply-To`` (RFC 5322), or that Gmail numbers alike
(``X-GM-THRID``). A mail that answers by its subject ("Re: ...") but names no mail of the file joins the latest thread
of that subject which shares an outside address with it. The same subject without "Re:" is a new contact.

Roles, by the first rule that applies; the confidence is stated as in ``voc.readers.speakers``, and mails under
``CONFIDENT`` become rejects that say so:

1. The mail says that a machine wrote it: bounces, read receipts and other reports (RFC 3462) and ``mailer-daemon`` are
   system; ``Auto-Submitted`` (RFC 3834) and its older forms are bot. That is no rule's guess, so rows carry no
   confidence. Zendesk marks what its agents write as automatic, too; this is not believed. Subjects such as "Out of
   office" and senders such as ``noreply`` are bot by their words: confidence 1.
2. The company is the domain that is in most threads: in ``k`` of ``n``, confidence ``(k + 1) / (n + 2)``. Domains of
   free mail are none, and where all addresses have one domain, it tells nothing.
3. Else the company is the domain of an address that names support (``support@``, ``help@``, ``service@`` ...), or of
   one that customers have, too (``info@``, ``sales@`` ...) if most threads begin with a mail to it; the address alone
   where its domain is free mail or everybody's. Confidence 0.95.
4. Else it is the address that is in most threads, with the confidence of rule 2.
5. Else, where one side has free mail and the other a domain of its own, that domain. Confidence 0.8.
6. Else the words tell (``voc.readers.speakers``); of two writers the first counts as a customer by as much as a label.

The company's own mails are an agent's. Among themselves, not sent to anybody outside, they are notes: system. A contact
form, which the company sends to itself with a ``Reply-To`` outside, holds the words of the customer named there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voc.readers.speaker_labels import CONFIDENT, Guess, stated
from voc.readers.speakers import Turn, guesses
from voc.taxonomy import Role

_WORDING = 0.95
_FREE_MAIL_SIDE = 0.8

_FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk msn.com "  # noqa: SIM905
    "yahoo.com yahoo.co.uk ymail.com rocketmail.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me "
    "gmx.com gmx.de gmx.net web.de t-online.de mail.com zoho.com fastmail.com yandex.com btinternet.com sky.com "
    "virginmedia.com talktalk.net ntlworld.com comcast.net verizon.net att.net sbcglobal.net cox.net bellsouth.net "
    "charter.net orange.fr free.fr laposte.net libero.it qq.com 163.com bigpond.com optusnet.com.au".split()
)

_SUPPORT = re.compile(
    r"(?:(?:customer|client|tech(?:nical)?|user)[-_.]?)?(?:support|help|helpdesk|service|services|servicedesk|care|"
    r"relations|success|experience|enquiries|inquiries|enquiry|complaints?|feedback|contact|contactus|info|hello|team|"
    r"orders?|returns?|refunds?|billing|accounts?|bookings?|reservations|sales|office)(?:[-_.+].*)?|.*[-_.](?:support|help)",
)
_STRONG = re.compile(r"support|help|service|care|complaint|relations|enquir|inquir")
"""What customers' own offices hardly call themselves, other than ``info`` or ``sales``."""
_MACHINE = re.compile(r"(?:.*[-_.])?(?:no|do[-_.]?not|dont)[-_.]?reply(?:[-_.+].*)?|notifications?|wordpress|webform")
_AUTOMATIC_SUBJECT = re.compile(
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|on (?:annual )?leave|abwesenheit|"
    r"automatische antwort|r.ponse automatique)\b",
)


@dataclass(slots=True)
class Mail:
    """What the index of a mailbox keeps of a mail.

    Attributes:
        number: its place in the file, counted from 1.
        start: offset of its header.
        end: offset behind its body.
        id: its ``Message-ID``; empty if it has none.
        links: ids of the mails before it, oldest first, and of Gmail's thread.
        subject: its subject without "Re:", in lower case.
        is_reply: whether the subject began with "Re:".
        sender: who wrote it, address in lower case.
        name: the sender's name; empty if there is none.
        recipients: addresses it was sent to, in lower case.
        reply_to: where answers go; empty if it does not say.
        reply_name: the name there.
        time: when, in UTC.
        automatic: bot or system where its header says so.
    """

    number: int
    start: int
    end: int
    id: str
    links: tuple[str, ...]
    subject: str
    is_reply: bool
    sender: str
    name: str
    recipients: tuple[str, ...]
    reply_to: str
    reply_name: str
    time: datetime | None
    automatic: Role | None

    @property
    def people(self) -> set[str]:
        """All addresses."""
        return {self.sender, *self.recipients}

    @property
    def says_automatic(self) -> bool:
        """Whether its header or subject says that no person wrote it."""
        return self.automatic is not None or _AUTOMATIC_SUBJECT.match(self.subject) is not None

    @property
    def machine(self) -> Guess | None:
        """Bot or system where no person wrote it."""
        if self.automatic is not None:
            return stated(self.automatic)
        return Guess(Role.BOT, 1.0) if self.says_automatic or _MACHINE.fullmatch(_local(self.sender)) else None


Thread = list[Mail]


@dataclass(frozen=True, slots=True)
class Company:
    """Whose mailbox it is.

    Attributes:
        domain: its domain; empty where only addresses are known.
        addresses: its addresses where it has no domain of its own.
        confidence: that it is the company, 0 to 1.
    """

    domain: str = ""
    addresses: frozenset[str] = frozenset()
    confidence: float = 0.0

    def has(self, address: str) -> bool:
        """Return whether an address is the company's."""
        domain = _domain(address)
        return address in self.addresses or (bool(self.domain) and f".{domain}".endswith(f".{self.domain}"))

    def may_have(self, address: str) -> bool:
        """Return whether an address shares the domain of the company's known addresses, and it is not free mail."""
        domain = _domain(address)
        return domain not in _FREE_MAIL and any(_domain(own) == domain for own in self.addresses)


def by_id(mails: Sequence[Mail]) -> list[Thread]:
    """Group mails that name each other; threads in order of their first mail."""
    roots: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := roots.setdefault(name, name)) != name:
            roots[name] = roots[above]
            name = above
        return name

    for mail in mails:
        for link in mail.links:
            roots[root(_node(mail))] = root(link)
    groups: dict[str, Thread] = {}
    for mail in mails:
        groups.setdefault(root(_node(mail)), []).append(mail)
    return list(groups.values())


def by_subject(threads: Sequence[Thread], company: Company) -> list[Thread]:
    """Join threads that begin with an answer to the subject of an earlier one; order each by time."""
    merged: list[Thread] = []
    latest: dict[tuple[str, str], int] = {}
    fewest = 1 if company.confidence else 2  # both sides where it is not known which one is the company
    for thread in sorted(map(_ordered, threads), key=_begun):
        first = thread[0]
        keys = [(first.subject, address) for address in _outside(thread, company)]
        shared = Counter(latest[key] for key in keys if key in latest)
        earlier = max((place for place, n in shared.items() if n >= fewest), default=None)
        if first.is_reply and first.subject and earlier is not None:
            merged[earlier].extend(thread)
        else:
            merged.append(thread)
            earlier = len(merged) - 1
        latest.update(dict.fromkeys(keys, earlier))
    return sorted(map(_ordered, merged), key=lambda thread: min(mail.number for mail in thread))


def _ordered(thread: Thread) -> Thread:
    """Order by time where all mails have one, else as they are in the file."""
    if all(mail.time is not None for mail in thread):
        return sorted(thread, key=lambda mail: (mail.time, mail.number))
    return sorted(thread, key=lambda mail: mail.number)


def _begun(thread: Thread) -> tuple[bool, float, int]:
    time = thread[0].time
    return time is None, 0.0 if time is None else time.timestamp(), thread[0].number


def _outside(thread: Thread, company: Company) -> set[str]:
    return {address for mail in thread for address in mail.people if not company.has(address)}


def _node(mail: Mail) -> str:
    return mail.id or f"#{mail.number}"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _local(address: str) -> str:
    return address.rpartition("@")[0]


def company_of(threads: Sequence[Thread]) -> Company:
    """Find out whose mailbox it is, by rules 2 to 5."""
    written = [[mail for mail in thread if mail.automatic is not Role.SYSTEM] for thread in threads]
    addresses = Counter(address for thread in written for address in set().union(*(mail.people for mail in thread)))
    domains = _count_domains(written)
    asked = Counter(address for thread in written for mail in thread[:1] for address in mail.recipients)
    support = sorted(
        (a for a in addresses if _names_support(a, asked[a] * 2 > len(threads))),
        key=lambda a: (bool(_STRONG.search(_local(a))), addresses[a], asked[a], a),
    )
    if len(domains) > 1:
        own = {domain: count for domain, count in domains.items() if domain not in _FREE_MAIL}
        named = {_domain(address) for address in support if _STRONG.search(_local(address))}
        first_asked = Counter(_domain(address) for address in asked.elements())
        found = _in_most(own, len(threads), lambda domain: (domain in named, first_asked[domain]))
        if found is not None:
            return Company(found[0], confidence=max(found[1], _WORDING * (found[0] in named)))
        business = [address for address in support if _domain(address) not in _FREE_MAIL]
        if business:
            return Company(_domain(business[-1]), confidence=_WORDING)
    if support:
        all_named = [a for a in support if _domain(a) == _domain(support[-1]) and _domain(a) not in _FREE_MAIL]
        return Company(addresses=frozenset(all_named or support[-1:]), confidence=_WORDING)
    most = _in_most(addresses, len(threads), lambda address: (asked[address],))
    if most is not None:
        return Company(addresses=frozenset([most[0]]), confidence=most[1])
    own_domains = set(domains) - _FREE_MAIL
    if len(own_domains) == 1 and len(domains) > 1:
        return Company(own_domains.pop(), confidence=_FREE_MAIL_SIDE)
    return Company()


def _count_domains(threads: Sequence[Thread]) -> Counter[str]:
    """Count the threads that each domain is in; ``mail.acme.com`` counts for ``acme.com`` where both are there."""
    people = [{_domain(address) for mail in thread for address in mail.people} for thread in threads]
    known = set().union(*people)
    above = {domain: known & _endings(domain.split(".")) for domain in known}
    return Counter(d for thread in people for d in set().union(*(above[domain] for domain in thread)))


def _endings(labels: Sequence[str]) -> set[str]:
    return {".".join(labels[i:]) for i in range(len(labels))}


def _names_support(address: str, asked: bool) -> bool:
    """Return whether an address is called like a company's for its customers; ``asked``: most threads begin there."""
    local = _local(address)
    return bool(_SUPPORT.fullmatch(local)) and (asked or bool(_STRONG.search(local)))


def _in_most(counts: Mapping[str, int], n: int, tie: Callable[[str], tuple[int, ...]]) -> tuple[str, float] | None:
    """Return what is in most of ``n`` threads and its confidence, or None where that is too low or two are alike."""
    ranked = sorted(counts, key=lambda name: (counts[name], tie(name)), reverse=True)
    if not ranked or (len(ranked) > 1 and len({(counts[name], tie(name)) for name in ranked[:2]}) == 1):
        return None
    confidence = (counts[ranked[0]] + 1) / (n + 2)
    return (ranked[0], confidence) if confidence >= CONFIDENT else None


def unmask_forms(mails: Iterable[Mail], company: Company) -> None:
    """Give the mails of contact forms to the customer whom their ``Reply-To`` names."""
    for mail in mails:
        sent_by_form = company.has(mail.sender) or bool(_MACHINE.fullmatch(_local(mail.sender)))
        within = bool(mail.recipients) and all(map(company.has, mail.recipients))
        if sent_by_form and within and not mail.says_automatic and mail.reply_to and not company.has(mail.reply_to):
            mail.sender, mail.name = mail.reply_to, mail.reply_name


def roles(thread: Thread, company: Company, texts: Sequence[str]) -> tuple[list[Guess], str | None]:
    """Tell who wrote the mails of a thread.

    Args:
        thread: its mails in order.
        company: whose mailbox it is.
        texts: what each mail says.

    Returns:
        A guess for each mail, those under ``CONFIDENT`` too, and the customer's address, None where there is none.
    """
    if not company.confidence:
        found = _roles_by_words(thread, texts)
        customers = (mail.sender for mail, guess in zip(thread, found, strict=True) if guess.known is Role.CUSTOMER)
        return found, next(customers, None)
    writers = (mail.sender for mail in thread if mail.machine is None)
    people = [*writers, *(address for mail in thread for address in mail.recipients)]
    customer = next((address for address in people if not company.has(address)), None)
    return [mail.machine or Guess(_role(mail, company, customer), company.confidence) for mail in thread], customer


def _role(mail: Mail, company: Company, customer: str | None) -> Role:
    if company.has(mail.sender):
        note = company.domain and mail.recipients and all(map(company.has, mail.recipients))
        return Role.SYSTEM if note else Role.AGENT
    colleague = mail.sender != customer and company.may_have(mail.sender)
    return Role.AGENT if colleague else Role.CUSTOMER


def _roles_by_words(thread: Thread, texts: Sequence[str]) -> list[Guess]:
    """Judge by what they write; of two, the one who wrote first is labelled a customer (C), the other an agent (A)."""
    writers = list(dict.fromkeys(mail.sender for mail in thread if mail.machine is None))
    labels = dict(zip(writers, ("C", "A"), strict=True)) if len(writers) == 2 else {}  # noqa: PLR2004
    turns = [
        Turn(mail.number, text, labels.get(mail.sender), mail.sender)
        for mail, text in zip(thread, texts, strict=True)
        if mail.machine is None
    ]
    found = guesses(turns)
    return [mail.machine or found[mail.sender] for mail in thread]
