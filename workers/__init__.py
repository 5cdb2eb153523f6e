"""Carries documents through the steps."""
