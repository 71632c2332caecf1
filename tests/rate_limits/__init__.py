"""Rates and bans."""
