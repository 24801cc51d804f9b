"""Tereze, a photo archive: take in, describe, find and deliver event photographs."""
