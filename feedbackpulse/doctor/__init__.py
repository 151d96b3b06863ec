"""Examines what this installation runs on: does anything break what we promise?"""
