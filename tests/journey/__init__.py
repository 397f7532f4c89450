"""Tests of voc.journey."""
