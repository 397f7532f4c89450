"""Every label of the annotation guidelines, as enumerations that carry their meaning.

Members are strings (``Emotion.ANGER == "anger"``), so they go into tables as they are. The order of members is the
order of columns in a model's output and never changes without a new model.

Source: the project's annotation guidelines, version 1. The 28 labels of GoEmotions are those of Demszky et al. 2020
(arXiv:2005.00547).

>>> Emotion("anger").polarity
-1
>>> Stage.DELIVERY.phase
<Phase.PURCHASE: 'purchase'>
>>> Cue.WAIT.definition
'waited: hold, queue, delay, slow answer, slow process'
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

NEUTRAL = "neutral"
"""Value of ``emotion`` when no emotion is expressed. Neutral is the absence of emotion, never a negative one."""


class Label(StrEnum):
    """A label with a definition and a polarity.

    Attributes:
        definition: what the label means, one line, after the guidelines.
        polarity: -1 bad for the customer, 0 neither or both, 1 good for the customer.
    """

    definition: str
    polarity: int

    def __new__(cls, value: str, definition: str = "", polarity: int = 0) -> Self:
        """Make the member ``value`` and attach its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        member.polarity = polarity
        return member


class Emotion(Label):
    """What the writer feels; several may hold for one unit."""

    ANGER = "anger", "is furious, hostile, outraged, disgusted", -1
    FRUSTRATION = "frustration", "is annoyed, fed up, blocked from a goal", -1
    DISAPPOINTMENT = "disappointment", "got less than hoped", -1
    ANXIETY = "anxiety", "is worried, nervous, afraid about what will happen", -1
    CONFUSION = "confusion", "does not understand", -1
    DISTRUST = "distrust", "doubts honesty, suspects being misled or cheated", -1
    NEGLECT = "neglect", "feels ignored, dismissed, disrespected, unimportant", -1
    SADNESS = "sadness", "is sad, hurt, grieving", -1
    REGRET = "regret", "regrets own choice or says sorry", -1
    RELUCTANCE = "reluctance", "hesitates to go on, buy or return", -1
    DELIGHT = "delight", "is very happy, thrilled, amazed, loving it", 1
    SATISFACTION = "satisfaction", "is content, comfortable; it does the job", 1
    GRATITUDE = "gratitude", "thanks, appreciates", 1
    TRUST = "trust", "relies on, is confident in, believes", 1
    VALUED = "valued", "feels welcome, respected, understood, cared for", 1
    RELIEF = "relief", "is glad that a worry or problem is over", 1
    EAGERNESS = "eagerness", "looks forward to, wants more", 1
    SURPRISE = "surprise", "did not expect it, good or bad", 0


class Cue(Label):
    """A span of words that proves effort (polarity -1) or ease (polarity 1)."""

    REPEAT_CONTACT = "repeat_contact", "had to contact again, or several times, about one matter", -1
    REPEAT_INFORMATION = "repeat_information", "had to say, send or enter the same thing again", -1
    TRANSFER = "transfer", "was passed between people, departments or companies", -1
    CHANNEL_SWITCH = "channel_switch", "had to move to another channel to get it done", -1
    WAIT = "wait", "waited: hold, queue, delay, slow answer, slow process", -1
    NO_RESPONSE = "no_response", "got no answer, was cut off, or had to chase", -1
    COMPLEXITY = "complexity", "faced too many steps, forms, conditions, or a complicated process", -1
    HARD_TO_FIND = "hard_to_find", "could not find or understand information, a place, a person, a button", -1
    SELF_SERVICE_FAILURE = (
        "self_service_failure",
        "was failed by a bot, phone menu, app or site meant for doing it oneself",
        -1,
    )
    TECHNICAL_FAILURE = "technical_failure", "hit an error, crash, outage or defect that cost them work", -1
    POLICY_BARRIER = "policy_barrier", "was stopped by a rule, refusal, rigid script or condition", -1
    UNRESOLVED = "unresolved", "still has the problem after trying, or got a wrong or partial fix", -1
    EASY = "easy", "found it easy, simple, smooth, hassle-free", 1
    FAST = "fast", "was served or delivered quickly", 1
    RESOLVED_FIRST_TIME = "resolved_first_time", "had it solved at once, in one contact", 1
    PROACTIVE = "proactive", "was helped or told before having to ask", 1
    CLEAR_GUIDANCE = "clear_guidance", "got clear information or instructions", 1


