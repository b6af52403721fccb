"""`python -m integrations.services.rasa`: write Rasa's project anew.

After an operation has changed.
"""

from integrations.services.rasa.rasa_project import BOT, generate, write

if __name__ == "__main__":
    write(generate(), BOT)
