"""Files as they come out of broken transfers and crashed writers, for the tests of the readers."""

from hypothesis import strategies as st


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Content with up to eight faults: bytes cut off, dropped, repeated, replaced or put in."""
    for _ in range(draw(st.integers(1, 8))):
        begin = draw(st.integers(0, len(content)))
        end = min(len(content), begin + draw(st.integers(0, 60)))
        fault = draw(st.sampled_from(("cut", "drop", "repeat", "replace", "put in")))
        if fault == "cut":
            content = content[:begin]
        elif fault == "drop":
            content = content[:begin] + content[end:]
        elif fault == "repeat":
            content = content[:end] + content[begin:]
        elif fault == "replace":
            content = content[:begin] + draw(st.binary(max_size=4)) + content[begin + 1 :]
        else:
            wild = ("\0", "\n", "\r\n", '"', "{", "]", "\\", ":", "-->", ">> ", "[", "99:99", "<v ", "\ufeff", "’")
            content = content[:begin] + draw(st.sampled_from(wild)).encode() + content[begin:]
    return content
