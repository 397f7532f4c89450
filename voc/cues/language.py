"""The language of the pattern tables: sets of words, tokens, and their translation for spaCy's Matcher.

A line is a pattern, its tokens are divided by spaces. ``a|b`` is one token out of several, in lower case; ``$SET``
stands for a set of words; ``#`` is a number, in digits or words, ``#T`` a number with its unit (``2hrs``); ``~`` is any
token but punctuation; a trailing ``?`` makes a token optional. Words are written as the tokenizer cuts them
 (``did n't``); the sets hold the spellings without apostrophe.
"""

from __future__ import annotations

from dataclasses import dataclass

_NUMBERS = (
    "a|an|half|couple|few|several|many|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    "thirty|forty|fifty|sixty|ninety|hundred|dozen"
)
_SETS = {
    "NOT": "not|n't|nt|n\u2019t|never|didnt|dont|doesnt|hasnt|havent|wasnt|isnt",
    "NO": "no|zero|without|never|nor",
    "NOBODY": "nobody|none|no-one|noone",
    "I": "i|we|ive|weve|i\u2019ve",
    "HAVE": "have|has|had|having|'ve|ve|got|need|needed|needing|forced|made|obliged|expected|required|gotta",
    "BE": "is|was|were|are|be|been|being|'s|am|'m|'re|get|got|getting|gets|gotten",
    "VERY": "very|so|really|super|extremely|pretty|quite|fairly|too|incredibly|absolutely|reasonably|nice|amazingly|"
    "surprisingly|remarkably|that|real|exceptionally|more",
    "TIME": "minutes|minute|mins|min|hours|hour|hrs|hr|days|day|weeks|week|months|month|years|year|fortnight",
    "LONGTIME": "hours|hour|hrs|hr|days|weeks|week|months|month|years|year|fortnight",
    "MINUTES": "minutes|minute|mins|min|seconds|second|secs|sec",
    "ABOUT": "over|about|nearly|almost|for|around|approximately|approx|like|at|least|more|than|up|to|only|another|well|"
    "the|some|literally|another|upwards|of|past|last|under|less",
    "CALL": "call|ring|phone|email|e-mail|contact|write|chase|message|telephone|dial|redial",
    "CALLED": "called|rang|phoned|emailed|contacted|wrote|written|messaged|chased|telephoned|rung|visited|complained|"
    "disputed|requested|reported|texted|complain",
    "CALLING": "calling|ringing|phoning|emailing|contacting|writing|messaging|chasing|telephoning|complaining|"
    "disputing",
    "CALLS": "calls|emails|e-mails|letters|messages|voicemails|reminders|requests|attempts|disputes|complaints|"
    "visits|faxes|tickets|attemps|call|email|e-mail|letter|message|voicemail|reminder|request|attempt|visit|chat",
    "TIMES": "twice|again|repeatedly|thrice|continuously",
    "ORDINAL": "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|4th|5th|6th|7th|8th|9th|10th|"
    "umpteenth",
    "MANY": "several|numerous|multiple|many|countless|repeated|endless|dozen|dozens|various",
    "COUNT": "several|numerous|multiple|many|countless|repeated|endless|dozen|dozens|various|two|three|four|five|six|"
    "seven|eight|nine|ten|eleven|twelve|2|3|4|5|6|7|8|9|10|11|12|13|14|15|20|xxxx",
    "SEND": "send|sent|resend|submit|submitted|upload|uploaded|enter|entered|type|typed|provide|provided|give|given|"
    "gave|fill|filled|fax|faxed|attach|attached|attaching|sending|uploading|explain|explained|explaining|tell|told|"
    "telling|said|repeat|giving|entering|typing|filling|read|spell|spelt|spelled|mailed|supplied|supply",
    "RESEND": "send|sent|resend|submit|submitted|upload|uploaded|enter|entered|type|typed|provide|provided|fill|filled|"
    "fax|faxed|attach|attached|attaching|sending|uploading|explain|explained|explaining|repeat|entering|typing|"
    "filling|mailed",
    "AGENT": "agent|rep|representative|advisor|adviser|operator|person|human|someone|somebody|anyone|anybody|manager|"
    "supervisor|department|departments|team|desk|agents|people|advisers|advisors|reps|representatives|colleague|branch",
    "ANSWER": "answer|answers|answered|reply|replies|replied|respond|responded|responds|response|responding|replying|"
    "answering|acknowledged|acknowledge",
    "APP": "app|website|site|portal|bot|chatbot|kiosk|menu|machine|form|page|system|checkout|assistant|webpage|atm|ivr",
    "FAIL": "crash|crashes|crashed|crashing|freezes|freezing|glitch|glitched|glitches|glitchy",
    "ARRIVE": "arrived|arrive|came|come|coming|shown|show|showed|delivered|posted|credited|received|turned|updated|"
    "applied|processed|released|cleared|refunded|shipped|landed|recieved|implemented",
    "QUICK": "quick|fast|prompt|speedy|rapid|swift|timely|brisk|superfast",
    "QUICKLY": "quickly|promptly|swiftly|rapidly|quick|fast|immediately|instantly|speedily|straightaway",
    "DONE": "answered|arrived|responded|came|come|resolved|fixed|solved|sorted|dealt|replied|acted|turned|dispatched|"
    "delivered|processed|refunded|arrive|arriving|responding|taken|shipped|seen|attended|handled|served|helped|"
    "got|done",
    "FIX": "fix|fixed|resolve|resolved|solve|solved|sort|sorted|correct|corrected|remove|removed|repair|repaired|"
    "rectified|rectify|removing|fixing|resolving|settled|addressed|deleted|reversed|refunded|replaced|restored|lifted",
    "BROKEN": "broken|down|faulty|dead|unresolved|unfixed|buffering|leaking|wrong|open|showing|reporting|charging|"
    "charged|charges|appearing|appears|crashes|crashing|receiving|flashing|blinking|cold|outstanding|calling|call",
    "DO": "use|book|order|return|navigate|install|follow|arrange|claim|pay|apply|deal|talk|access|contact|get|reach|"
    "cancel|find|sign|register|switch|change|activate|setup|set|operate|move|open|renew|exchange|check|manage|"
    "speak|ask",
    "HARD": "hard|difficult|impossible|complicated|confusing|tricky|tough|challenging|cumbersome",
    "UNDERSTAND": "understand|understood|figure|tell|see|find|locate|navigate|explain|work",
    "REFUSE": "refuse|refused|refuses|refusing|refusal|declined|declines|decline|denied|denies|deny|denying|rejected|"
    "rejects|denial",
    "ALLOW": "allow|let|accept|honor|honour|permit|provide|give|tell|help|take|remove|discuss|refund|release|supply|"
    "disclose|exchange|cancel|change|work|budge|waive|lower|send|correct|show|approve|offer|credit|process|fix|cover",
    "ALLOWED": "allowed|allow|eligible|permitted|possible|covered|refundable|authorized|authorised|transferable|"
    "qualify",
    "BEFORE": "before|b4|without",
    "ASK": "asked|ask|asking|noticed|knew|know|known|thought|realised|realized|prompted|prompting|wondered|called|rang",
}


