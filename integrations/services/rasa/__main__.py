"""Write Rasa's project anew: `python -m integrations.services.rasa`, after an operation changed."""

from integrations.services.rasa.rasa_project import BOT, generate, write

if __name__ == "__main__":
    write(generate(), BOT)
