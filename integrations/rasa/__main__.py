"""`python -m integrations.rasa`: write Rasa's project anew, after an operation has changed."""

from integrations.rasa.project import BOT, generate, write

if __name__ == "__main__":
    write(generate(), BOT)
