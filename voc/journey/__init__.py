"""The journey: where each interaction happened, how customers fare at each stage, and what stands out or changed.

``interactions`` summarises a job's interactions while it is scored; everything else is computed from the tables that
``voc.scores.Scores`` holds, so it works on scores that were read from a folder too.
"""
