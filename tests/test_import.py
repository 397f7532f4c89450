"""What importing the package does to a process, seen from outside."""

import json
import subprocess
import sys

PROBE = """
import json, logging, sys, warnings
handlers, filters = len(logging.root.handlers), list(warnings.filters)
import voc
print(json.dumps({
    "heavy": [name for name in ("torch", "transformers", "spacy", "onnxruntime", "pyarrow") if name in sys.modules],
    "handlers": len(logging.root.handlers) - handlers,
    "filters": list(warnings.filters) == filters,
    "modules": sum(name.split(".")[0] == "voc" for name in sys.modules),
    "names": [bool(getattr(voc, name)) for name in voc.__all__],
}))
"""


def test_import_is_light_and_every_public_name_is_there() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert done.stderr == ""
    assert seen["heavy"] == []
    assert seen["handlers"] == 0
    assert seen["filters"]
    assert seen["modules"] == 1
    assert all(seen["names"])


def test_an_unknown_name_is_an_attribute_error() -> None:
    import voc

    try:
        voc.nonsense  # noqa: B018
    except AttributeError as error:
        assert "nonsense" in str(error)  # noqa: PT017
    else:
        raise AssertionError
