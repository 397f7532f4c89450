"""Patterns of the twelve effort cues, in the language of ``voc.cues.language``.

Source of the families: the definitions of the guidelines and the training part of the voices data. No pattern repeats
a text.
"""

from __future__ import annotations

from voc.taxonomy import Cue

EFFORT: dict[Cue, str] = {
    Cue.REPEAT_CONTACT: """
$CALLED ~? ~? ~? ~? $TIMES ; $CALLED ~? ~? ~? ~? # times ; $CALLED ~? ~? ~? ~? $MANY times ; $CALLED ~? ~?
over|about|at|more|like|than least|than? # times ; $TIMES $CALLED ; spoke|spoken|tried|went|gone ~? ~? ~?
twice|repeatedly ; repeatedly $CALLED|asked|tried|reached|contacting|requested|informed ; $HAVE to? $CALL ~? ~?
back|again|twice|repeatedly ; $HAVE to? $CALL ~? ~? # times ; $CALL|$CALLED|$CALLING back again|twice ;
$CALL|$CALLED|$CALLING|rang ~? ~? again ; go|went|going|come|came|coming back again|twice ; i|we $CALLED back|again
; $MANY ~? ~? $CALLS ; $COUNT phone|dispute|different|separate|failed|more $CALLS ; # phone calls ; $COUNT
calls|emails|e-mails|letters|voicemails|reminders|attempts|disputes|phonecalls|requests ;
e-mails|emails|calls|letters and phone|emails|calls|letters|e-mails calls? ; $ORDINAL phone|dispute?
call|email|e-mail|letter|message|visit|reminder|request|complaint|chat|attempt|appointment|technician|engineer|
ticket ; $ORDINAL time ~? ~? ~? $CALL|$CALLED|$CALLING|asking|asked|contacted|reporting ; not the first time ;
each|every|everytime time? i|we|you $CALL|ring|speak|ask|contact|phone|$CALLED|spoke|log ; i|we keep|kept
$CALLING|asking|trying ; have|had to keep $CALLING|asking|chasing ; have|had to chase ; follow|followed|following up
on my|your|our|it ; continued|continue|had to follow|chase up? ; back and forth ; time and|after time again? ; again
and again ; on $COUNT occasions ; $COUNT|# different $AGENT ; trying to contact|reach|call ~? ~? ~? several|many|for
; engineer|technician number # ; chased ~? ~? twice|again|for|up ; already $CALLED|complained|filed|contacted ;
keep|kept|keeps having to $CALL|ask|chase|go|come ; been|still|keep|kept|am|'m|me|keeps chasing ;
chasing|chased|chase this|for|up|you|them|it ; lost count ; after|on # calls|emails|letters|visits|chats|phone ;
calls|emails|letters|messages and calls|emails|letters|messages|visits ; here i am|come again ;
to|have|had|keep|kept|in go|going|come|coming back|in again|twice|for ; rang|called|phoned|emailed|wrote ~? ~? ~? ~?
~? and ~? ~? again ; # trips|visits to
""",
    Cue.REPEAT_INFORMATION: """
repeat|repeating|repeated myself|ourselves|everything|it|my|the|same ; $RESEND ~? ~? ~? ~?
again|twice|thrice|repeatedly ; $SEND ~? ~? ~? ~? # times ; $SEND ~? ~? ~? ~? ~? ~? # times ; $SEND ~? ~? ~? ~? all?
over again ; $SEND|request|requesting ~? ~? over and over ; $SEND ~? the same information|story|thing|documents|
details|question|photos|photo|form|documentation|paperwork|data ; asked|ask|asks|asking|request|requested|want|wants
~? ~? for? the same information|thing|questions|question|documents|details|paperwork ; same
story|paperwork|documents|information|questions|question|photos|passport|details|info again|twice|every|over|# ;
again explained|explain|provided|submitted|sending|asked ; had|have|having to re-enter|resubmit|resend|re-send|
reupload|re-upload|reapply|re-submit|reenter ; resubmit|resubmitted|resubmitting|resend|reapplied|reupload ; $HAVE
to? start|begin all? over|from again|scratch|the? ; start|begin from the beginning|start|top ;
explain|explained|explaining|tell|told|repeat|telling|said ~? ~? ~? to # different?
people|persons|agents|departments ; $ORDINAL time ~? ~? ~? sending|attaching|giving|explaining|told|sent|uploading|
uploaded|explained|given ; $ORDINAL upload|selfie ; every|each time i|we ~? ~? explain|give|provide|repeat|tell|
answer|write|upload ; asked me # times ; i 've|ve|have just|already told|said|given|explained ; how many times ~? ~?
~? ~? $SEND|say ; keep|keeps|kept repeating|asking ~? ~? ~? for? same|again ; do it all again ;
re-explain|re-enter|retype|re-upload|re-type|re-register|reregister|re-explaining|rewrite|re-send ; re -
explain|enter|type|upload|register|send|submit|apply|do ; from|start scratch|from scratch|over ;
tell|go|explain|told|went|going|gone|start|fill ~? ~? ~? ~? all|whole over|story again|through? ; asked|asks|asking
~? again for ; every|each agent|person|adviser|advisor|one|rep|time|call ~? asks|asked|wants|wanted|needs ; same
details|information|info|questions|documents|paperwork|forms|form|story again|twice|every|over|#
""",
    Cue.TRANSFER: """
transferred|transfered me|us|around|again|twice|between|from|back ; transferred|transfered|passed|sent|bounced|
shunted|put to? # times|people|departments|different ; transfer|transferring me|us to ; passed|bounced|shunted|
shuffled|pushed|fobbed|handed|sent|passing|bouncing|sending me|us from|around|between|off|along|back ; fobbed off ;
bounced|shunted|batted|ping-ponged around|between|back ; $BE passed|handed|referred|bounced|shunted
from|around|off|on|between|back ; been|was|were sent from|around|between|back ; from ~
department|person|agent|desk|team to ; from one ~? to another|the|other ; run around ; runaround ; pillar to post ;
put|putting|puts me|us through to ; put|putting me|us through again|then ; getting|got|been put through|threw to ;
told|tell|telling|tells|advised|directed|referred me|us|him? that? i|we? need|needed|have|had|must|to|should to?
call|contact|ring|speak|talk|see|ask ~? the|my|a|another|his|their|your ; was|were|been told to
call|contact|ring|ask|speak|go ~? the|my|a|another|their|your ; referred|directed|redirected|rerouted
me|us|back|you|to to? my|the|a|another ; passed|handed|send|sends|sent|sending me|us back to ;
pointed|pointing|points at|to|fingers ~? other|each ; different department|departments|person|agent ; each|every ~
~? points|pointed|blames|blamed|sends|sent ; wrong department|team ; says|said ask|contact|call|ring|speak ~? the ;
says|said|saying|says|reckons it|its|that ? 's|is|was? the|your|their|my ~? ~? fault|job|responsibility|problem|
department|issue ; kept|keep|keeps|being|after|by transferring|transfer|transferred|passing ; ping|pong|tennis -
pong ; round|around the houses|circle ; not ~? our|my|their department|problem|area|responsibility|job ;
blame|blames|blaming|blamed each|the|one other|another|courier|seller|airline|bank ; said|told ~? ~? ~? ~?
speak|talk to another|the|a|your ; back|on to the|your|them|billing|you|sales|support ~? again
""",
    Cue.CHANNEL_SWITCH: """
had|have|having|need|needed|must|forced|made to call|phone|ring|telephone|email|e-mail|write
in|instead|up|customer|because ; had|have|having|made|make|forced|need|must|ended|makes me|up|to?
go|come|drive|drove|going|walk|travel|visit in|into|to|down ~? the? branch|store|shop|desk|office|bank|post|counter|
person|website ; so|now i|we|im|i'm am|'m|had|have? to? call|calling|ringing|phoned|phone|ring|rang|drove|emailed ;
told|tells|told|said|says|asked|asks|asking|advised|directed|referred me|us? to go|visit|check|use|try|consult|look|
apply|do|submit ~? ~? website|online|app|branch|store|shop|site|portal ; go|goes|went to ~ website|online ;
told|tells|asks|telling|wants me|us? to call|phone|ring|email|e-mail|telephone|write instead|in|them|you ;
told|tells|asks|asked|wants|advised me|us to phone|ring|telephone|email|e-mail|write|visit ; sorry|please
ring|call|phone|telephone|visit us|your|a ; could|can $NOT be? done|do|sort|fix|it? it? online|in|over|by ~?
app|phone|chat ; in the end i|we drove|went|phoned|called|rang ; ended up calling|driving|ringing|phoning|emailing ;
by telephone|email|phone|chat|dm|letter by|and by? email|telephone|chat|dm|letter|phone ; call|phone|ring instead ;
continue on|use a|the desktop|browser|laptop ; it|they 's|is|was only|just? over|by the? phone|post|telephone only ;
print and|it take|post|send|bring ; only|just by|via|through|in post|phone|fax|letter|person|writing ; so i|we
just|then|ended|simply|had|have up|to? ring|rang|phoned|phone|call|called|drove|drive|ringing|calling ; over|on the
phone|telephone instead ; have|had|having|made|make|got|told|tell|force|forced me|us|to? to?
drive|travel|walk|trek|trudge to|in|all|down|over ; gave|give up and|on ~? ~? called|rang|phoned|went|drove ;
would|did|could|wo|does|ca $NOT ~? ~? ~? ~? so|and i|we|had ~? ~? ring|rang|call|called|phone|phoned|drove|drive|
went|go ; tells|told|says|said|wants|asks|directs|directed to|me|us to? to? email|e-mail|phone|call|ring|visit|
write|telephone ~? instead
""",
    Cue.WAIT: """
still|been|was|were|are|am|'m|m|left|keep|kept|sick|tired of? waiting ; keep|kept|leave|leaves|left|leaving|made|
make|makes me|us|him|her|them|mum|customers|people waiting|wait|queue|hanging ; wait|waited|waiting|queued|queueing|
queuing|held|holding|stood|sat|stuck|standing|sitting|spent|lost $ABOUT? $ABOUT? $ABOUT? # ~? $TIME ;
wait|waited|waiting|queued|queueing|queuing|held|holding|stood|sat|stuck|stranded|standing|sitting|spent ~? ~? ~?
for|of|over|about|nearly|almost|after|around|like # ~? $TIME ; wait|waited|waiting|queued|on|hold|after|took|for|was
~? ~? #T ; wait|waited|waiting|queued for? $ABOUT? ages|forever|hours|weeks|months|days|years|eternity ;
waited|waiting ~? ~? far|too|so|very|ridiculously|a long ; # ~? hour|hours|hr|hrs|minute|minutes|min|mins|week|
weeks|month|months and? a? half|#? wait|waiting|delay|queue|hold|late|delayed|queuing|line ; # ~? $TIME on|in
hold|line|queue|tarmac|the ~? phone|line|queue|tarmac ; #T wait|late|delay|on hold? ;
on|the|your|with|wait|get|got|to|in phone|hold|line|queue|tarmac with|for|to|in? ~? $ABOUT? $ABOUT? # $TIME ; on
hold ; hold|holding|held on? for # $TIME ; hold music ; had|have|having|needed|has to wait|queue|hold ;
wait|waiting|queue|response|hold time|times|line|lines|list ; long|longer|lengthy|endless|big|huge|massive|
horrendous|excessive|hour|hours|day|week|minute wait|waits|queue|queues|line|lines|delay|delays|waiting|hold ; long
time|while|long to ~? arrive|come|get|answer|reply|be|process|wait ; took|taken|take|takes|taking them|us|me|it? ~?
far|so|too|very|such|a|forever|ages|quite|longer|weeks|months|hours|days|years a? long|time|while|than|to ;
took|taken|taking|takes them|us|me|it|you|u|guys? ages|forever|months|weeks|hours|so|too|long|years ;
took|taken|takes|taking them|us|me|you|u? $ABOUT? $ABOUT? # ~? $LONGTIME ; took|taken|takes ~? $ABOUT? #
20|30|40|45|50|90|twenty|thirty|forty|fifty|ninety|sixty ~? minutes|mins ; took|taken|takes ~? $ABOUT?
20|30|40|45|50|60|90|twenty|thirty|forty|fifty|ninety|sixty ~? minutes|mins ; too long to|before|for ;
waited|wait|waiting|queue|been|taken ~? too long ; it|its ~? been $ABOUT? $ABOUT? $ABOUT? # ~? $TIME ; been $ABOUT
$ABOUT? # $LONGTIME ; been $ABOUT? 2|3|4|5|6|7|8|9|10|14|two|three|four|five|six $LONGTIME ; now|already for|been?
$ABOUT? # $LONGTIME ; since monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|last|january|
february|march|april|may|june|july|august|september|october|november|december|jan|feb|oct|easter|# ~?
am|pm|morning|week|month? ; still has|have|had|is|am|are|did|not|hasnt|nt|waiting ~? ~? ~? ~? $ARRIVE ;
has|have|had|is|hasnt $NOT still? been? $ARRIVE yet|since|after|still yet? ; has|is|have $NOT ~? ~? yet $ARRIVE ;
still|been|remains|currently already? pending|delayed ; delayed by|again|for|until|twice|#|due|an|flight|over ;
flight|train|order|delivery|parcel|delivered|departure|refund|plane|boarding|payment ~? ~? delayed|late ;
delay|delays ; massive|long|more|another|further|constant|endless delay|delays ; slow|slower|slowly
to|service|response|process|in|reply|website|progress|progression|transfer|at|delivery|shipping|responding ;
$VERY|painfully|been|was|is|too slow|slowly ; hours|hour|mins|minutes|# late ; arrived|came|delivered|turned|
extremely|very|arriving|arrives ~? late ; not in ~? timely manner ; drag|dragged|dragging|drags ~? ~? feet ;
dragged|dragging|drags out ; backlog|backordered|backorder|backlogged ; months|weeks|days|hours of|and|on of?
waiting|weeks|months|hours|days|end ; more than|then a|# ~? month|week|year|hour|months|weeks|hours ; for ages ;
quicker|faster|speedier|shorter|sooner response|responses|service|time|times|wait|waiting|at|transport|answer|
delivery|appointments|pick|turnaround|answering|arrival|collection|process ; $ARRIVE|respond|answer|answered|get|
getting|got|attend|be|act ~? ~? ~? quicker|sooner|faster ; less|shorter|shorten|reduce|reduced|cut|cutting|improve|
reducing|lower ~? ~? wait|waiting|queue|queues ; speed up|things ~? up? ; more quickly|promptly|speedily ; how much
longer ; taking so|too|forever|ages ; all morning|day|afternoon|night waiting|for|on ; # ~? weeks|days|months|hours
and|, counting|still ; # ~? weeks|days|months|hours|hrs to get|for|receive|hear|answer|be|arrive|speak|reply ;
queue|queues|line|lines|queueing was|were|is|out|around|round|of ~? ~? door|long|block|huge|massive|ridiculous|hour
; stuck|stranded|sat on|in|at|for ~? runway|tarmac|hours|airport|queue|line ; another #
weeks|days|hours|months|hour|week|month ; rescheduled|postponed ; pushed|put back to|again|until|by ; $VERY slow ;
slow to respond|reply|answer|arrive|load|get|process ; snail|snails pace|'s ; where is|'s my
refund|order|parcel|delivery|package ; waiting|wait on|for you|a|the|my|an|them|someone|your|him|her|it|this|over|
about|nearly|almost|up|ages|days|weeks|hours|months ; waited|queued for|in|all|on|about|nearly|over|almost|and|
until|from|so|ages|hours|days|weeks
""",
    Cue.NO_RESPONSE: """
no response|reply|answer|replies|communication|acknowledgement|acknowledgment|callback|contact|update|updates|
feedback|news ; $NOT ~? ~? ~? received|receive|get|got|had|gotten|recieved|getting a|any|an|one
response|reply|answer|call|update|acknowledgement|back|callback ; $NOT|$NOBODY|nor $ANSWER ; $NOT|$NOBODY|one
ever|even|yet|been|has|has|bothered|to? to? answered|responded|replied|answering|responding|replying|respond|reply|
answer ; $NOT ever|yet|even|actually|once|been? call|called|calling|rang|rung|ring|email|emailed|contacted|phone|
phoned|wrote|written me|us|back back? ; $NOT|$NOBODY|one ~? ~? heard|hear|hearing anything|back|from|nothing ;
$NOT|$NOBODY ~? ~? heard|hear back|anything|from|nothing ; heard|hearing|hear nothing|none ; no|not one|single|body
ever? ~? ~? $ANSWER|call|called|calls|rang|rings|responds|contacted|picks|pick|picked|returned|came|got|phoned|
emailed|replied|does ; $NOBODY ever|has|'s|have|s|is? ever|been? $ANSWER|called|calls|rang|rings|contacted|pick|
picks|picked|returned|rung|got|phoned|emailed|told ; hung|hang|hangs|hanging|hanged up on? me|us|my? ;
hung|hang|hangs up ; got|was|were|been|get|it|they|then|call|cut cut|me off ; call|line|phone|chat|conversation ~?
disconnected|dropped|ended ; disconnected me|on ; ignored|ignoring|ignores|ignore our|all|me|us|every|by|#|emails|my
; $BE ignored ; ring|rang|rings|ringing out ; rang and rang ; goes|went|straight|go ~? to voicemail ; voicemail full
; $NOT return|returned|returning|returns|returning my|our|calls|any|a ; $NOT|never ~? pick|picks|picked|picking up ;
yet to receive|hear|get|respond|reply|be|comply ; have|has|had yet to ; unable|impossible|difficult|trying|could|
can|hard|tried|attempting|difficulty|struggled $NOT? to? get|getting|reach|speak|contact ~?
through|hold|anyone|anybody|someone|a|ahold to|of? ~? human|person|one? ; $NOT get|getting ~? through ; $NOT been?
able to contact|reach|speak ; silence|crickets ; gone|went|going quiet|silent ; no one|body|person to
talk|speak|answer ; no show|shows ; no-show|no-shows ; lack|no of? communication|contact|response ; $NOT ~?
sent|supplied|provided|send|provide me|us? anything|any|a? response|update|updates|confirmation|proof|reply|proofs ;
stopped|stop answering|replying|responding ; $NOT respond|responding|responded|replied|reply ;
call|callback|email|reply|letter never|not came|arrived|happened ; any1|anyone|anybody|nobody is? there ; still no
update|response|reply|answer|call|word|callback ; ghosted|unanswered|unreachable|uncontactable ; radio silence ;
left on read ; line|phone|call|it went|goes|is|was dead ; rings|phone|ring and|just rings|rang ; still no
word|news|one|body|contact|sign ; closed|close my|the|our ticket|chat|case ~? ~? ~? ; nothing since|back|from|heard
; no one|body|reply|answer back|at|came|from|to ; emails|calls|messages|letters|email|messages ~?
ignored|unanswered|bounced|bounce ; $NOT ~? returned|answered|acknowledged|replied ; $NOT|$NOBODY|one ~?
pick|picks|picked|picking up ; nobody|one is|are|was|were|has|have|ever|even|will|'s ~? ~?
answering|replied|responded|called|rung|contacted|answered|there|available ; $NOT $NOT? heard|hear ~? ~?
back|from|anything|since
""",
    Cue.COMPLEXITY: """
$VERY? complicated|convoluted|cumbersome|long-winded|longwinded|bureaucratic|overcomplicated ; long - winded ; too
many|much steps|forms|questions|hoops|options|clicks|screens|tariffs|paperwork|documents|buttons|menus|logins|
passwords ; so many steps|forms|questions|hoops|screens|tariffs|documents|buttons|menus|logins|passwords ;
jump|jumping|jumped through ~? hoops ; a|the|such|much|of|real|total|absolute hassle|ordeal|rigmarole|faff|palaver|
minefield ; red tape ; bureaucracy ; mountain|mountains|lot|pile|reams|load|loads|bunch|huge of?
paperwork|documentation|forms|documents ; paperwork exercise ; hard|difficult|impossible|complicated|tricky|awkward|
nightmare to use|claim|deal|do|button|operate|assemble|understand|cancel|submit|complete|change|switch|ring ; $NOT
user - friendly ; not as? user|very? - friendly ; $NOT easy|simple|straightforward|painless ;
three|four|five|six|seven|eight|nine|ten|nineteen|eleven|3|4|5|6|7|8|9|10|more ~? forms|signatures|logins|screens|
portals|approvals|steps|passwords|fields|documents|codes ; form|survey|code|selfie|account|document ~? and|,
a|another|second|then form|survey|code|selfie|account|letter|notary ; forms and ; download|print|install ~? ~? , ~?
~? ~? , scan|sign|post|verify|make ; great|lot|lots of? effort ; form|forms|page|code|step|password|screen after
form|page|code|step|password|screen ; labyrinth|maze|kafkaesque|labyrinthine|byzantine|fiddly|unintuitive|
overcomplicated|jargon ; overly|unnecessarily|needlessly|far|ridiculously|so too? complex|complicated|long|difficult
; # - page form|document|application|contract|questionnaire ; endless|countless|multiple|several|loads|so|way
of|many|too? many? forms|steps|questions|hoops|paperwork|menus|passwords|screens|codes|documents ;
need|needs|needed|take|takes|took|requires a degree|phd|lawyer|accountant|engineer ; not|n't|nt|never ~?
intuitive|straightforward|simple|easy ; harder|complicated|difficult|work than it|they should|needs|need
""",
    Cue.HARD_TO_FIND: """
could|can|ca|cant|cannot|couldnt|unable|did $NOT|to to? ~? find|locate ~? ~? anywhere|how|where|out|on|any ;
could|can|ca|cannot $NOT ~? find|locate ; nowhere|no ~? ~? ~? to be? find|found|seen|say|says ; nowhere|nothing
on|in|does|to ~? ~? website|app|page|it|letter|site ; $NOT see|find|spot it|how|any|where|the|my anywhere|in ;
$NOT|$NOBODY ~? could|can|was|able|would|even|knows|knew|one ~? to? tell|explain|say|advise|told
me|us|what|how|why|where|when ; $NOBODY|one ~? could|can|able|would|was to? tell|explain|say|advise
me|us|what|why|how|where ; could|can|able $NOT to? tell|explain me|us|what|why|how|where ; $NOT|one ~? able to
tell|explain ; $NOBODY|one knows|knew|could|can|seems|seemed ~? ~? what|where|how|why|who|tell|explain|anything ;
$NOT|cannot ~? work|figure|make|tell out|from|which|whether|what|how|who ; $NOT understand|follow the|your|this
letter|bill|statement|instructions|form|website|policy|charges|terms ; could|can|not $NOT? able? to? make|made
sense|head of? ; no idea|clue where|which|how to|i|it|do ; did|had|have $NOT a? have? clue ; where on|do|is|are
earth|tags|hell|you ; lack of information|clarity|explanation|instructions|signs|guidance ; not|n't|nt|never very?
clear|explained|obvious to|how|what|whether|if|why|which ; unclear|contradictory|conflicting|confusingly ; confusing
website|app|site|form|instructions|letter|
menu ; conflicting|different|contradictory information|advice|answers|stories ; does|do $NOT say|mention|state ~? ~?
how|what|where|which|when|much|anywhere ; buried|hidden|hiding|hides in|at|behind|under|deep ;
hunting|searched|searching|hunted|trawled|looked|dig through|everywhere|all|hours|everywhere|around ; clearer ;
no|not delete|cancel|contact|phone|a button|option|link|number ; where 's|is|are|on|do the|earth|my ~?
button|option|page|link|menu|setting|settings ; what does|is|do|are ~? ~? ~? mean|supposed ; makes|make|made|making
no sense ; makes|make|does|did|do|doesnt $NOT make sense ; head or|nor tail|tails ; says|said|tells|states one thing
; says|said , ~? ~? says ; nobody|one seems|seemed|knows|knew to? ~? ~? ; could|can|ca|cannot $NOT work|figure|make
out ; which one|of|is|form|number do|am|is|are|the|applies|should
""",
    Cue.SELF_SERVICE_FAILURE: """
$APP ~? ~? would|will|wo|does|do|did|can|could|ca $NOT ~? ~? let|accept|allow|recognise|recognize|take|work|read|
show|load|find|understand|pay|go|scan|undo|give|open ; $APP would|will|wo|does $NOT ~? ; $APP keeps|kept|just|only
~? asking|saying|sending|telling|rejecting|offering|shouting|insisting|sends|gives|says|refreshing|looping ;
your|the|by|a|to|chat|stupid|useless|automated bot|chatbot|robot|ivr|voicebot ; voice|phone
menu|recognition|thing|tree|recording ~? ~? ; automated phone? system|line|voice|message|response|menu|payment|
reply|service ; talking|speaking|answered to|by a bot|robot|machine|recording ; press|pressed
1|one|2|two|3|three|4|# ; could|can|unable|cannot|able|impossible $NOT to? access|log|login|pay|make|view|book|use|
complete|submit|check|register|upload|do ~? ~? ~? ~? online|app|website|portal|account|kiosk|site ;
unable|impossible to access|log|login|pay|make|view|book|use|complete|submit|check|register|upload|do ~? ~? ~? ~?
online|app|website|portal|kiosk|site ; could|can $NOT access|view|see|log|login|sign ~? ~? ~?
account|in|online|report|up|bill|balance ; website|site|portal|app is|was|are ~? ~? slow|useless|rubbish|terrible|
awful|confusing|old|hopeless|broken|down|clunky|unusable ; locked out of ;
online|web form|check|portal|service|chat ~? would|will|wo|does|did|keeps|kept|rejected $NOT|asking|me ;
id|face|photo check|not|verification failed|recognised|wo|recognized|clear ; sends|sent|takes|drops|returns|brings|
send me|you back to the home|start|menu|table|beginning|same ; self - checkout|service ; to no avail ;
speak|talk|get|reach|through to|a|with an|a|any|actual|real human|person|being ; loop|loops ; main menu ; self -
service ; app|website|site|portal|bot|chatbot|kiosk|machine|system|scanner would|will|wo|could|ca $NOT ;
app|website|site|portal|bot|chatbot|kiosk|scanner is|was useless|rubbish|broken|down|hopeless ; chat|the bot|robot ;
press|pressed|pressing ~? for|to|then
""",
    Cue.TECHNICAL_FAILURE: """
error|errors message|messages|code|number|page|# ; $FAIL ; hangs|hanging at|every|on|when ; $APP|site|wifi|internet|
broadband|network|payment|page|server|line|it $BE|went ~? down|offline|frozen|stuck ;
outage|outages|timeout|502|404|503|500 ; timed|times|time out ; logs|logged|logging|kicks|kicked|throws|threw|boots|
booted me|us out ; session expired|timed ; code|link|voucher|qr ~? ~? expired|invalid ; $NOT
functioned|connect|activating|load|loading|syncing ; stopped|stops|stop|quit|quits
working|charging|working|responding ; dont|doesnt|doesn't|isnt|wont work|working ; keeps|kept|keep
rejecting|declining|failing|disconnecting|refreshing|dropping|cutting|restarting|logging|spinning|buffering ; my ~?
card|payment|transfer|transaction|topup|up ~? was|is|been|got declined|rejected|failed ; something went wrong ; just
spins|spun|spinning|hangs ; broke|snapped|split|tore|ripped ~? after|on|the? first|second|# wear|wash|day|week|use ;
wiped|lost my|all|the|data ~? ~? files|data|drive|progress|lists|work|times ; charged|billed me? twice ;
malfunction|malfunctioned|malfunctioning ; keeps|kept|keep|constantly|always|just cutting|dropping|buffering|
disconnecting|restarting|losing|spinning|loading|beeping|tripping|jamming|stalling|reloading|looping ;
blank|black|white|blue|frozen screen|page ; out of order ; page|screen|it|site|app went|goes|gone blank|black ;
stopped|stops|quit working|charging|loading|responding|
connecting ; connection|signal|line|internet|wifi|broadband|call drops|dropped|dropping|cuts|keeps|cut|down ; error
code|message|# ; payment|upload|transfer|booking|order failed|fails|bounced
""",
    Cue.POLICY_BARRIER: """
$REFUSE ~? ~? ~? my|me|to|us|our|for|because|the|a|by|due|after|any|even|it|in|without ;
refuse|refused|refuses|refusing ; was|were|been|being|got denied|refused|disqualified|banned ; turned away ; $REFUSE
my|our|the claim|application|request|dispute|loan|refund|payment ; wo|will|would $NOT even? be?
allow|let|accept|honor|honour|permit|provide|give|tell|refund|release|supply|disclose|exchange|lower|budge|waive|
take|credit|offer|discuss|approve|cancel ~? ~? ; $NOT be? able to offer|help|refund|discuss|change|do ;
can|could|ca|cannot $NOT? be? refunded|exchange|claim|export|transferred|changed|discuss|cancel|accept ; t&cs ;
against|because|per company|their|your|our|of|the ~? policy|rules|rule ; company|strict|no-refund policy ; rules are
; computer|system|script says|will|wo|said|does no|not|n't? ~? ; reading|reads|off|from|a|the script ;
makes|made|making|make it impossible ; insist|insisted|insists|insisting they|that|on ;
require|requires|requiring|required|must ~? ~? ~? ~? documentation|notarized|prepay|witness|signature|letter|
approval|security ; no refunds|refund|exceptions|exchanges|exchange|returns|cancellations|negotiation ;
restricted|restrict|restricts|restriction|restrictions ; decision is|was final ; only offer|offered|offering|allow|
allows|allowed|accept|accepts|accepted|cash|credit|voucher|give me|us|a|store|cash|if ; turned|turn me|us|away
away|down ; outside|expired|past the? ~? window|warranty|return|deadline|policy ; $NOT count|counted
as|towards|toward ; $NOT accept|accepted|accepts|accepting ~? ~? ; no exceptions ; $NOT covered|possible
by|under|because|without|for|to|until|unless ; void|voided ; without a|the|my|an receipt|account|appointment|
original|password|reference|letter|box ; until i|we pay|paid|provide|prove|call|send|had ;
have|has|had|must|needs|need to be|have present|in|a|registered|over|signed ~? ; $NOT budge|refund|exchange|
compensate|reimburse|reconsider ~? ; cannot|ca|can|could $NOT? be? refunded|changed|cancelled|returned|exchanged|
altered|transferred|used|combined ; t&cs|t&c|smallprint ; hands are|were tied
""",
    Cue.UNRESOLVED: """
still|yet has|have|had|is|are|was|hasnt|isnt|did|do|does|can|ca $NOT ~? ~? $FIX|work|working|proving|validated|
verify|help|done ; $NOT ~? ~? ~? been $FIX|done|honored|validated|verified ; still $NOT $FIX|working|right ;
still|remains|remained $BROKEN ; still ~? a problem ; still no heating|hot|internet|broadband|phone|refund|money|
water|power|signal|sign|solution|resolution|fix|card|order|oven|parcel|ticket|result ~? ; still|says i|we|you|they
owe|have|call|need ; remains|remained|remain ~? the? same|open|on|unresolved|unfixed|a ; same|again
problem|issue|fault|result ~? again|same|still|as|happened|happens? ; same result|fault|issue ; unresolved|persists
; without|no|with|any resolution|success|results|avail|luck|joy ; no further on|forward ; no closer ; nothing ~? ~?
done|happened|happens|changed|changes ; failed|fails|fail|unable|refuse to $FIX|supply|provide|help|investigate|
validate|verify|honor|stop|update ; continue|continues|continued|continually|keep|keeps to? ~?
report|reporting|bill|billing|charge|charging|happening|coming|appearing|showing|failing ; going|gone|go
round|in|around in? circles ; got|getting|get|going nowhere ; reinserted|re-inserted|reappeared|reinsert|resurfaced
; trying|tried|try to get ~? ~? ~? ~? $FIX|off|removed|back ; trying|tried to resolve|fix|sort|correct|get|remove|
dispute|clear ; has|have|had|did|do|does|are $NOT $FIX|removed|stop|stopped|delete|deleted|investigate|investigated|
correcting|fixing ; no help ; of no use|help ; nobody|no|not came|one|nothing|body? turned|came|showed ~? up ; form
letter ; back to square ; nothing|no action|has taken|been|done|is ; taken no action ; still $NOT|no|nothing ~? ~?
sorted|fixed|resolved|working|right|done|changed|refund|solved|better ; made it|things|matters worse ; no
better|further|nearer|closer|wiser ; nobody|one|engineer|driver|he|she|they|technician never|ever|has ~?
came|turned|showed|come|shown ; broke|broken|stopped|died|failed|gone|down|dead|back|out|dropped|cut|leaking again ;
again today|tonight|now ; part|half|some|only of? the|my|a? refund|fix|order ; square one ; same|exact
problem|issue|fault|thing again|as|still|remains|persists ; did|has|have|does|had $NOT fix|fixed|solve|solved|
resolve|resolved|sort|sorted|change|changed|address|cure ~? ; fixed|solved|resolved|helped nothing ; wrong
size|item|part|order|colour|one|address again|sent|twice
""",
}
"""The patterns of each effort cue."""
