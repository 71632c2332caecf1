"""Emails to people: written from templates, sent by the job runner, recorded so that none is lost or sent twice."""
