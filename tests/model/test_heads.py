from voc.model.heads import CUE_COUNT, HEADS, NONE, WIDTH


def test_heads_tile_the_output_vector() -> None:
    columns = [i for head in HEADS.values() for i in range(WIDTH)[head.columns]]
    assert columns == list(range(WIDTH))
    assert len(HEADS["cues"].labels) == CUE_COUNT == 17


def test_null_is_the_first_class_of_every_multiclass_head() -> None:
    assert {head.name for head in HEADS.values() if head.kind == "multiclass"} == {
        "stage", "goal", "expectation", "staff", "owner",
    }  # fmt: skip
    assert all(head.labels[0] == NONE for head in HEADS.values() if head.kind == "multiclass")
