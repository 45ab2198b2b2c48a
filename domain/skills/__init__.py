"""Skills: a lexicon of named abilities, how to find them in postings, and which ones a profile lacks."""

from domain.skills.gaps import UNBLOCKING, Demand, SkillAnalysis, SkillDemand, analyse, count_demand
from domain.skills.lexicon import LEXICON, Skill, SkillCategory, SkillName, canonical, named, skill_name
from domain.skills.matching import Mention, count_skills, find_mentions, find_skills

__all__ = [
    "LEXICON",
    "UNBLOCKING",
    "Demand",
    "Mention",
    "Skill",
    "SkillAnalysis",
    "SkillCategory",
    "SkillDemand",
    "SkillName",
    "analyse",
    "canonical",
    "count_demand",
    "count_skills",
    "find_mentions",
    "find_skills",
    "named",
    "skill_name",
]
