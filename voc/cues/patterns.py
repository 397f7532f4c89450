"""Pattern tables: a line is a pattern, a word of the line is a token.

The language of a line: ``a|b`` is one token out of several, in lower case; ``$SET`` stands for a set of words; ``#`` is
a number, in digits or words; ``~`` is any token but punctuation; a trailing ``?`` makes a token optional. Words are
written as the tokenizer cuts them (``did`` ``n't``), the sets hold the spellings without apostrophe.

Source of the families: the definitions of the guidelines and the training part of the voices data. No line repeats a
text.
"""

from __future__ import annotations

from dataclasses import dataclass

from voc.taxonomy import Cue

_NUMBERS = (
    "a|an|half|couple|few|several|many|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    "thirty|forty|fifty|sixty|ninety|hundred|dozen"
)
_SETS = {
    "NOT": "not|n't|nt|n\u2019t|never",
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
    "CALLING": "calling|ringing|phoning|emailing|contacting|writing|messaging|chasing|telephoning|complaining|disputing",
    "CALLS": "calls|emails|e-mails|letters|messages|voicemails|reminders|requests|attempts|disputes|complaints|"
    "visits|faxes|tickets|attemps|call|email|e-mail|letter|message|voicemail|reminder|request|attempt|visit|chat",
    "TIMES": "twice|again|repeatedly|thrice|continuously",
    "ORDINAL": "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|4th|5th|6th|7th|8th|9th|10th|umpteenth",
    "MANY": "several|numerous|multiple|many|countless|repeated|endless|dozen|dozens|various",
    "COUNT": "several|numerous|multiple|many|countless|repeated|endless|dozen|dozens|various|two|three|four|five|six|"
    "seven|eight|nine|ten|eleven|twelve|2|3|4|5|6|7|8|9|10|11|12|13|14|15|20|xxxx",
    "SEND": "send|sent|resend|submit|submitted|upload|uploaded|enter|entered|type|typed|provide|provided|give|given|"
    "gave|fill|filled|fax|faxed|attach|attached|attaching|sending|uploading|explain|explained|explaining|tell|told|"
    "telling|said|repeat|giving|entering|typing|filling|read|spell|spelt|spelled|mailed|supplied|supply",
    "RESEND": "send|sent|resend|submit|submitted|upload|uploaded|enter|entered|type|typed|provide|provided|fill|filled|fax|"
    "faxed|attach|attached|attaching|sending|uploading|explain|explained|explaining|repeat|entering|typing|filling|mailed",
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
    "delivered|processed|refunded|arrive|arriving|responding|taken|shipped|seen|attended|handled|served|helped|got|done",
    "FIX": "fix|fixed|resolve|resolved|solve|solved|sort|sorted|correct|corrected|remove|removed|repair|repaired|"
    "rectified|rectify|removing|fixing|resolving|settled|addressed|deleted|reversed|refunded|replaced|restored|lifted",
    "BROKEN": "broken|down|faulty|dead|unresolved|unfixed|buffering|leaking|wrong|open|showing|reporting|charging|"
    "charged|charges|appearing|appears|crashes|crashing|receiving|flashing|blinking|cold|outstanding|calling|call",
    "DO": "use|book|order|return|navigate|install|follow|arrange|claim|pay|apply|deal|talk|access|contact|get|reach|"
    "cancel|find|sign|register|switch|change|activate|setup|set|operate|move|open|renew|exchange|check|manage|speak|ask",
    "HARD": "hard|difficult|impossible|complicated|confusing|tricky|tough|challenging|cumbersome",
    "UNDERSTAND": "understand|understood|figure|tell|see|find|locate|navigate|explain|work",
    "REFUSE": "refuse|refused|refuses|refusing|refusal|declined|declines|decline|denied|denies|deny|denying|rejected|"
    "rejects|denial",
    "ALLOW": "allow|let|accept|honor|honour|permit|provide|give|tell|help|take|remove|discuss|refund|release|supply|"
    "disclose|exchange|cancel|change|work|budge|waive|lower|send|correct|show|approve|offer|credit|process|fix|cover",
    "ALLOWED": "allowed|allow|eligible|permitted|possible|covered|refundable|authorized|authorised|transferable|qualify",
    "BEFORE": "before|b4|without",
    "ASK": "asked|ask|asking|noticed|knew|know|known|thought|realised|realized|prompted|prompting|wondered|called|rang",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a pattern: the words it may be, or a kind (``#``, ``~``); ``optional`` may be left out."""

    words: frozenset[str]
    kind: str
    optional: bool

    def spec(self) -> dict[str, object]:
        """Return the token as spaCy's Matcher takes it."""
        spec: dict[str, object] = {"OP": "?"} if self.optional else {}
        if self.kind == "~":
            return spec | {"IS_PUNCT": False, "IS_SPACE": False}
        if self.kind == "#":
            return spec | {"LOWER": {"REGEX": rf"^(?:\d+[\d.,:/]*|x{{2,}}|{_NUMBERS})$"}}
        if self.kind == "#T":
            return spec | {"LOWER": {"REGEX": r"^\d+(?:h|hrs?|hours?|mins?|m|days?|weeks?|months?)$"}}
        return spec | {"LOWER": {"IN": sorted(self.words)} if len(self.words) > 1 else next(iter(self.words))}


def parse(line: str) -> list[Token]:
    """Read one line of a table.

    >>> [(sorted(token.words), token.optional) for token in parse("no|zero more? fuss")]
    [(['no', 'zero'], False), (['more'], True), (['fuss'], False)]
    """
    return [_token(piece) for piece in line.split()]


def _token(piece: str) -> Token:
    optional = len(piece) > 1 and piece.endswith("?")
    body = piece.removesuffix("?") if optional else piece
    if body in {"~", "#", "#T"}:
        return Token(frozenset(), body, optional)
    words: set[str] = set()
    for word in body.split("|"):
        words.update(_SETS[word[1:]].split("|") if word.startswith("$") else [word])
    return Token(frozenset(words), "", optional)


def trigger(pattern: list[Token]) -> frozenset[str]:
    """Return the words of the pattern's rarest token: a text without any of them cannot match."""
    required = [token.words for token in pattern if token.words and not token.optional]
    return min(required, key=lambda words: (len(words & _COMMON), len(words)))


_COMMON = frozenset(
    "a an the i we you they it he she to of in on at for with and or not n't nt never no my me us your have has had was "
    "is are be been get got do did does can could will would this that there so very more one all from up out by as "
    "still if when now call time times day days week weeks call called see find know told".split()
)

BLOCKED = """
fast food|fashion|forward|lane|asleep|paced|track
easy to? wear|throw|style|dress|pair|match|care|layer|move|wash|breezy|iron|accessorize|fit|pull|slip|on|target|prey
easy going
easily? dressed
quick question|note|look|q|query|thought|trip|word|one|check
wait|waiting staff|staffs
wait|waiting to see|wear|try|go|come|get|for
ca|can|cant|cannot|could $NOT? wait
wait and see
hold the|them|it|your|up|my|on
transfer|transferred|transfers|transferring $VERY? money|funds|balance|cash|fee|fees|window|balances|the|my|to|was|from
late fee|fees|payment|payments|charge|charges|mother|father|paying
never late
prompt box
"""
PATTERNS: dict[Cue, str] = {
    Cue.REPEAT_CONTACT: """
$CALLED ~? ~? ~? ~? $TIMES
$CALLED ~? ~? ~? ~? # times
$CALLED ~? ~? ~? ~? $MANY times
$CALLED ~? ~? over|about|at|more|like|than least|than? # times
$TIMES $CALLED
spoke|spoken|tried|went|gone ~? ~? ~? twice|repeatedly
repeatedly $CALLED|asked|tried|reached|contacting|requested|informed
$HAVE to? $CALL ~? ~? back|again|twice|repeatedly
$HAVE to? $CALL ~? ~? # times
$CALL|$CALLED|$CALLING back again|twice
$CALL|$CALLED|$CALLING|rang ~? ~? again
go|went|going|come|came|coming back again|twice
to $CALL back
i|we $CALLED back|again
$MANY ~? ~? $CALLS
$COUNT phone|dispute|different|separate|failed|more $CALLS
# phone calls
$COUNT calls|emails|e-mails|letters|voicemails|reminders|attempts|disputes|phonecalls|requests
e-mails|emails|calls|letters and phone|emails|calls|letters|e-mails calls?
$ORDINAL phone|dispute? call|email|e-mail|letter|message|visit|reminder|request|complaint|chat|attempt|appointment|technician|engineer|ticket
$ORDINAL time ~? ~? ~? $CALL|$CALLED|$CALLING|asking|asked|contacted|reporting
not the first time
each|every|everytime time? i|we|you $CALL|ring|speak|ask|contact|phone|$CALLED|spoke|log
i|we keep|kept $CALLING|asking|trying
have|had to keep $CALLING|asking|chasing
have|had to chase
follow|followed|following up on my|your|our|it
continued|continue|had to follow|chase up?
back and forth
time and|after time again?
again and again
on $COUNT occasions
$COUNT|# different $AGENT
trying to contact|reach|call ~? ~? ~? several|many|for
engineer|technician number # 
chased ~? ~? twice|again|for|up
already $CALLED|complained|filed|contacted
keep|kept|keeps having to $CALL|ask|chase|go|come
$COUNT|# times i|we 've|have|ve|had|called
been|still|keep|kept|am|'m|me|keeps chasing
chasing|chased|chase this|for|up|you|them|it
lost count
after|on # calls|emails|letters|visits|chats|phone
calls|emails|letters|messages and calls|emails|letters|messages|visits
here i am|come again
to|have|had|keep|kept|in go|going|come|coming back|in again|twice|for
rang|called|phoned|emailed|wrote ~? ~? ~? ~? ~? and ~? ~? again
# trips|visits to
$ORDINAL|another engineer|technician|appointment|visit|replacement|complaint|plumber|ticket|person
""",
    Cue.REPEAT_INFORMATION: """
repeat|repeating|repeated myself|ourselves|everything|it|my|the|same
$RESEND ~? ~? ~? ~? again|twice|thrice|repeatedly
$SEND ~? ~? ~? ~? # times
$SEND ~? ~? ~? ~? ~? ~? # times
$SEND ~? ~? ~? ~? all? over again
$SEND|request|requesting ~? ~? over and over
$SEND ~? the same information|story|thing|documents|details|question|photos|photo|form|documentation|paperwork|data
asked|ask|asks|asking|request|requested|want|wants ~? ~? for? the same information|thing|questions|question|documents|details|paperwork
same story|paperwork|documents|information|questions|question|photos|passport|details|info again|twice|every|over|#
already sent|provided|submitted|uploaded|told|gave|given|answered|explained|filled|entered
again explained|explain|provided|submitted|sending|asked
had|have|having to re-enter|resubmit|resend|re-send|reupload|re-upload|reapply|re-submit|reenter
resubmit|resubmitted|resubmitting|resend|reapplied|reupload
$HAVE to? start|begin all? over|from again|scratch|the?
start|begin from the beginning|start|top
explain|explained|explaining|tell|told|repeat|telling|said ~? ~? ~? to # different? people|persons|agents|departments
$ORDINAL time ~? ~? ~? sending|attaching|giving|explaining|told|sent|uploading|uploaded|explained|given
$ORDINAL upload|selfie
every|each time i|we ~? ~? explain|give|provide|repeat|tell|answer|write|upload
asked me # times
i 've|ve|have just|already told|said|given|explained
how many times ~? ~? ~? ~? $SEND|say
keep|keeps|kept repeating|asking ~? ~? ~? for? same|again
do it all again
re-explain|re-enter|retype|re-upload|re-type|re-register|reregister|re-explaining|rewrite|re-send
re - explain|enter|type|upload|register|send|submit|apply|do
from|start scratch|from scratch|over
tell|go|explain|told|went|going|gone|start|fill ~? ~? ~? ~? all|whole over|story again|through?
ask|asks|asked|asking|wants|want ~? ~? ~? ~? ~? again|twice
asked|asks|asking ~? again for
every|each agent|person|adviser|advisor|one|rep|time|call ~? asks|asked|wants|wanted|needs
same details|information|info|questions|documents|paperwork|forms|form|story again|twice|every|over|#
as i said|explained|already
which|that i|we already|previously sent|gave|provided|told|filled
""",
    Cue.TRANSFER: """
transferred|transfered me|us|around|again|twice|between|from|back
transferred|transfered|passed|sent|bounced|shunted|put to? # times|people|departments|different
transfer|transferring me|us to
passed|bounced|shunted|shuffled|pushed|fobbed|handed|sent|passing|bouncing|sending me|us from|around|between|off|along|back
fobbed off
bounced|shunted|batted|ping-ponged around|between|back
$BE passed|handed|referred|bounced|shunted from|around|off|on|between|back
been|was|were sent from|around|between|back
from ~ department|person|agent|desk|team to
from one ~? to another|the|other
run around
runaround
pillar to post
put|putting|puts me|us through to
put|putting me|us through again|then
getting|got|been put through|threw to
told|tell|telling|tells|advised|directed|referred me|us|him? that? i|we? need|needed|have|had|must|to|should to? call|contact|ring|speak|talk|see|ask ~? the|my|a|another|his|their|your
was|were|been told to call|contact|ring|ask|speak|go ~? the|my|a|another|their|your
referred|directed|redirected|rerouted me|us|back|you|to to? my|the|a|another
passed|handed|send|sends|sent|sending me|us back to
pointed|pointing|points at|to|fingers ~? other|each
different department|departments|person|agent
each|every ~ ~? points|pointed|blames|blamed|sends|sent
wrong department|team
says|said ask|contact|call|ring|speak ~? the
says|said|saying|says|reckons it|its|that ? 's|is|was? the|your|their|my ~? ~? fault|job|responsibility|problem|department|issue
kept|keep|keeps|being|after|by transferring|transfer|transferred|passing
ping|pong|tennis - pong
round|around the houses|circle
not ~? our|my|their department|problem|area|responsibility|job
blame|blames|blaming|blamed each|the|one other|another|courier|seller|airline|bank
said|told ~? ~? ~? ~? speak|talk to another|the|a|your
back|on to the|your|them|billing|you|sales|support ~? again
""",
    Cue.CHANNEL_SWITCH: """
had|have|having|need|needed|must|forced|made to call|phone|ring|telephone|email|e-mail|write in|instead|up|customer|because
had|have|having|made|make|forced|need|must|ended|makes me|up|to? go|come|drive|drove|going|walk|travel|visit in|into|to|down ~? the? branch|store|shop|desk|office|bank|post|counter|person|website
so|now i|we|im|i'm am|'m|had|have? to? call|calling|ringing|phoned|phone|ring|rang|drove|emailed
told|tells|told|said|says|asked|asks|asking|advised|directed|referred me|us? to go|visit|check|use|try|consult|look|apply|do|submit ~? ~? website|online|app|branch|store|shop|site|portal
go|goes|went to ~ website|online
told|tells|asks|telling|wants me|us? to call|phone|ring|email|e-mail|telephone|write instead|in|them|you
told|tells|asks|asked|wants|advised me|us to phone|ring|telephone|email|e-mail|write|visit
sorry|please ring|call|phone|telephone|visit us|your|a
could|can $NOT be? done|do|sort|fix|it? it? online|in|over|by ~? app|phone|chat
in the end i|we drove|went|phoned|called|rang
ended up calling|driving|ringing|phoning|emailing
by telephone|email|phone|chat|dm|letter by|and by? email|telephone|chat|dm|letter|phone
call|phone|ring instead
continue on|use a|the desktop|browser|laptop
it|they 's|is|was only|just? over|by the? phone|post|telephone only
print and|it take|post|send|bring
have|had|having|go|come|turn|made|told ~? ~? in person
only|just by|via|through|in post|phone|fax|letter|person|writing
by fax|post
fax|print it|them|the
so i|we just|then|ended|simply|had|have up|to? ring|rang|phoned|phone|call|called|drove|drive|ringing|calling
over|on the phone|telephone instead
have|had|having|made|make|got|told|tell|force|forced me|us|to? to? drive|travel|walk|trek|trudge to|in|all|down|over
gave|give up and|on ~? ~? called|rang|phoned|went|drove
would|did|could|wo|does|ca $NOT ~? ~? ~? ~? so|and i|we|had ~? ~? ring|rang|call|called|phone|phoned|drove|drive|went|go
tells|told|says|said|wants|asks|directs|directed to|me|us to? to? email|e-mail|phone|call|ring|visit|write|telephone ~? instead
""",
    Cue.WAIT: """
still|been|was|were|are|am|'m|m|left|keep|kept|sick|tired of? waiting
keep|kept|leave|leaves|left|leaving|made|make|makes me|us|him|her|them|mum|customers|people waiting|wait|queue|hanging
wait|waited|waiting|queued|queueing|queuing|held|holding|stood|sat|stuck|standing|sitting|spent|lost $ABOUT? $ABOUT? $ABOUT? # ~? $TIME
wait|waited|waiting|queued|queueing|queuing|held|holding|stood|sat|stuck|stranded|standing|sitting|spent ~? ~? ~? for|of|over|about|nearly|almost|after|around|like # ~? $TIME
wait|waited|waiting|queued|on|hold|after|took|for|was ~? ~? #T
wait|waited|waiting|queued for? $ABOUT? ages|forever|hours|weeks|months|days|years|eternity
waited|waiting ~? ~? far|too|so|very|ridiculously|a long
# ~? hour|hours|hr|hrs|minute|minutes|min|mins|week|weeks|month|months and? a? half|#? wait|waiting|delay|queue|hold|late|delayed|queuing|line
# ~? $TIME on|in hold|line|queue|tarmac|the ~? phone|line|queue|tarmac
#T wait|late|delay|on hold?
on|the|your|with|wait|get|got|to|in phone|hold|line|queue|tarmac with|for|to|in? ~? $ABOUT? $ABOUT? # $TIME
on hold
hold|holding|held on? for # $TIME
hold music
had|have|having|needed|has to wait|queue|hold
wait|waiting|queue|response|hold time|times|line|lines|list
long|longer|lengthy|endless|big|huge|massive|horrendous|excessive|hour|hours|day|week|minute wait|waits|queue|queues|line|lines|delay|delays|waiting|hold
long time|while|long to ~? arrive|come|get|answer|reply|be|process|wait
took|taken|take|takes|taking them|us|me|it? ~? far|so|too|very|such|a|forever|ages|quite|longer|weeks|months|hours|days|years a? long|time|while|than|to
took|taken|taking|takes them|us|me|it|you|u|guys? ages|forever|months|weeks|hours|so|too|long|years
took|taken|takes|taking them|us|me|you|u? $ABOUT? $ABOUT? # ~? $LONGTIME
took|taken|takes ~? $ABOUT? # 20|30|40|45|50|90|twenty|thirty|forty|fifty|ninety|sixty ~? minutes|mins
took|taken|takes ~? $ABOUT? 20|30|40|45|50|60|90|twenty|thirty|forty|fifty|ninety|sixty ~? minutes|mins
too long to|before|for
waited|wait|waiting|queue|been|taken ~? too long
it|its ~? been $ABOUT? $ABOUT? $ABOUT? # ~? $TIME
been $ABOUT $ABOUT? # $LONGTIME
been $ABOUT? 2|3|4|5|6|7|8|9|10|14|two|three|four|five|six $LONGTIME
for|in $ABOUT? # $LONGTIME now|already
now|already for|been? $ABOUT? # $LONGTIME
since monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|last|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|oct|easter|# ~? am|pm|morning|week|month?
still has|have|had|is|am|are|did|not|hasnt|nt|waiting ~? ~? ~? ~? $ARRIVE
has|have|had|is|hasnt $NOT still? been? $ARRIVE yet|since|after|still yet?
has|is|have $NOT ~? ~? yet $ARRIVE
still|been|remains|currently already? pending|delayed
delayed by|again|for|until|twice|#|due|an|flight|over
flight|train|order|delivery|parcel|delivered|departure|refund|plane|boarding|payment ~? ~? delayed|late
delay|delays
massive|long|more|another|further|constant|endless delay|delays
slow|slower|slowly to|service|response|process|in|reply|website|progress|progression|transfer|at|delivery|shipping|responding
$VERY|painfully|been|was|is|too slow|slowly
hours|hour|mins|minutes|# late
arrived|came|delivered|turned|extremely|very|arriving|arrives ~? late
not in ~? timely manner
drag|dragged|dragging|drags ~? ~? feet
dragged|dragging|drags out
backlog|backordered|backorder|backlogged
months|weeks|days|hours of|and|on of? waiting|weeks|months|hours|days|end
more than|then a|# ~? month|week|year|hour|months|weeks|hours
for ages
quicker|faster|speedier|shorter|sooner response|responses|service|time|times|wait|waiting|at|transport|answer|delivery|appointments|pick|turnaround|answering|arrival|collection|process
$ARRIVE|respond|answer|answered|get|getting|got|attend|be|act ~? ~? ~? quicker|sooner|faster
less|shorter|shorten|reduce|reduced|cut|cutting|improve|reducing|lower ~? ~? wait|waiting|queue|queues
speed up|things ~? up?
more quickly|promptly|speedily
how much longer
taking so|too|forever|ages
all morning|day|afternoon|night waiting|for|on
for|over|takes|took weeks|hours|days|ages|months on|now|end|before|to|and|just
# ~? weeks|days|months|hours and|, counting|still
# ~? weeks|days|months|hours|hrs to get|for|receive|hear|answer|be|arrive|speak|reply
queue|queues|line|lines|queueing was|were|is|out|around|round|of ~? ~? door|long|block|huge|massive|ridiculous|hour
stuck|stranded|sat on|in|at|for ~? runway|tarmac|hours|airport|queue|line
another # weeks|days|hours|months|hour|week|month
rescheduled|postponed
pushed|put back to|again|until|by
$VERY slow
slow to respond|reply|answer|arrive|load|get|process
snail|snails pace|'s
where is|'s my refund|order|parcel|delivery|package
waiting|wait on|for you|a|the|my|an|them|someone|your|him|her|it|this|over|about|nearly|almost|up|ages|days|weeks|hours|months
waited|queued for|in|all|on|about|nearly|over|almost|and|until|from|so|ages|hours|days|weeks
""",
    Cue.NO_RESPONSE: """
no response|reply|answer|replies|communication|acknowledgement|acknowledgment|callback|contact|update|updates|feedback|news
$NOT ~? ~? ~? received|receive|get|got|had|gotten|recieved|getting a|any|an|one response|reply|answer|call|update|acknowledgement|back|callback
$NOT|$NOBODY|nor $ANSWER
$NOT|$NOBODY|one ever|even|yet|been|has|has|bothered|to? to? answered|responded|replied|answering|responding|replying|respond|reply|answer
$NOT ever|yet|even|actually|once|been? call|called|calling|rang|rung|ring|email|emailed|contacted|phone|phoned|wrote|written me|us|back back?
$NOT|$NOBODY|one ~? ~? heard|hear|hearing anything|back|from|nothing
$NOT|$NOBODY ~? ~? heard|hear back|anything|from|nothing
heard|hearing|hear nothing|none
no|not one|single|body ever? ~? ~? $ANSWER|call|called|calls|rang|rings|responds|contacted|picks|pick|picked|returned|came|got|phoned|emailed|replied|does
$NOBODY ever|has|'s|have|s|is? ever|been? $ANSWER|called|calls|rang|rings|contacted|pick|picks|picked|returned|rung|got|phoned|emailed|told
hung|hang|hangs|hanging|hanged up on? me|us|my?
hung|hang|hangs up
got|was|were|been|get|it|they|then|call|cut cut|me off
call|line|phone|chat|conversation ~? disconnected|dropped|ended
disconnected me|on
ignored|ignoring|ignores|ignore our|all|me|us|every|by|#|emails|my
$BE ignored
ring|rang|rings|ringing out
rang and rang
goes|went|straight|go ~? to voicemail
voicemail full
$NOT return|returned|returning|returns|returning my|our|calls|any|a
$NOT|never ~? pick|picks|picked|picking up
yet to receive|hear|get|respond|reply|be|comply
have|has|had yet to
unable|impossible|difficult|trying|could|can|hard|tried|attempting|difficulty|struggled $NOT? to? get|getting|reach|speak|contact ~? through|hold|anyone|anybody|someone|a|ahold to|of? ~? human|person|one?
$NOT get|getting ~? through
$NOT get|reach|contact ~? hold|anyone|anybody|someone|them|you|somebody of?
$NOT been? able to contact|reach|speak
silence|crickets
gone|went|going quiet|silent
no one|body|person to talk|speak|answer
no show|shows
no-show|no-shows
$NOT been? contacted|acknowledged|answered
lack|no of? communication|contact|response
$NOT ~? sent|supplied|provided|send|provide me|us? anything|any|a? response|update|updates|confirmation|proof|reply|proofs
stopped|stop answering|replying|responding
$NOT respond|responding|responded|replied|reply
call|callback|email|reply|letter never|not came|arrived|happened
any1|anyone|anybody|nobody is? there
still no update|response|reply|answer|call|word|callback
ghosted|unanswered|unreachable|uncontactable
radio silence
not a word|peep|single|sausage ~?
no word|sign from|of|back|since
left on read
line|phone|call|it went|goes|is|was dead
rings|phone|ring and|just rings|rang
still no word|news|one|body|contact|sign
closed|close my|the|our ticket|chat|case ~? ~? ~?
nothing since|back|from|heard
no one|body|reply|answer back|at|came|from|to
emails|calls|messages|letters|email|messages ~? ignored|unanswered|bounced|bounce
$NOT ~? returned|answered|acknowledged|replied
$NOT|$NOBODY|one ~? pick|picks|picked|picking up
nobody|one is|are|was|were|has|have|ever|even|will|'s ~? ~? answering|replied|responded|called|rung|contacted|answered|there|available
$NOT $NOT? heard|hear ~? ~? back|from|anything|since
""",
    Cue.COMPLEXITY: """
$VERY? complicated|convoluted|cumbersome|long-winded|longwinded|bureaucratic|overcomplicated
long - winded
too many|much steps|forms|questions|hoops|options|clicks|screens|tariffs|paperwork|documents|buttons|menus|logins|passwords
so many steps|forms|questions|hoops|screens|tariffs|documents|buttons|menus|logins|passwords
jump|jumping|jumped through ~? hoops
a|the|such|much|of|real|total|absolute hassle|ordeal|rigmarole|faff|palaver|minefield
red tape
bureaucracy
mountain|mountains|lot|pile|reams|load|loads|bunch|huge of? paperwork|documentation|forms|documents
paperwork exercise
hard|difficult|impossible|complicated|tricky|awkward|nightmare to use|claim|deal|do|button|operate|assemble|understand|cancel|submit|complete|change|switch|ring
$NOT user - friendly
not as? user|very? - friendly
$NOT easy|simple|straightforward|painless
three|four|five|six|seven|eight|nine|ten|nineteen|eleven|3|4|5|6|7|8|9|10|more ~? forms|signatures|logins|screens|portals|approvals|steps|passwords|fields|documents|codes
form|survey|code|selfie|account|document ~? and|, a|another|second|then form|survey|code|selfie|account|letter|notary
forms and
download|print|install ~? ~? , ~? ~? ~? , scan|sign|post|verify|make
could|can $NOT even? figure out
great|lot|lots of? effort
form|forms|page|code|step|password|screen after form|page|code|step|password|screen
labyrinth|maze|kafkaesque|labyrinthine|byzantine|fiddly|unintuitive|overcomplicated|jargon
overly|unnecessarily|needlessly|far|ridiculously|so too? complex|complicated|long|difficult
# - page form|document|application|contract|questionnaire
# page|pages|screens|steps of|form|long|before|to|just|document
endless|countless|multiple|several|loads|so|way of|many|too? many? forms|steps|questions|hoops|paperwork|menus|passwords|screens|codes|documents
need|needs|needed|take|takes|took|requires a degree|phd|lawyer|accountant|engineer
not|n't|nt|never ~? intuitive|straightforward|simple|easy
harder|complicated|difficult|work than it|they should|needs|need
small|fine print
""",
    Cue.HARD_TO_FIND: """
could|can|ca|cant|cannot|couldnt|unable|did $NOT|to to? ~? find|locate ~? ~? anywhere|how|where|out|on|any
could|can|ca|cannot $NOT ~? find|locate
nowhere|no ~? ~? ~? to be? find|found|seen|say|says
nowhere|nothing on|in|does|to ~? ~? website|app|page|it|letter|site
$NOT see|find|spot it|how|any|where|the|my anywhere|in
$NOT|$NOBODY ~? could|can|was|able|would|even|knows|knew|one ~? to? tell|explain|say|advise|told me|us|what|how|why|where|when
$NOBODY|one ~? could|can|able|would|was to? tell|explain|say|advise me|us|what|why|how|where
could|can|able $NOT to? tell|explain me|us|what|why|how|where
$NOT|one ~? able to tell|explain
$NOBODY|one knows|knew|could|can|seems|seemed ~? ~? what|where|how|why|who|tell|explain|anything
$NOT|cannot ~? work|figure|make|tell out|from|which|whether|what|how|who
$NOT understand|follow the|your|this letter|bill|statement|instructions|form|website|policy|charges|terms
could|can|not $NOT? able? to? make|made sense|head of?
no idea|clue where|which|how to|i|it|do
did|had|have $NOT a? have? clue
where on|do|is|are earth|tags|hell|you
no|without|any information|instructions|signs|explanation|info|guidance|signage|timetable about|on|at|as|in|was|given|whatsoever
lack of information|clarity|explanation|instructions|signs|guidance
not|n't|nt|never very? clear|explained|obvious to|how|what|whether|if|why|which
unclear|contradictory|conflicting|confusingly
confusing website|app|site|form|instructions|letter|menu
conflicting|different|contradictory information|advice|answers|stories
$COUNT different|pages answers|stories|things|prices|explanations
does|do $NOT say|mention|state ~? ~? how|what|where|which|when|much|anywhere
buried|hidden|hiding|hides in|at|behind|under|deep
hunting|searched|searching|hunted|trawled|looked|dig through|everywhere|all|hours|everywhere|around
clearer
no|not delete|cancel|contact|phone|a button|option|link|number
where 's|is|are|on|do the|earth|my ~? button|option|page|link|menu|setting|settings
what does|is|do|are ~? ~? ~? mean|supposed
makes|make|made|making no sense
makes|make|does|did|do|doesnt $NOT make sense
head or|nor tail|tails
says|said|tells|states one thing
says|said , ~? ~? says
contradict|contradicts|contradictory|inconsistent
hidden|buried|tucked away|deep|under|in|at|behind
get|got|getting|went|wandering|wandered|walked lost|round|around|about
nobody|one seems|seemed|knows|knew to? ~? ~?
could|can|ca|cannot $NOT work|figure|make out
which one|of|is|form|number do|am|is|are|the|applies|should
""",
    Cue.SELF_SERVICE_FAILURE: """
$APP ~? ~? would|will|wo|does|do|did|can|could|ca $NOT ~? ~? let|accept|allow|recognise|recognize|take|work|read|show|load|find|understand|pay|go|scan|undo|give|open
$APP would|will|wo|does $NOT ~?
$APP keeps|kept|just|only ~? asking|saying|sending|telling|rejecting|offering|shouting|insisting|sends|gives|says|refreshing|looping
$APP has|have|had|'s|keeps|kept? locked|locking|blocked|rejected|rejects|refuses|refused|sent me|us|my|to? out?
your|the|by|a|to|chat|stupid|useless|automated bot|chatbot|robot|ivr|voicebot
voice|phone menu|recognition|thing|tree|recording ~? ~?
automated phone? system|line|voice|message|response|menu|payment|reply|service
talking|speaking|answered to|by a bot|robot|machine|recording
press|pressed 1|one|2|two|3|three|4|#
could|can|unable|cannot|able|impossible $NOT to? access|log|login|pay|make|view|book|use|complete|submit|check|register|upload|do ~? ~? ~? ~? online|app|website|portal|account|kiosk|site
unable|impossible to access|log|login|pay|make|view|book|use|complete|submit|check|register|upload|do ~? ~? ~? ~? online|app|website|portal|kiosk|site
could|can $NOT access|view|see|log|login|sign ~? ~? ~? account|in|online|report|up|bill|balance
website|site|portal|app is|was|are ~? ~? slow|useless|rubbish|terrible|awful|confusing|old|hopeless|broken|down|clunky|unusable
locked out of
$NOT recognised|recognized|recognise|recognize my|the|me|valid|any
wo|will|would|does|did $NOT let me ~?
online|web form|check|portal|service|chat ~? would|will|wo|does|did|keeps|kept|rejected $NOT|asking|me
id|face|photo check|not|verification failed|recognised|wo|recognized|clear
sends|sent|takes|drops|returns|brings|send me|you back to the home|start|menu|table|beginning|same
self - checkout|service
to no avail
speak|talk|get|reach|through to|a|with an|a|any|actual|real human|person|being
loop|loops
main menu
self - service
$APP|scanner|gate|terminal|link|button|search|map|booking $BE|has|does|did|will|wo|would|could|ca|just $NOT|broken|useless|rubbish|down|refused|rejected
chat|the bot|robot
press|pressed|pressing ~? for|to|then
""",
    Cue.TECHNICAL_FAILURE: """
error|errors message|messages|code|number|page|#
$FAIL
hangs|hanging at|every|on|when
$APP|site|wifi|internet|broadband|network|payment|page|server|line|it $BE|went ~? down|offline|frozen|stuck
outage|outages|timeout|502|404|503|500
timed|times|time out
logs|logged|logging|kicks|kicked|throws|threw|boots|booted me|us out
session expired|timed
code|link|voucher|qr ~? ~? expired|invalid
$NOT functioned|connect|activating|load|loading|syncing
stopped|stops|stop|quit|quits working|charging|working|responding
dont|doesnt|doesn't|isnt|wont work|working
keeps|kept|keep rejecting|declining|failing|disconnecting|refreshing|dropping|cutting|restarting|logging|spinning|buffering
my ~? card|payment|transfer|transaction|topup|up ~? was|is|been|got declined|rejected|failed
something went wrong
just spins|spun|spinning|hangs
broke|snapped|split|tore|ripped ~? after|on|the? first|second|# wear|wash|day|week|use
wiped|lost my|all|the|data ~? ~? files|data|drive|progress|lists|work|times
charged|billed me? twice
malfunction|malfunctioned|malfunctioning
keeps|kept|keep|constantly|always|just cutting|dropping|buffering|disconnecting|restarting|losing|spinning|loading|beeping|tripping|jamming|stalling|reloading|looping
blank|black|white|blue|frozen screen|page
went|gone|goes|going blank|black|down|offline
out of order
stopped|stops|quit working|charging|loading|responding|connecting
connection|signal|line|internet|wifi|broadband|call drops|dropped|dropping|cuts|keeps|cut|down
error code|message|#
failed|fails to load|send|connect|upload|update|charge|start
payment|upload|transfer|booking|order failed|fails|bounced
""",
    Cue.POLICY_BARRIER: """
$REFUSE ~? ~? ~? my|me|to|us|our|for|because|the|a|by|due|after|any|even|it|in|without
refuse|refused|refuses|refusing
was|were|been|being|got denied|refused|disqualified|banned
turned away
$REFUSE my|our|the claim|application|request|dispute|loan|refund|payment
wo|will|would $NOT even? be? allow|let|accept|honor|honour|permit|provide|give|tell|refund|release|supply|disclose|exchange|lower|budge|waive|take|credit|offer|discuss|approve|cancel ~? ~?
$NOT be? able to offer|help|refund|discuss|change|do
can|could|ca|cannot $NOT? be? refunded|exchange|claim|export|transferred|changed|discuss|cancel|accept
t&cs
against|because|per company|their|your|our|of|the ~? policy|rules|rule
company|strict|no-refund policy
rules are
computer|system|script says|will|wo|said|does no|not|n't? ~?
reading|reads|off|from|a|the script
makes|made|making|make it impossible
insist|insisted|insists|insisting they|that|on
require|requires|requiring|required|must ~? ~? ~? ~? documentation|notarized|prepay|witness|signature|letter|approval|security
no refunds|refund|exceptions|exchanges|exchange|returns|cancellations|negotiation
restricted|restrict|restricts|restriction|restrictions
decision is|was final
only offer|offered|offering|allow|allows|allowed|accept|accepts|accepted|cash|credit|voucher|give me|us|a|store|cash|if
turned|turn me|us|away away|down
told|say|said|tell|says me|us? no|it 's|was? not|no|impossible|policy allowed|possible|eligible?
did|do|does|would|not|n't $NOT? qualify
outside|expired|past the? ~? window|warranty|return|deadline|policy
$NOT count|counted as|towards|toward
$NOT accept|accepted|accepts|accepting ~? ~?
no exceptions
$NOT covered|possible by|under|because|without|for|to|until|unless
void|voided
without a|the|my|an receipt|account|appointment|original|password|reference|letter|box
unless i|we|you pay|paid|have|had|am|can|call|buy|upgrade|provide|go|sign
until i|we pay|paid|provide|prove|call|send|had
have|has|had|must|needs|need to be|have present|in|a|registered|over|signed ~?
only|just available|valid|applies|for|if to|if|for|on|in|you|i ~? ~?
one|two|#|a day|days|hour|hours|minute|minutes over|late|past|outside|too the|late?
$NOT budge|refund|exchange|compensate|reimburse|reconsider|discuss|accept|honour|honor ~?
cannot|ca|can|could $NOT? be? refunded|changed|cancelled|returned|exchanged|altered|transferred|used|combined
t&cs|t&c|smallprint
hands are|were tied
nothing they|she|he|we|i can|could do
""",
    Cue.UNRESOLVED: """
still|yet has|have|had|is|are|was|hasnt|isnt|did|do|does|can|ca $NOT ~? ~? $FIX|work|working|proving|validated|verify|help|done
$NOT ~? ~? ~? been $FIX|done|honored|validated|verified
still $NOT $FIX|working|right
still|remains|remained ~? $BROKEN
still ~? a problem
still no heating|hot|internet|broadband|phone|refund|money|water|power|signal|sign|solution|resolution|fix|card|order|oven|parcel|ticket|result ~?
still|says i|we|you|they owe|have|call|need
remains|remained|remain ~? the? same|open|on|unresolved|unfixed|a
same|again problem|issue|fault|result ~? again|same|still|as|happened|happens?
same result|fault|issue
unresolved|persists
without|no|with|any resolution|success|results|avail|luck|joy
no further on|forward
no closer
$NOT|no|nothing ~? resolution|solution|solve|help ~? ~? issue|problem|me|us
nothing ~? ~? done|happened|happens|changed|changes
nothing ~? ~? could|can do|help
failed|fails|fail|unable|refuse to $FIX|supply|provide|help|investigate|validate|verify|honor|stop|update
continue|continues|continued|continually|keep|keeps to? ~? report|reporting|bill|billing|charge|charging|call|calling|calls|receive|get|getting|happening|coming|contact|harass|send|sending|have|do|showing
going|gone|go round|in|around in? circles
got|getting|get|going nowhere
reinserted|re-inserted|reappeared|reinsert|resurfaced
trying|tried|try to get ~? ~? ~? ~? $FIX|off|removed|back
trying|tried to resolve|fix|sort|correct|get|remove|dispute|clear
will|wo|have|has|had|did|do|does|are $NOT $FIX|removed|stop|stopped|help|update|updated|delete|deleted|investigate|validate|verify|honor|process|correcting|fixing|acted
no help
of no use|help
nobody|no|not came|one|nothing|body? turned|came|showed ~? up
form letter
given up
back to square
nothing|no action|has taken|been|done|is
taken no action
still happening|happens|broken|unfixed|faulty|unresolved|missing|waiting|outstanding|going|there|same|wrong|leaking|dead|down|blocked|locked|owed|overcharged
still $NOT|no|nothing ~? ~? sorted|fixed|resolved|working|right|done|changed|refund|solved|better
made it|things|matters worse
no better|further|nearer|closer|wiser
nobody|one|engineer|driver|he|she|they|technician never|ever|has ~? came|turned|showed|come|shown
broke|broken|stopped|died|failed|gone|down|dead|back|out|dropped|cut|leaking again
again today|tonight|now
part|half|some|only of? the|my|a? refund|fix|order
came|come|comes|is|was back broken|the|with|same|worse|again|dirty|unrepaired
square one
same|exact problem|issue|fault|thing again|as|still|remains|persists
did|has|have|does|had $NOT fix|fixed|solve|solved|resolve|resolved|sort|sorted|change|changed|address|cure ~?
fixed|solved|resolved|changed|helped nothing
wrong size|item|part|order|colour|one|address again|sent|twice
""",
    Cue.EASY: """
$VERY? easy|simple|straightforward|effortless|painless|smooth|seamless to $DO|understand|sort|do|make
$VERY? easy|simple|straightforward|painless|smooth|seamless|effortless process|set|setup|return|returns|booking|checkout|claim|application|experience|order|ordering|transaction|switch|transition|enough|peasy|access|navigation|refund|exchange|check|registration|payment
process|booking|ordering|it|return|checkout|return|returns|setup|installation|claim|switch|everything|site|app|website|up|this was|is|were|so|very|went|are|'s|all $VERY? $VERY? easy|simple|straightforward|painless|effortless|seamless|smooth|smoothly|hassle|breeze|effortlessly
straightforward|painless|hassle-free|seamless|seamlessly|painlessly
hassle|stress|trouble|pain - free
hassle free
went|gone|going|goes|ran|works|worked ~? ~? smoothly|easily|seamlessly
smoothly
a breeze|doddle|cinch
breeze
piece of cake
easy peasy
so|very|really|super|nice|quick|dead and? easy|simple
easy|simple|quick and easy|simple|quick|fast|straightforward|efficient|convenient
made|makes it|this|things|everything|the so|really|very|whole|process? easy|easier|simple
could|can $NOT have? be|been|get ~? easier|simpler|smoother
no|without|zero|nor any|a|more|single|all|the|real|my? ~? hassle|hassles|fuss|faff|drama|dramas|paperwork|form|forms|stress|messing|nonsense|bureaucracy|jargon|calls|argument|arguments|guilt|printer|extra
in|just|only|took|took|was|like|about|literally two|one|three|four|a|1|2|3|4|few me? two|one|three|four|a|1|2|3|few? clicks|taps|steps|click|tap
user - friendly
$NOT have|need|had|even|want to? ~? ~? print|speak|leave|ring|argue|think|explain|fill|queue|download|sign|type|chase|ask
$NOT|no ~? had|have|need|needed to argue|ask|chase|ring|explain|repeat|print|fill|sign|think|phone|speak
no chasing|repeating
return|returns|exchange ~? ~? no problem|problems
even i managed|could
simple|easy as that|pie|anything|abc
from my|the phone|couch|sofa|bed|kitchen|app|settee
plug and play
easiest|simplest|smoothest
without a|any|even hitch|fuss|drama|glitch|problem|hiccup|trouble|effort|quibble|question|hassle|argument
like clockwork|magic
child|nan|gran|mum|dad|idiot could
took|take|takes no effort|two|three|# clicks|taps|steps|form
did|does|do everything|it|all all? for|online me|us?
could|can $NOT have? be|been easier|simpler|smoother
surprisingly|dead|ridiculously|refreshingly|super|wonderfully easy|simple|painless|smooth|straightforward
""",
    Cue.FAST: """
$VERY $QUICK|quickly|promptly|swiftly
$VERY? $QUICK response|responses|service|delivery|shipping|reply|replies|answer|answering|answers|turnaround|action|refund|resolution|arrival|arrivals|attention|decision|and|efficient|friendly|professional|in|at|to|time|off|with|thinking
$DONE ~? ~? ~? $VERY? $QUICKLY
quickly|promptly|swiftly|rapidly|speedily
$VERY? quickly|promptly $DONE
service|response|delivery|shipping|they|call|ambulance|reply|everything|was|were|crew|it|out|is was|is|very|so|were|came|really $VERY? $QUICK
prompt|speedy|rapid|swift
speed of response|delivery|service|the
excellent|great|good|impressive|amazing|brilliant response|waiting|wait time|times
within|in|under less|than|like|about|under|just|only|a|the|maybe|around? than? a? $MINUTES
within|in|under|took|than|about|like|literally 1|2|3|4|5|6|7|8|9|10|12|15|20|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty or? #? seconds|minutes|mins|secs|minute|min
in|within seconds|minutes|hour|moments|record
in no time
took|taken no|seconds|minutes|a time|minute|second|seconds|few
within|in the|an|under|less|than|# hour|hours|24|48 hours?
by|before the? next|friday|lunch|lunchtime|monday|tuesday|wednesday|thursday|saturday|sunday|tomorrow
straight|right away
no|zero|without|any any|long|real|a? queue|queues|wait|waiting|line|lines|delay|delays|queuing|waits
$NOT ~? ~? wait|waiting|waited|queue too|very|so|more|long|for|at long?
$NOT|not too|very|so long a|to wait|waiting
ahead of schedule|time|estimated
early|earlier|sooner|quicker|faster than i|expected|we|estimated|they|expected|thought|the|promised|planned
arrived|came|delivered|turned|up|delivery|mins|minutes|days|day early|earlier
could|can $NOT have? be|been|get ~? quicker|faster
before|b4|while i|we|my|the 'd|had|was|got|have|could|even|coffee|kettle? ~? finished|finish|home|typing|closed|blink|moan|reached|swearing
only|just waited
minutes|seconds later|flat
in a|the flash|jiffy|blink|heartbeat|shot|snap
lightning|fastest|quickest|speediest
that was|is|'s quick|fast
arrived|delivered|came|fixed|refunded|replaced|approved|paid|sorted|processed|posted|back|answered|installed|ready|done|replied|responded|here|landed|in|up|through|finished|settled|landed ~? ~? in|within|inside|under|after less|under|just|about|only|like? than? # hours|days|minutes|mins|hour|day|seconds
took|takes|take|all|lasted|only of? about|all|under|like|only|just|literally|maybe|less? of|than? one|two|three|four|five|six|seven|eight|ten|2|3|4|5|6|7|8|10|thirty|a minutes|seconds|mins|minute|second
in and out
before|by lunch|lunchtime|breakfast|dinner|tea|noon|teatime
in record time
before i knew|could|finished|blinked|got ~? ~?
no|zero|hardly|barely any? queue|queues|waiting|line|wait
""",
    Cue.RESOLVED_FIRST_TIME: """
one|single|1|first call|email|e-mail|phone|message|chat|visit|go|reply|contact|msg|attempt|conversation|telephone call? ~? ~? ~? ~? ~? done|sorted|fixed|solved|resolved|gone|reversed|worked|settled|did|it|was
in|with|on|after|just|the|only|took|merely|needed the? a? just? one|single quick|short|telephone|phone? call|email|e-mail|message|chat|visit|go|reply|contact|msg|attempt|conversation
one|single call|email|message|chat|visit|phone ~? , ~? ~? done|sorted|fixed|solved
fixed|sorted|solved|resolved|swapped|did|done|replaced|refunded ~? ~? ~? there|right and|there then|there
there and then
then and there
fixed|sorted|repaired|replaced|refunded|solved|did ~? ~? on the spot
right there|here|then
while|whilst i|we was|were|waited|'m|am|stood|held ~? ~? line|phone|there|here|standing|waiting
fixed|sorted|solved|resolved|sort|did it|me|us|everything|the|my|out|all|this ~? ~? ~? in|within|straight|right|immediately|first|on|same|at|there ~? minutes|minute|away|seconds|call|go|time|day|spot|once|one
first person|lad|lady|guy|agent|man|woman|one i|to spoke|talked|had|got|fix
no need to call|ring|chase|phone|follow back|again|up|anyone
no follow - up
no callbacks|follow-up|follow-ups
once was enough
once and ~? ~? done|sorted|fixed|solved
immediately|instantly resolved|solved|fixed|sorted
first time of? asking|round|around|lucky
right|correct|fixed|sorted|solved|works|working|correctly|done first time
one|single|1 call|email|e-mail|chat|visit|message|phone|reply|go|conversation ~? ~? ~? ~? fixed|sorted|did|solved|resolved|done|enough|all|that
it only|just took one|a|the ~? call|email|chat|message|visit
fixed|sorted|solved|resolved|cancelled|refunded|replaced|changed|moved|reversed|swapped|did ~? ~? ~? ~? while|whilst i|we
straight answer
""",
    Cue.PROACTIVE: """
$BEFORE i|we|anyone|my|mum|she|he|u ~? ~? ~? ~? $ASK|spotted|notice|worrying|missed
before i|we|anyone 'd|had|even|d ~? ~? ~?
$BEFORE being|having|even|my|our to? asked|asking|told|prompted|prompting|chasing|ask|reminded|chase|call
unasked|unprompted|proactive|proactively
kept|keep|keeps|keeping|stayed me|us|you|him|her|my|mum|family informed|updated|posted|in|up ~? loop|date?
kept fully? informed|updated|posted
regular|constant|hourly updates|update|contact
regularly|constantly updated|informed
rang|called|texted|phoned|emailed|messaged|telephoned|contacted me|us|my|ahead|mum|back|to|him|her ~? ~? to|before|with|when|about|ahead|beforehand|the|day|say|ask|how ~? ~? say|tell|ask|check|let|see|confirm|warn|day|before|night|evening|running|approval
called|rang|phoned|messaged|texted|emailed me|us the? day|night|evening|week|morning before|ahead
nurse|driver|courier|engineer|rider|they|crew|she|he rang|texted|phoned|messaged ahead|before|me|us|to|the|when
text|email|message|call|sms|heads|heads-up you|u|they|the|up|- sent|day|text|evening|up ~? ~? ~? before|evening|b4
heads up|- up? text|email|about|on
heads-up
let|letting|lets me|us know ~? ~? advance|delay|running|delays|before
let me|us know in
followed|follow|following up with|to|call|afterwards|after
checked|checking|check in|up on|with|to me|us|see|how
advance|ahead notice|warning|of|heads-up
plenty|lots of? notice|warning
had|got|received a call|text|visit ~? ~? to check|see|say|let|tell|update|confirm
warned|alerted|notified me|us|before|about ~? ~? before|ahead|early|about|in
without me|us|my|our having|asking|chasing|needing
went|checked|booked|arranged|appointment|booking out|ahead|everything|made|done for|of|on me|their|my|your way|behalf
reached out to me|us
flagged|spotted|noticed ~? ~? ~? ~? before|and|themselves
without being|me|us|my|our|anyone|ever|prompting asked|asking|prompting|told|having|chasing|prompted
before|b4 i|we|she|he|mum|dad|anyone|my ~? even|ever|thought|had|knew|noticed|realised|needed|asked|could|'d|got ~? ~?
kept|keeping|keep|keeps me|us|everyone|mum|him|her|family|my|passengers ~? posted|updated|informed|loop
updates|update|texts|text|photo|photos|posts|messages every|each|throughout|along|as
gave|given|give|giving me|us|plenty|advance|good|fair|a ~? notice|warning|heads
thought|think of everything|ahead
offered|offer ~? ~? ~? before|without|unasked|unprompted
""",
    Cue.CLEAR_GUIDANCE: """
explained|explains|explaining everything|clearly|each|every|exactly|things|all|well|fully|thoroughly|step
explained|explains|explaining what|how|why|exactly ~? they|she|he|it|would|to
clearly|fully|well|thoroughly|patiently|carefully explained|explain|explaining|set|laid|told|stated
explanation|explanations|info|information|instructions|advice|guide|communication|directions|steps|guidance|signs|signage|communications ~? was|is|were|are|$VERY|always|all? $VERY? $VERY? clear|understood|excellent|easy|concise|great|helpful|good|useful|clearly|brilliant|spot|informative
clear|excellent|great|good|helpful|useful|detailed|concise|brilliant|clearest and? of? concise|precise|useful|helpful? advice|information|instructions|communication|explanation|explanations|communications|info|guidance|directions|answer|guide|answers|updates
clear and|, concise|precise|simple|helpful|professional|polite|to
concise|informative
walked|talked|guided|talking|walks|walking|took|takes|led|talks me|us|you|my|him|mum|her through|thru|though|step
step by step
step - by
showed|shown|shows|showing|taught|teach me|us|my|you|him|her ~? ~? how|exactly|where|what|everything|each
told|tells|telling|said|knew me|us|you|mum? exactly|precisely what|how|where|which|when|who
told me|us what|where|how to
made|makes|make it|everything|perfect|that|complete|now|this sense|clear
good|helpful|great at|for|in|with giving|explaining|communicating|explain|advice|information
helped|helping|helps me|us|mum to? understand|right
gave|given|provided|giving|get|got|provide me|us|you|with|all|the|clear|good|great|lots with|all|the|of|clear|good|great|any|excellent|helpful|accurate|right? information|advice|info|guidance|instructions|steps
easy|easily to? follow|understand|understood
answered|answer|answers|answering all|my|every|each|our|any|questions of|my|question|our|the? questions|question|queries|fully|clearly
informed|informative ~? ~? ~? ~? process|throughout|options|exactly|everything
straight to|answer|with the|us|me point?
knew|know|knowing what|exactly to|where|what ~? expect|do|stand
on the same page
map of|with|to
in|into plain|simple|normal|proper|ordinary|clear english|words|terms|language
crystal clear
clear as|and|, day|simple
very|so|really|refreshingly|perfectly|super|beautifully clear
well|clearly|nicely|beautifully|properly explained|signposted|labelled|labeled|marked|signed|laid|written|set|lit
no|zero|without jargon
wrote|drew|printed|written ~? ~? ~? down|out|map|steps|diagram
left me in
took|takes the|their|his|her time to explain|answer|show
explains|explained|explain exactly|what|how|why|each|every|the|all|it|everything to|they|is|step|was|would|options|line|properly|clearly|simply|slowly|twice|in
answered ~? ~? ~? question|questions|query
told|tells me|us|mum|him|her what|how|where|when|which|exactly|straight to|i|was|would|it|needed|my|what
""",
}
PRECISION: dict[Cue, float] = dict.fromkeys(Cue, 0.5)
"""Probability that a found cue is in the text."""
