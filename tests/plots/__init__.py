"""Tests of voc.plots."""
