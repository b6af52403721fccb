"""Weigh the decisions of people on the assistant's work: how far may it go alone?"""