REGEX = {
    "#": rf"^(?:\d+[\d.,:/]*|x{{2,}}|{_NUMBERS})$",
    "#T": r"^\d+(?:h|hrs?|hours?|mins?|m|days?|weeks?|months?)$",
}
"""What a token of a number's kind looks like, in lower case."""
ANY = "~"
"""Kind of a token that is neither punctuation nor white space."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a pattern: the words it may be, or a kind (``#``, ``#T``, ``~``); ``optional`` may be left out."""

    words: frozenset[str]
    kind: str
    optional: bool

    def spec(self) -> dict[str, object]:
        """Return the token as spaCy's Matcher takes it."""
        spec: dict[str, object] = {"OP": "?"} if self.optional else {}
        if self.kind == ANY:
            return spec | {"IS_PUNCT": False, "IS_SPACE": False}
        if self.kind:
            return spec | {"LOWER": {"REGEX": REGEX[self.kind]}}
        return spec | {"LOWER": {"IN": sorted(self.words)} if len(self.words) > 1 else next(iter(self.words))}


def read(table: str) -> list[list[Token]]:
    r"""Read a table, one pattern a line.

    >>> [[sorted(token.words) for token in pattern] for pattern in read("no|zero more? fuss\nred tape")]
    [[['no', 'zero'], ['more'], ['fuss']], [['red'], ['tape']]]
    """
    return [[_token(piece) for piece in line.split()] for line in table.splitlines()]


def _token(piece: str) -> Token:
    optional = len(piece) > 1 and piece.endswith("?")
    body = piece.removesuffix("?") if optional else piece
    if body in {"~", "#", "#T"}:
        return Token(frozenset(), body, optional)
    words: set[str] = set()
    for word in body.split("|"):
        words.update(_SETS[word[1:]].split("|") if word.startswith("$") else [word])
    return Token(frozenset(words), "", optional)


def required(pattern: list[Token]) -> list[frozenset[str]]:
    """Return the words of each token that must occur, the rarest token first."""
    words = [token.words for token in pattern if token.words and not token.optional]
    return sorted(words, key=lambda words: (len(words & _COMMON), len(words)))


_COMMON_WORDS = """
    a an the i we you they it he she to of in on at for with and or not n't nt never no my me us your have has had
    was is are be been get got do did does can could will would this that there so very more one all from up out by
    as still if when now call time times day days week weeks called see find know told account just only how what
    which too about received first back please credit because card need down than great good well right over other
    into any after before them their they phone who where why even some said say our his her were am 's 'm 've 're ,
    - its i'm way also made through back take long go going want new then number information work off use money bank
    really like pay payment both help always used much most same many two three send sent make work loan report
    service company try tried customer
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Frequent words, which call for a pattern too often. They only decide the order of tests, never what is found."""
