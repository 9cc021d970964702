"""Findings in the reader's words."""

from django import template

from app.studio.finding_words import tell, tell_problem

register = template.Library()
register.filter("told", tell)
register.filter("problem", tell_problem)
