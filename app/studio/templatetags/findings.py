"""Findings in the reader's words."""

from django import template

from app.studio.finding_words import tell

register = template.Library()
register.filter("told", tell)