class OwnCue(str):
    """A cue of a user's own taxonomy file, with the attributes of a ``Cue``; see ``voc.journey.own_cues``.

    >>> cue = OwnCue("price_rise", "met a higher price", -1)
    >>> cue == "price_rise", cue.value, cue.polarity
    (True, 'price_rise', -1)
    """

    definition: str
    polarity: int

    def __new__(cls, value: str, definition: str = "", polarity: int = 0) -> Self:
        """Make the cue ``value`` and attach its meaning."""
        cue = super().__new__(cls, value)
        cue.definition = definition
        cue.polarity = polarity
        return cue

    def __reduce__(self) -> tuple[type[OwnCue], tuple[str, str, int]]:
        """Return what makes the cue again when it is copied or unpickled."""
        return OwnCue, (self.value, self.definition, self.polarity)

    @property
    def value(self) -> str:
        """The name, as that of a ``Cue``."""
        return str(self)


CueLabel = Cue | OwnCue
"""A cue, of ours or of the user's own."""


class Phase(Label):
    """A roll-up of journey stages."""

    PRE_PURCHASE = "pre_purchase", "before buying"
    PURCHASE = "purchase", "buying and receiving"
    POST_PURCHASE = "post_purchase", "having, using and getting help"
    LOYALTY = "loyalty", "staying, recommending or leaving"


class Owner(Label):
    """The department that could fix a bad experience or repeat a good one."""

    MARKETING = "marketing", "advertising, promotion, brand"
    SALES = "sales", "advice before buying, ordering, stores"
    PRODUCT = "product", "the product or service itself"
    LOGISTICS = "logistics", "shipping, arrival, scheduling"
    TECHNICAL_SUPPORT = "technical_support", "faults, set-up, repairs"
    CUSTOMER_SERVICE = "customer_service", "agents, contact, complaint handling"
    BILLING = "billing", "charges, invoices, payments, collections"
    DIGITAL = "digital", "web site, app, bots, phone menus"


