"""English phrases that agents, customers or bots say and the others hardly do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from voc.taxonomy import Role

_OURS = r"account|order|booking|reservation|policy|subscription|claim|case|ticket|refund|payment|delivery|appointment"
_THEIRS = (
    _OURS + r"|bill|card|package|parcel|phone|internet|broadband|router|password|contract|invoice|money|bank|flight|"
    r"luggage|insurance|statement|plan|purchase|prescription|boiler|meter|connection|laptop|deposit"
)

SIGNS: Mapping[Role, tuple[str, ...]] = {
    Role.AGENT: (
        r"\bthank(?:s| you) for (?:calling|contacting|reaching out|getting in touch|holding|waiting|trying|confirming|"
        r"your patience)(?! me\b| back\b)",
        r"\bhow (?:can|may|could) (?:i|we) (?:help|assist)|\bwhat can i (?:do for you|help)|\bmay i help you",
        r"\bwhat(?:'s| is| seems to be) the (?:problem|issue)\b|\bhave you tried\b|\bare you happy to hold\b",
        r"(?<!need )\banything else(?:[?!]| today| for you| (?:that )?(?:i|we) (?:can|could|may))"
        r"|\b(?:help|assist) you with (?:anything|something) else",
        r"\b(?:confirm|verify|provide|give me|have|get|take|tell me) (?:me )?your (?:full name|first name|last name|"
        r"surname|date of birth|account|order|booking|reference|e-?mail|phone|post ?code|zip|address|details)"
        r"|\b(?:can|could|may) i (?:please )?(?:have|take) (?:your|the)\b",
        r"\b(?:put|place|pop) you (?:on|through)|\bbear with me|\bwhile i (?:check|look|pull|bring|review)",
        r"\b(?:check|look|sort|arrange|book|cancel|change|fix|find|process|update|get|do)\b[^.?!]{0,30} for you\b",
        r"\bi (?:can |do )?see (?:here )?(?:that )?(?:you|your)\b|\bi can(?:'t| not)? only see\b",
        r"\bsorry (?:to hear|for (?:the|any|your)|about (?:the|your|that))|\bapologi[sz]e for|\bfor the inconvenience"
        r"|\bunderstand (?:your|how) frustrat",
        r"\b(?:transfer|connect|pass|put|redirect)(?:ring|ing)? you (?:to|on|over|through|with)",
        rf"\byour (?:{_OURS}) (?:has|is|was|will|number|shows|went|should)\b",
        r"\bour (?:system|records|policy|team|engineers?|technicians?|warehouse|terms|specialists?|department)\b",
        r"\bi(?:'ve| have) (?:gone ahead|issued|processed|raised|escalated|refunded|credited|applied|added|placed|"
        r"rebooked|released|marked|moved you|booked (?:you|an?)|put (?:a|you))\b",
        r"\bi(?:'ll| will| can) (?:raise|arrange|reset|book (?:you|an?)|put (?:you|a)|run a|look into|ask for)\b",
        r"\byou(?:'ll| will) (?:receive|get|be (?:charged|billed|refunded|contacted))\b"
        r"|\bsomeone will (?:contact|call|be)\b|\byou (?:won't be|will not be|haven't been) (?:billed|charged)",
        r"\bmy name is \w+ (?:from|and i(?:'ll| will))|\byou(?:'re| are) (?:speaking|chatting|through) (?:with|to)"
        r"|\b(?!generally|honestly|strictly|frankly)\w+ speaking(?=[.,!?]| (?:how|what)|$)|\bwelcome to \w+",
        r"\bwould you like (?:me|us) to\b|\bshall i (?:book|go ahead|send|reserve)",
    ),
    Role.CUSTOMER: (
        r"\bi(?:'m| am| was) (?:calling|phoning|ringing|writing|contacting you) (?:because|regarding|in regard|"
        r"to (?:ask|find|report|cancel|complain|see|check)|about (?!your))",
        rf"\bmy (?:\w+ )?(?:{_THEIRS})\b",
        r"\bi (?:ordered|bought|purchased|paid|signed up|subscribed|returned|placed an order|received (?!your))",
        r"\bi (?:called|rang|phoned|e-?mailed|wrote|reported|complained|messaged)\b(?! you\b)",
        r"\bi(?:'ve| have) been (?:waiting|holding|on hold|trying|charged|told|a customer|with you|passed|transferred)",
        r"\bi (?:was|got) (?:told|charged|promised|overcharged|billed|cut off|transferred)\b",
        r"\bi(?:'d like| would like| want| wanted| need) to (?:cancel|return|speak|talk|complain|know|change|book|buy|"
        r"upgrade|order|report|make|close|find|get|go|see|pay|switch)\b",
        r"\bi(?:'m| am) (?:also )?looking for\b|\bi (?:also )?need (?:an?|some|help|the|my)\b"
        r"|\bi want (?:an?|my|the)\b",
        r"\b(?:do|did) i (?:need|have) to\b|\b(?:how|where|when) (?:do|will|would) i\b"
        r"|\bwill i (?:be|get|have|need|still)\b|\bwhy (?:am|was|have|did|do|should|would) (?:i|my)\b",
        r"\b(?:can|could|would|will) you (?:please )?(?:help me|refund|cancel|explain|recommend|book|find|send me|"
        r"give me|tell me)\b(?! your| what| when)|\b(?:can|could) i (?:speak|talk) (?:to|with)",
        r"\b(?:isn'?t|doesn'?t|won'?t|is not|does not|will not|stopped) (?:work|load|turn|connect|open|let me)"
        r"|\bkeeps (?:crash|freez|drop|say|ask|cut)|\bgone (?:off|down) again\b",
        r"\b(?:never|hasn'?t|haven'?t|has not|have not|didn'?t|did not) (?:arrived?|receive|received|got|get|come|"
        r"shown|hear|heard|work|turn)|\b(?:we|i) (?:have|'ve got|have got|'ve still got) no\b",
        r"\bstill (?:no|not|nothing|waiting|haven'?t|hasn'?t|isn'?t|don'?t|doesn'?t|got no)\b",
        r"\byour (?:company|website|app|driver|courier|colleague|staff|customer service|agents?|prices)\b"
        r"|\byou (?:guys|people)\b",
        r"\b(?:speak|talk|connect|connect me) (?:to|with) (?:a|an|your|the)? ?(?:manager|supervisor|human|person|agent|"
        r"executive)|\bneed a (?:human|person)\b|\bagent (?:please|pls)\b",
        r"\bthank(?:s| you)(?: so much| very much)?[^.?!]{0,10} for (?:your|the|all your|all the) (?:help|assistance)"
        r"|\bthat(?:'s| is|'ll be| will be) (?:all|everything)\b|\bthat was all i need",
    ),
    Role.BOT: (
        r"\bpress (?:\d|one|two|three|four|five|zero|star|pound|hash)\b",
        r"\b(?:i am|i'm|this is) (?:\w+, )?(?:a|an|the|your) (?:\w+ )?(?:virtual|automated|digital|ai)\b"
        r"|\b(?:i am|i'm|this is|chatting with) (?:just )?(?:a )?(?!robot)\w*bot\b",
        r"\bsay or enter\b|\bplease (?:enter|say|key in) (?:the|your|in)\b|\bmain menu\b|\bmenu options\b",
        r"\b(?:estimated|expected|average) wait(?:ing)? time\b|\ball our (?:agents|advisors|representatives) are"
        r"|\bcall will be answered\b",
        r"\byour call is important\b|\bposition in the queue\b|\bafter the (?:tone|beep)\b",
        r"\b(?:did not|didn'?t) (?:quite )?(?:understand|catch|get) that\b.{0,40}\b(?:option|choose|rephrase|enter)",
        r"\b(?:choose|select|pick)(?::| one of| from| an option)|\breply with (?:a|the) number\b",
        r"\bit sounds like you(?:'re| are) asking\b|\bhere are (?:\d+|some) articles\b"
        r"|\bdid (?:this|that) (?:solve|answer)",
    ),
}
"""Phrases that tell a role, as regular expressions; each is one sign."""

_SIGNS = {role: tuple(re.compile(sign, re.IGNORECASE) for sign in signs) for role, signs in SIGNS.items()}

Counts = dict[Role, int]
"""How many signs there are of each role."""


def count(texts: Iterable[str]) -> Counts:
    """Count the kinds of signs of each role in what a speaker says."""
    texts = list(texts)
    return {role: sum(any(sign.search(text) for text in texts) for sign in signs) for role, signs in _SIGNS.items()}
