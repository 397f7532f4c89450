"""A spaCy component: ``nlp.add_pipe("voc")`` reads every document and says what the customer felt.

spaCy finds the component through the entry point of the installed package; nothing has to be imported.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> component = nlp.add_pipe("voc")
>>> doc = nlp("I had to call back twice. Priya sorted it, thank you!")
>>> doc._.voc.units[1].emotion
'gratitude'
>>> [(span.text, span.label_) for span in doc.spans["voc_cues"]][:1]
[('had to call back twice', 'repeat_contact')]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, cast

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from voc.analyzer import load
from voc.errors import ModelError
from voc.model import store
from voc.schema import Analysis, CueSpan, Reason, Seen, Unit
from voc.taxonomy import Cue, Event, Role

NAME = "voc"
"""Name of the component and of ``doc._.voc``."""
SPANS = "voc_cues"
"""Key in ``doc.spans``."""
_STATE = "voc.json"
_VALUES = "voc_values"
"""Extension that keeps the analysis as plain values."""


class VocComponent:
    """Reads documents, each as one text by one customer.

    It sets ``doc._.voc``, the ``Analysis``, and ``doc.spans["voc_cues"]``, one span a cue with the cue as its label:
    the tokens that the cue's words touch, which may be more than its words. ``attrs["scores"]`` of the group are the
    cues' probabilities, 0 to 1. A blank document has an analysis of nulls and no spans.

    Only the document's text matters: not its tokens, nor what other components have set. What is saved is the name of
    the model and which version of it, not the model itself.

    Attributes:
        name: name in the pipeline.
        model: name of a shipped model, or path of a model folder.
        threads: texts scored at the same time; None for the processors that this process may use.
    """

    def __init__(self, name: str = NAME, model: str = store.DEFAULT, threads: int | None = None) -> None:
        """Load the model.

        Raises:
            ModelError: if there is no such model, or a file of it is missing or was altered.
        """
        self.name = name
        self.model = model
        self.threads = threads
        self._analyzer = load(model, threads)

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        self.set_annotations([doc], self.predict([doc]))
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 128) -> Iterator[Doc]:
        """Read documents as they come, with one call of the model a batch.

        Args:
            stream: documents.
            batch_size: documents a batch; ``nlp.pipe`` gives its own. (128 is the default of spaCy's components.)
        """
        stream = iter(stream)
        while docs := list(islice(stream, batch_size)):
            self.set_annotations(docs, self.predict(docs))
            yield from docs

    def predict(self, docs: Sequence[Doc]) -> list[Analysis]:
        """Return the analysis of each document; the documents are not changed."""
        return self._analyzer.analyze_many([doc.text for doc in docs])

    def set_annotations(self, docs: Sequence[Doc], analyses: Sequence[Analysis]) -> None:
        """Write analyses into their documents."""
        for doc, analysis in zip(docs, analyses, strict=True):
            # Plain values, as a document must be serialisable to be sent to another process or saved.
            doc._.set(_VALUES, asdict(analysis))
            found = [(unit.start + cue.start, unit.start + cue.end, cue.cue) for unit, cue in analysis.cues]
            spans = [doc.char_span(start, end, cue.value, alignment_mode="expand") for start, end, cue in found]
            group = SpanGroup(doc, name=SPANS, attrs={"scores": [cue.score for _, cue in analysis.cues]})
            group.extend(cast("list[Span]", spans))  # with "expand" there is always one
            doc.spans[SPANS] = group

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002  (spaCy's signature)
        """Return what ``from_bytes`` needs: which model it is."""
        return json.dumps({"model": self.model, "fingerprint": self._analyzer.fingerprint}).encode()

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> VocComponent:  # noqa: ARG002
        """Take over the model of the component that was saved.

        Raises:
            ModelError: if that model is not there, or is another version of it.
        """
        state = json.loads(data)
        analyzer = self._analyzer if state["model"] == self.model else load(state["model"], self.threads)
        if analyzer.fingerprint != state["fingerprint"]:
            raise ModelError(
                f"the pipeline was saved with another version of the model {state['model']!r}: install that version, "
                f"or load the pipeline with exclude=[{self.name!r}] and add the component again"
            )
        self.model, self._analyzer = state["model"], analyzer
        return self

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Write what ``from_disk`` needs into the folder ``path``."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _STATE).write_bytes(self.to_bytes(exclude))

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> VocComponent:
        """Take over the model of the component that was saved; see ``from_bytes``."""
        return self.from_bytes((Path(path) / _STATE).read_bytes(), exclude)

    def __reduce__(self) -> tuple[type[VocComponent], tuple[str, str, int | None]]:
        """Pickle without the model, which is loaded again: for ``nlp.pipe(n_process=...)``."""
        return VocComponent, (self.name, self.model, self.threads)


@Language.factory(NAME, assigns=["doc._.voc", "doc.spans"], default_config={"model": store.DEFAULT, "threads": None})
def make_component(nlp: Language, name: str, model: str, threads: int | None) -> VocComponent:  # noqa: ARG001
    """Make the component from its configuration in a pipeline."""
    return VocComponent(name, model, threads)


def get_analysis(doc: Doc) -> Analysis | None:
    """Return ``doc._.voc``: the analysis of a document, None where the component has not read it."""
    content = doc._.get(_VALUES)
    return None if content is None else _analysis(content)


def _analysis(content: Mapping[str, Any]) -> Analysis:
    """Build an analysis from its plain values; lists may stand for tuples and strings for labels."""
    units = tuple(_unit(unit) for unit in content["units"])
    reasons, effort_reasons = (
        tuple(Reason(**reason) for reason in content[name]) for name in ("reasons", "effort_reasons")
    )
    events = tuple(Seen(**seen | {"event": Event(seen["event"])}) for seen in content["events"])
    parts = {"units": units, "reasons": reasons, "effort_reasons": effort_reasons, "events": events}
    return Analysis(**{**content, **parts})


def _unit(content: Mapping[str, Any]) -> Unit:
    cues = tuple(CueSpan(**cue | {"cue": Cue(cue["cue"])}) for cue in content["cues"])
    lists = {name: tuple(content[name]) for name in ("emotions", "intents", "labels")}
    return Unit(**{**content, **lists, "role": Role(content["role"]), "cues": cues})


if not Doc.has_extension(NAME):
    Doc.set_extension(NAME, getter=get_analysis)
    Doc.set_extension(_VALUES, default=None)
