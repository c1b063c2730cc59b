"""Invented articles for tests of archives: people, places and words that do not exist, the same for the same seed."""
import json
import random

PEOPLE = [("Ines Calder", "chief engineer at the Harbour Institute"), ("Rolf Brandt", "mayor of Port Selwyn"),
          ("Odile Marsh", "secretary of the fishers' union"), ("Lena Voss", "director of the Marlane ferry line"),
          ("Piet Hallam", "a spokesman for the port"), ("Mara Quill", "a historian at the University of Selwyn")]
WORDS = ["the wall could fail within a year", "nobody told us about the cracks", "the vote will be postponed until May",
         "we found voids you could park a van in", "fees have doubled since the repair", "the ferry will sail again in spring"]
PLAIN = ["The council has ignored every warning for a decade.", "It is the oldest sea wall in the country.",
         "Many residents feel the council is hiding something.", "A senior official said the mayor had lost the trust of his staff.",
         "According to a survey of 812 households, 63 percent want the port closed."]


def article(number, seed=1):
    rng = random.Random(f"{seed}/{number}")
    out = [f"PORT SELWYN, March {1 + number % 28} - {rng.choice(PLAIN)}"]
    for _ in range(rng.randint(2, 6)):
        name, role = rng.choice(PEOPLE)
        said = rng.choice(WORDS)
        out.append(rng.choice([f"\"{said[0].upper()}{said[1:]},\" said {name}, {role}.",
                               f"{name}, {role}, said that {said}. {rng.choice(PLAIN)}",
                               f"\"{said[0].upper()}{said[1:]},\" {name.split()[1]} added. {rng.choice(PLAIN)}"]))
    return {"id": f"invented-{number:05}", "title": f"Harbour story {number}", "text": "\n\n".join(out),
            "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}", "author": rng.choice(["Tamsin Okoro", "Jon Reve"]),
            "publisher": rng.choice(["Selwyn Courier", "Marlane Post"]), "section": rng.choice(["harbour", "politics"])}


def write(path, numbers, seed=1, order=None):
    """JSON Lines of these articles, in another order where `order` is a seed."""
    numbers = list(numbers)
    if order is not None:
        random.Random(order).shuffle(numbers)
    path.write_text("".join(json.dumps(article(n, seed)) + "\n" for n in numbers), encoding="utf-8")
    return path
