"""Patterns of the five ease cues, of what only looks like a cue, and how far each kind can be believed.

Source of the families: the definitions of the guidelines and the training part of the voices data. No pattern repeats
a text.
"""

from __future__ import annotations

from voc.cues.effort import EFFORT
from voc.taxonomy import Cue

BLOCKED = """
fast food|fashion|forward|lane|asleep|paced|track ; easy to? wear|throw|style|dress|pair|match|care|layer|move|wash|
breezy|iron|accessorize|fit|pull|slip|on|target|prey ; easy going ; easily? dressed ; quick
question|note|look|q|query|thought|trip|word|one|check ; wait|waiting staff|staffs ; wait|waiting to
see|wear|try|go|come|get|for ; ca|can|cant|cannot|could $NOT? wait ; wait and see ; hold the|them|it|your|up|my|on ;
transfer|transferred|transfers|
transferring $VERY? money|funds|balance|cash|fee|fees|window|balances|the|my|to|was|from ; late
fee|fees|payment|payments|charge|charges|mother|father|paying ; never late ; prompt box
"""
"""What looks like a cue and is none, in the language of ``voc.cues.language``."""

EASE: dict[Cue, str] = {
    Cue.EASY: """
$VERY? easy|simple|straightforward|effortless|painless|smooth|seamless to $DO|understand|sort|do|make ; $VERY?
easy|simple|straightforward|painless|smooth|seamless|effortless process|set|setup|return|returns|booking|checkout|
claim|application|experience|order|ordering|transaction|switch|transition|enough|peasy|access|navigation|refund|
exchange|check|registration|payment ; process|booking|ordering|it|return|checkout|return|returns|setup|installation|
claim|switch|everything|site|app|website|up|this was|is|were|so|very|went|are|'s|all $VERY? $VERY?
easy|simple|straightforward|painless|effortless|seamless|smooth|smoothly|effortlessly ;
straightforward|painless|hassle-free|seamless|seamlessly|painlessly ; hassle|stress|trouble|pain - free ; hassle
free ; went|gone|going|goes|ran|works|worked ~? ~? smoothly|easily|seamlessly ; smoothly ; a breeze|doddle|cinch ;
breeze ; piece of cake ; easy peasy ; so|very|really|super|nice|quick|dead and? easy|simple ; easy|simple|quick and
easy|simple|quick|fast|straightforward|efficient|convenient ; could|can $NOT have? be|been|get ~?
easier|simpler|smoother ; no|without|zero|nor any|a|more|single|all|the|real|my? ~? hassle|hassles|fuss|faff|drama|
dramas|paperwork|form|forms|stress|messing|nonsense|bureaucracy|jargon|calls|argument|arguments|guilt|printer|extra
; in|just|only|took|took|was|like|about|literally two|one|three|four|a|1|2|3|4|few me?
two|one|three|four|a|1|2|3|few? clicks|taps|steps|click|tap ; user - friendly ; $NOT have|need|had|even|want to? ~?
~? print|speak|leave|ring|argue|think|explain|fill|queue|download|sign|type|chase|ask ; $NOT|no ~?
had|have|need|needed to argue|ask|chase|ring|explain|repeat|print|fill|sign|think|phone|speak ; no chasing|repeating
; return|returns|exchange ~? ~? no problem|problems ; simple|easy as that|pie|anything|abc ; from my|the
phone|couch|sofa|bed|kitchen|app|settee ; plug and play ; easiest|simplest|smoothest ; without a|any|even
hitch|fuss|drama|glitch|problem|hiccup|trouble|effort|quibble|question|hassle|argument ; like clockwork|magic ;
took|take|takes no effort|two|three|# clicks|taps|steps|form ; could|can $NOT have? be|been easier|simpler|smoother
; surprisingly|dead|ridiculously|refreshingly|super|wonderfully easy|simple|painless|smooth|straightforward
""",
    Cue.FAST: """
$VERY $QUICK|quickly|promptly|swiftly ; $VERY? $QUICK response|responses|service|delivery|shipping|reply|replies|
answer|answering|answers|turnaround|action|refund|resolution|arrival|arrivals|attention|decision|and|efficient|
friendly|professional|in|at|to|time|off|with|thinking ; $DONE ~? ~? ~? $VERY? $QUICKLY ; quickly|promptly|swiftly|
rapidly|speedily ; $VERY? quickly|promptly $DONE ; service|response|delivery|shipping|they|call|ambulance|reply|
everything|was|were|crew|it|out|is was|is|very|so|were|came|really $VERY? $QUICK ; prompt|speedy|rapid|swift ; speed
of response|delivery|service|the ; excellent|great|good|impressive|amazing|brilliant response|waiting|wait
time|times ; within|in|under less|than|like|about|under|just|only|a|the|maybe|around? than? a? $MINUTES ;
within|in|under|took|than|about|like|literally 1|2|3|4|5|6|7|8|9|10|12|15|20|one|two|three|four|five|six|seven|
eight|nine|ten|twelve|twenty|thirty or? #? seconds|minutes|mins|secs|minute|min ; in|within
seconds|minutes|hour|moments|record ; in no time ; took|taken no|seconds|minutes|a time|minute|second|seconds|few ;
by|before the? next|friday|lunch|lunchtime|monday|tuesday|wednesday|thursday|saturday|sunday|tomorrow ;
straight|right away ; no|zero|without|any any|long|real|a? queue|queues|wait|waiting|line|lines|delay|delays|
queuing|waits ; $NOT ~? ~? wait|waiting|waited|queue too|very|so|more|long|for|at long? ; $NOT|not too|very|so long
a|to wait|waiting ; ahead of schedule|time|estimated ; early|earlier|sooner|quicker|faster than
i|expected|we|estimated|they|expected|thought|the|promised|planned ; could|can $NOT have? be|been|get ~?
quicker|faster ; before|b4|while i|we|my|the 'd|had|was|got|have|could|even|coffee|kettle? ~?
finished|finish|home|typing|closed|blink|moan|reached|swearing ; only|just waited ; minutes|seconds later|flat ;
lightning|fastest|quickest|speediest ; that was|is|'s quick|fast ; arrived|delivered|came|fixed|refunded|replaced|
approved|paid|sorted|processed|posted|back|answered|installed|ready|done|replied|responded|here|landed|in|up|
through|finished|settled|landed ~? ~? in|within|inside|under|after less|under|just|about|only|like? than? #
hours|days|minutes|mins|hour|day|seconds ; took|takes|take|all|lasted|only of? about|all|under|like|only|just|
literally|maybe|less? of|than? one|two|three|four|five|six|seven|eight|ten|2|3|4|5|6|7|8|10|thirty|a
minutes|seconds|mins|minute|second ; by lunch|lunchtime|breakfast|dinner|tea|noon|teatime ; in record time ;
no|zero|hardly|barely any? queue|queues|waiting|line|wait
""",
    Cue.RESOLVED_FIRST_TIME: """
one|single|1|first call|email|e-mail|phone|message|chat|visit|go|reply|contact|msg|attempt|conversation|telephone
call? ~? ~? ~? ~? ~? done|sorted|fixed|solved|resolved|gone|reversed|worked|settled|did|it|was ;
in|with|on|after|just|the|only|took|merely|needed the? a? just? one|single quick|short|telephone|phone?
call|email|e-mail|message|chat|visit|go|reply|contact|msg|attempt|conversation ; one|single
call|email|message|chat|visit|phone ~? , ~? ~? done|sorted|fixed|solved ; fixed|sorted|solved|resolved|swapped|did|
done|replaced|refunded ~? ~? ~? there|right and|there then|there ; there and then ; then and there ;
fixed|sorted|repaired|replaced|refunded|solved|did ~? ~? on the spot ; right there|here|then ; while|whilst i|we
was|were|waited|'m|am|stood|held ~? ~? line|phone|there|here|standing|waiting ;
fixed|sorted|solved|resolved|sort|did it|me|us|everything|the|my|out|all|this ~? ~? ~? in|within|straight|right|
immediately|first|on|same|at|there ~? minutes|minute|away|seconds|call|go|time|day|spot|once|one ; first
person|lad|lady|guy|agent|man|woman|one i|to spoke|talked|had|got|fix ; no need to call|ring|chase|phone|follow
back|again|up|anyone ; no follow - up ; no callbacks|follow-up|follow-ups ; once was enough ; once and ~? ~?
done|sorted|fixed|solved ; immediately|instantly resolved|solved|fixed|sorted ; first time of?
asking|round|around|lucky ; right|correct|fixed|sorted|solved|works|working|correctly|done first time ; one|single|1
call|email|e-mail|chat|visit|message|phone|reply|go|
conversation ~? ~? ~? ~? fixed|sorted|did|solved|resolved|done|enough|all|that ; it only|just took one|a|the ~?
call|email|chat|message|visit ; fixed|sorted|solved|resolved|cancelled|refunded|replaced|changed|moved|reversed|
swapped|did ~? ~? ~? ~? while|whilst i|we ; straight answer
""",
    Cue.PROACTIVE: """
$BEFORE i|we|anyone|my|mum|she|he|u ~? ~? ~? ~? $ASK|spotted|notice|worrying|missed ; before i|we|anyone
'd|had|even|d ~? ~? ~? ; $BEFORE being|having|even|my|our to? asked|asking|told|prompted|prompting|chasing|ask|
reminded|chase|call ; unasked|unprompted|proactive|proactively ; kept|keep|keeps|keeping|stayed
me|us|you|him|her|my|mum|family informed|updated|posted|in|up ~? loop|date? ; kept fully? informed|updated|posted ;
regular|constant|hourly updates|update|contact ; regularly|constantly updated|informed ; rang|called|texted|phoned|
emailed|messaged|telephoned|contacted me|us|my|ahead|mum|back|to|him|her ~? ~? to|before|with|when|about|ahead|
beforehand|the|day|say|ask|how ~? ~? say|tell|ask|check|let|see|confirm|warn|day|before|night|evening|running|
approval ; called|rang|phoned|messaged|texted|emailed me|us the? day|night|evening|week|morning before|ahead ;
nurse|driver|courier|engineer|rider|they|crew|she|he rang|texted|phoned|messaged ahead|before|me|us|to|the|when ;
text|email|message|call|sms|heads|heads-up you|u|they|the|up|- sent|day|text|evening|up ~? ~? ~? before|evening|b4 ;
heads up|- up? text|email|about|on ; heads-up ; let|letting|lets me|us know ~? ~?
advance|delay|running|delays|before ; let me|us know in ; followed|follow|following up with|to|call|afterwards|after
; checked|checking|check in|up on|with|to me|us|see|how ; advance|ahead notice|warning|of|heads-up ; plenty|lots of?
notice|warning ; had|got|received a call|text|visit ~? ~? to check|see|say|let|tell|update|confirm ;
warned|alerted|notified me|us|before|about ~? ~? before|ahead|early|about|in ; without me|us|my|our
having|asking|chasing|needing ; went|checked|booked|arranged|appointment|booking out|ahead|everything|made|done
for|of|on me|their|my|your way|behalf ; reached out to me|us ; without being|me|us|my|our|anyone|ever|prompting
asked|asking|prompting|told|having|chasing|prompted ; before|b4 i|we|she|he|mum|dad|anyone|my 'd|had? even|ever
thought|had|knew|noticed|realised|needed|asked|could|got ~? ; before|b4 i|we|anyone|she|mum 'd|had?
thought|noticed|realised|needed|asked ; kept|keeping|keep|keeps me|us|everyone|mum|him|her|family|my|passengers ~?
posted|updated|informed|loop ; updates|update|texts|text|photo|photos|posts|messages every|each|throughout|along|as
; gave|given|give|giving me|us|plenty|advance|good|fair|a ~? notice|warning|heads ; thought|think of
everything|ahead ; offered|offer ~? ~? ~? before|without|unasked|unprompted
""",
    Cue.CLEAR_GUIDANCE: """
explained|explains|explaining everything|clearly|each|every|exactly|things|all|well|fully|thoroughly|step ;
explained|explains|explaining what|how|why|exactly ~? they|she|he|it|would|to ; clearly|fully|well|thoroughly|
patiently|carefully explained|explain|explaining|set|laid|told|stated ; explanation|explanations|info|information|
instructions|advice|guide|communication|directions|steps|guidance|signs|signage|communications ~?
was|is|were|are|$VERY|always|all? $VERY? $VERY? clear|understood|excellent|easy|concise|great|helpful|good|useful|
clearly|brilliant|spot|informative ; clear|excellent|great|good|helpful|useful|detailed|concise|brilliant|clearest
and? of? concise|precise|useful|helpful? advice|information|instructions|communication|explanation|explanations|
communications|info|guidance|directions|answer|guide|answers|updates ; clear and|, concise|precise|simple|helpful|
professional|polite|to ; concise|informative ; walked|talked|guided|talking|walks|walking|took|takes|led|talks
me|us|you|my|him|mum|her through|thru|though|step ; step by step ; step - by ;
showed|shown|shows|showing|taught|teach me|us|my|you|him|her ~? ~? how|exactly|where|what|everything|each ;
told|tells|telling|said|knew me|us|you|mum? exactly|precisely what|how|where|which|when|who ; told me|us
what|where|how to ; made|makes|make it|everything|perfect|that|complete|now|this sense|clear ; helped|helping|helps
me|us|mum to? understand|right ; gave|given|provided|giving|get|got|provide me|us|you|with|all|the|clear|good|great|
lots with|all|the|of|clear|good|great|any|excellent|helpful|accurate|right? information|advice|info|guidance|
instructions|steps ; easy|easily to? follow|understand|understood ; answered|answer|answers|answering
all|my|every|each|our|any|questions of|my|question|our|the? questions|question|queries|fully|clearly ;
informed|informative ~? ~? ~? ~? process|throughout|options|exactly|everything ; straight to|answer|with the|us|me
point? ; knew|know|knowing what|exactly to|where|what ~? expect|do|stand ; on the same page ; map of|with|to ;
in|into plain|simple|normal|proper|ordinary|clear english|words|terms|language ; crystal clear ; clear as|and|,
day|simple ; very|so|really|refreshingly|perfectly|super|beautifully clear ;
well|clearly|nicely|beautifully|properly explained|signposted|labelled|labeled|marked|signed|laid|written|set|lit ;
no|zero|without jargon ; wrote|drew|printed|written ~? ~? ~? down|out|map|steps|diagram ; left me in ; took|takes
the|their|his|her time to explain|answer|show ; explains|explained|explain exactly|what|how|why|each|every|the|all|
it|everything to|they|is|step|was|would|options|line|properly|clearly|simply|slowly|twice|in ; answered ~? ~? ~?
question|questions|query ; told|tells me|us|mum|him|her what|how|where|when|which|exactly|straight
to|i|was|would|it|needed|my|what
""",
}
"""The patterns of each ease cue."""

PATTERNS = EFFORT | EASE
"""The patterns of every cue."""

PRECISION: dict[Cue, float] = {
    Cue.REPEAT_CONTACT: 0.66,
    Cue.REPEAT_INFORMATION: 0.55,
    Cue.TRANSFER: 0.53,
    Cue.CHANNEL_SWITCH: 0.67,
    Cue.WAIT: 0.72,
    Cue.NO_RESPONSE: 0.68,
    Cue.COMPLEXITY: 0.50,
    Cue.HARD_TO_FIND: 0.45,
    Cue.SELF_SERVICE_FAILURE: 0.36,
    Cue.TECHNICAL_FAILURE: 0.47,
    Cue.POLICY_BARRIER: 0.57,
    Cue.UNRESOLVED: 0.50,
    Cue.EASY: 0.58,
    Cue.FAST: 0.70,
    Cue.RESOLVED_FIRST_TIME: 0.58,
    Cue.PROACTIVE: 0.79,
    Cue.CLEAR_GUIDANCE: 0.52,
}
"""Share of the texts with a found cue that have the cue, smoothed by one right and one wrong find.

Source: ``python -m voc.training.patterns``, the 2,046 training units that the patterns were not
written on. The
value of a flipped cue is that of the kind it became.
"""
