"""Tests of voc.report."""
