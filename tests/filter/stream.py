"""A small stream of labelled comments, written for the tests: a gardening page and those who disturb it."""

from rejoinder.filter import Comment

HAM = [
    "My tomatoes split every August, whatever I do with the watering.",
    "Thank you for the part about slugs, the copper tape did help a little.",
    "Does the pear need a second tree nearby or is it self-fertile?",
    "I would not prune in March this far north, we had frost until May.",
    "The photograph shows a hornbeam, not a beech; look at the leaves.",
    "We composted straw for two years and the soil is much looser now.",
    "Which variety was that? The label in the picture is hard to read.",
    "Rhubarb hates being moved, mine sulked for three summers.",
    "Lovely piece. My grandmother swore by wood ash on the leeks.",
    "Is the hose ban in force already? The council page says nothing.",
]
SPAM = [
    "Earn quick cash from your sofa, write to our agent for the plan!!!",
    "Cheap watches and handbags, replica quality, visit replica-bags.example now",
    "Win every evening with our football tips, join the group today!!!",
    "LOANS WITHOUT QUESTIONS, approved in 5 minutes, apply at fastloan.example",
    "Your parcel waits, confirm the fee at parcel-fee.example within 24 hours",
    "Lose 10 kilos in 10 days, doctors hate this trick, order the tea now!!!",
    "We write your essays, best price, 24/7, essay-mill.example",
    "Replica watches 80% off, visit replica-bags.example today only",
    "Quick cash loans, approved now, apply at fastloan.example today!!!",
    "Join the winning group, football tips every evening, cash guaranteed!!!",
]


def stream(rounds: int = 3) -> list[tuple[Comment, str]]:
    """Ham and spam in turn, each text a little different every round."""
    labelled = []
    for turn in range(rounds):
        for ham, spam in zip(HAM, SPAM, strict=True):
            greeting = f" Greetings from plot {turn}." if turn else ""
            labelled.append((Comment(text=ham + greeting), "ham"))
            labelled.append((Comment(text=f"{spam} {'!' * turn}".strip()), "spam"))
    return labelled