class Stage(Label):
    """Where on the customer's journey the experience happened, in the order of the journey.

    Attributes:
        phase: the phase that the stage belongs to.
        owner: the department that usually answers for the stage; a unit's own owner comes from the model.
    """

    phase: Phase
    owner: Owner

    def __new__(cls, value: str, definition: str, phase: Phase, owner: Owner) -> Self:
        """Make the member ``value`` and attach its meaning and roll-ups."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        member.polarity = 0
        member.phase = phase
        member.owner = owner
        return member

    AWARENESS = "awareness", "advertising, promotion, hearing of the brand", Phase.PRE_PURCHASE, Owner.MARKETING
    CONSIDERATION = "consideration", "looking for information, comparing, prices", Phase.PRE_PURCHASE, Owner.SALES
    PURCHASE = "purchase", "ordering, booking, checkout, payment, buying in a store", Phase.PURCHASE, Owner.SALES
    DELIVERY = "delivery", "shipping, tracking, arrival, packaging, departure", Phase.PURCHASE, Owner.LOGISTICS
    ONBOARDING = (
        "onboarding",
        "set-up, activation, account opening, first use, verification",
        Phase.POST_PURCHASE,
        Owner.TECHNICAL_SUPPORT,
    )
    USAGE = "usage", "the product or service itself in use", Phase.POST_PURCHASE, Owner.PRODUCT
    SUPPORT = (
        "support",
        "getting help, contacting service, how a problem is handled",
        Phase.POST_PURCHASE,
        Owner.CUSTOMER_SERVICE,
    )
    BILLING = "billing", "charges, invoices, fees, balance, collections", Phase.POST_PURCHASE, Owner.BILLING
    RETURNS = "returns", "returns, exchanges, refunds, warranty", Phase.POST_PURCHASE, Owner.CUSTOMER_SERVICE
    RENEWAL = "renewal", "renewing, upgrading, buying again, loyalty programme", Phase.LOYALTY, Owner.SALES
    ADVOCACY = "advocacy", "recommending, warning others, ratings for others", Phase.LOYALTY, Owner.MARKETING
    EXIT = "exit", "cancelling, closing the account, switching", Phase.LOYALTY, Owner.CUSTOMER_SERVICE


class Touchpoint(Label):
    """What a customer touches on the journey."""

    ADVERTISEMENT = "advertisement", "advertising in any medium"
    SEARCH = "search", "a search engine or comparison site"
    REVIEW = "review", "what others wrote"
    WEBSITE = "website", "the company's site"
    APP = "app", "the company's app"
    STORE = "store", "a shop or branch"
    CONTACT_CENTRE = "contact_centre", "the telephone line"
    CHAT = "chat", "chat with a person"
    BOT = "bot", "a chat bot or phone menu"
    EMAIL = "email", "e-mail"
    PARCEL = "parcel", "parcel, packaging, courier"
    INVOICE = "invoice", "bill or statement"


class Goal(Label):
    """Did the customer get what they set out to do."""

    MET = "met", "got what they set out to do", 1
    PARTIAL = "partial", "got part of it", 0
    UNMET = "unmet", "did not get it", -1


class Expectation(Label):
    """How the experience compares with what was expected or promised, where the words compare."""

    EXCEEDED = "exceeded", "better than expected or promised", 1
    MISSED = "missed", "worse than expected or promised", -1


class Intent(Label):
    """What the writer says they will do, or did."""

    LEAVE = "leave", "leaves, cancels, does not come back", -1
    STAY = "stay", "stays, renews, buys again", 1
    RECOMMEND = "recommend", "recommends to others", 1
    WARN = "warn", "warns others off", -1
    ESCALATE = "escalate", "takes it to a regulator, lawyer, manager or the press", -1


class Staff(Label):
    """Attitude of an employee the unit talks about."""

    POSITIVE = "positive", "friendly, helpful, competent", 1
    NEGATIVE = "negative", "rude, unhelpful, incompetent", -1


class GoEmotion(Label):
    """The 28 labels of GoEmotions; ``emotion`` is the label of ours that comes closest, or None."""

    emotion: Emotion | None

    def __new__(cls, value: str, emotion: Emotion | None, polarity: int = 0) -> Self:
        """Make the member ``value`` with its closest emotion."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = f"GoEmotions label {value!r}"
        member.polarity = emotion.polarity if emotion else polarity
        member.emotion = emotion
        return member

    ADMIRATION = "admiration", Emotion.SATISFACTION
    AMUSEMENT = "amusement", None, 1
    ANGER = "anger", Emotion.ANGER
    ANNOYANCE = "annoyance", Emotion.FRUSTRATION
    APPROVAL = "approval", Emotion.SATISFACTION
    CARING = "caring", None, 1
    CONFUSION = "confusion", Emotion.CONFUSION
    CURIOSITY = "curiosity", None
    DESIRE = "desire", Emotion.EAGERNESS
    DISAPPOINTMENT = "disappointment", Emotion.DISAPPOINTMENT
    DISAPPROVAL = "disapproval", Emotion.FRUSTRATION
    DISGUST = "disgust", Emotion.ANGER
    EMBARRASSMENT = "embarrassment", Emotion.REGRET
    EXCITEMENT = "excitement", Emotion.DELIGHT
    FEAR = "fear", Emotion.ANXIETY
    GRATITUDE = "gratitude", Emotion.GRATITUDE
    GRIEF = "grief", Emotion.SADNESS
    JOY = "joy", Emotion.DELIGHT
    LOVE = "love", Emotion.DELIGHT
    NERVOUSNESS = "nervousness", Emotion.ANXIETY
    OPTIMISM = "optimism", Emotion.EAGERNESS
    PRIDE = "pride", Emotion.SATISFACTION
    REALIZATION = "realization", None
    RELIEF = "relief", Emotion.RELIEF
    REMORSE = "remorse", Emotion.REGRET
    SADNESS = "sadness", Emotion.SADNESS
    SURPRISE = "surprise", Emotion.SURPRISE
    NEUTRAL = "neutral", None


class Role(Label):
    """Who speaks in an utterance. Only the customer's words are scored."""

    CUSTOMER = "customer", "the person whose experience it is"
    AGENT = "agent", "an employee"
    BOT = "bot", "an automated speaker"
    SYSTEM = "system", "an event of the platform, not a turn"


class Event(Label):
    """What can be seen to have happened in a conversation, its words apart."""

    TRANSFER = "transfer", "somebody else answers: another agent, an agent after a bot"
    ASKED_AGAIN = "asked_again", "the customer answers a question with what they had already said"
    REPEAT = "repeat", "the customer says again, unasked, what they had already said"
    BOT_LOOP = "bot_loop", "a bot says what it had said before, the customer's answer notwithstanding"
    WAIT = "wait", "the customer waited longer for a turn than the channel lets expect"
    CHANNEL_CHANGE = "channel_change", "the customer goes on in another channel"


def names(labels: Iterable[Label | OwnCue]) -> tuple[str, ...]:
    """Return the values of labels, such as those of an enumeration, in column order.

    >>> names(Goal)
    ('met', 'partial', 'unmet')
    """
    return tuple(member.value for member in labels)
