from datetime import UTC, datetime, timedelta

import pytest

from voc.analyzer import Analyzer
from voc.schema import Interaction, Utterance
from voc.taxonomy import Role

START = datetime(2026, 1, 1, tzinfo=UTC)


def chat(name: str, agent: str | None, seconds: float, end: str) -> Interaction:
    return Interaction(
        name,
        (
            Utterance("My order has not arrived.", timestamp=START),
            Utterance("Let me look.", Role.AGENT, START + timedelta(seconds=seconds), agent),
            Utterance(end, timestamp=START + timedelta(seconds=seconds + 20)),
        ),
        customer=name,
        channel="chat",
    )


def test_the_factors_of_each_agent_and_of_the_channel(analyzer: Analyzer) -> None:
    good, bad = "Ann was so friendly and helpful, it is solved, thank you!", "He was rude and could not help me at all."
    source = [chat("1", "Ann", 10, good), chat("2", "Ann", 30, good), chat("3", "Bo", 100, bad)]
    source.append(Interaction("4", (Utterance("Lovely shoes."),), channel="review"))
    rows = {row["agent"]: row for row in analyzer.score(source, progress=False).service.to_pylist()}
    assert set(rows) == {None, "Ann", "Bo"}, "a review has no service"
    assert [rows[agent]["n_interactions"] for agent in (None, "Ann", "Bo")] == [3, 2, 1]
    assert rows["Ann"]["first_response_s"] == 20
    assert rows[None]["longest_wait_s"] == 30
    assert rows["Ann"]["attitude"] == 1
    assert rows["Bo"]["attitude"] == -1
    assert rows["Ann"]["first_contact_resolution"] == 1
    assert rows["Bo"]["first_contact_resolution"] == 0
    assert rows[None]["resolved"] == pytest.approx(2 / 3)
    assert rows["Bo"]["effort"] > rows["Ann"]["effort"]


def test_an_issue_counts_once_however_often_the_customer_comes_back(analyzer: Analyzer) -> None:
    def contact(name: str, customer: str, day: int, agent: str, end: str) -> Interaction:
        at = START + timedelta(days=day)
        said = Utterance("My parcel has not arrived, where is my delivery?", timestamp=at)
        answer = Utterance("Let me look.", Role.AGENT, at + timedelta(seconds=30), agent)
        last = Utterance(end, timestamp=at + timedelta(seconds=60))
        return Interaction(name, (said, answer, last), customer=customer, channel="chat")

    good, bad = "It is solved, my parcel arrived, thank you!", "My parcel has still not arrived, it is not solved."
    source = [contact("1", "A", 0, "Ann", good), *(contact(f"2{i}", "B", i, "Ann", bad) for i in range(3))]
    source.append(contact("23", "B", 3, "Bo", bad))
    scores = analyzer.score(source, progress=False)
    assert sorted(scores.customers["n_repeat_contacts"].to_pylist()) == [0, 3]
    assert sorted(scores.customers["first_contact_resolution"].to_pylist()) == [0, 1]
    rows = {row["agent"]: row for row in scores.service.to_pylist()}
    assert [rows[agent]["n_interactions"] for agent in (None, "Ann", "Bo")] == [5, 4, 1]
    assert [rows[agent]["first_contact_resolution"] for agent in (None, "Ann", "Bo")] == [0.5, 0.5, 0]
