"""What is said in the demo newspaper: the article, the readers' comments under it, and the doors to the rest.

Pure data, written for Rejoinder. The readers are invented, and so is the newspaper; only the events of October 2021 that
the article reports took place. Seeding a database with these words is not done here. The spam that tries to get under the
article stands in `spam_words`, the decisions that the moderators made under earlier articles in `earlier_words`.

Every address in these files lies under `.example`, `example.org` or `example.com` (RFC 2606), so that nothing in the demo
leads anywhere.
"""

from dataclasses import dataclass

from rejoinder.demo.earlier_words import EARLIER, Labelled
from rejoinder.demo.spam_words import DOUBTFUL, SPAM, Arrival

__all__ = ["ARTICLE", "COMMENTS", "DOUBTFUL", "EARLIER", "SPAM", "Arrival", "Article", "Labelled", "Remark"]


@dataclass(frozen=True, slots=True)
class Article:
    """The page that the demo thread belongs to; `path` is below the demo's own address."""

    path: str
    title: str
    standfirst: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A genuine comment in Markdown; `reply_to` is the key of an earlier one, `minutes_after` counts from the first hour."""

    key: str
    author: str
    text: str
    reply_to: str | None
    minutes_after: int


ARTICLE = Article(
    path="/2021/10/15/taliban-recognition-no-hurry/",
    title="Talk to the Taliban, but do not hurry: Putin keeps recognition at arm’s length",
    standfirst=(
        "Russia’s president tells the heads of the CIS states that Kabul’s new rulers must be dealt with, doubts that they "
        "will give up the income from drugs, and warns of 2,000 Islamic State fighters in the Afghan north."
    ),
)

COMMENTS: tuple[Remark, ...] = (
    Remark(
        key="no-hurry",
        author="Harriet Lowe",
        text=(
            "> in no hurry to recognise them\n\n"
            "No hurry is a policy too. You receive the delegation, you pour the tea, and you sign nothing. The only news is "
            "that somebody has now said it aloud."
        ),
        reply_to=None,
        minutes_after=14,
    ),
    Remark(
        key="border-telephone",
        author="Tobias Renn",
        text=(
            "It may be a policy, but not one you can keep up for long. Either the officer on the border has somebody to "
            "telephone on the other side, or he hasn’t."
        ),
        reply_to="no-hurry",
        minutes_after=31,
    ),
    Remark(
        key="kettle",
        author="Old Subscriber",
        text="So: no recognition, no meeting, no hurry, but the kettle is on. I am so glad we cleared that up.",
        reply_to=None,
        minutes_after=38,
    ),
    Remark(
        key="unrecognised-calls",
        author="Harriet Lowe",
        text="You can telephone people you don’t recognise. Half of diplomacy consists of it.",
        reply_to="border-telephone",
        minutes_after=47,
    ),
    Remark(
        key="other-half",
        author="",
        text="and the other half is denying that the phone rang",
        reply_to="unrecognised-calls",
        minutes_after=52,
    ),
    Remark(
        key="drug-money",
        author="M. Okafor",
        text=(
            "The sentence about drug money is the one that matters, and it gets the least attention. A government can promise "
            "whatever it likes about terrorism, because nobody can check it for years. Whether the smuggling stops you can "
            "see within two harvests. If I were writing the conditions I would start there and leave the word “inclusive” "
            "for later."
        ),
        reply_to=None,
        minutes_after=66,
    ),
    Remark(
        key="who-pays",
        author="Pieter van Loon",
        text=(
            "Nonsense, sorry. Take the income away and put nothing in its place, and the farmer pays first, then his "
            "neighbour, and the men with the lorries last of all. A condition nobody can meet is not a condition, it is an "
            "excuse."
        ),
        reply_to="drug-money",
        minutes_after=81,
    ),
    Remark(
        key="nothing-in-its-place",
        author="M. Okafor",
        text=(
            "Where did I say “put nothing in its place”? Of course it has to be paid for. I said it can be *checked*, which "
            "is more than you can say of the other two conditions."
        ),
        reply_to="who-pays",
        minutes_after=95,
    ),
    Remark(
        key="three-questions",
        author="Anneke Brouwer",
        text=(
            "Three questions that I still have after reading this twice:\n\n"
            "1. Who counted the 2,000 fighters, and when?\n"
            "2. What makes a government *inclusive*: one minister from outside, or five, or an election?\n"
            "3. If no meeting with the president is planned, who does receive the delegation in Moscow?\n\n"
            "I don’t blame the writer. I suspect nobody in the room asked."
        ),
        reply_to=None,
        minutes_after=102,
    ),
    Remark(
        key="inclusive-in-persian",
        author="سمیرا",
        text=(
            "از «دولت فراگیر» زیاد حرف می‌زنند، ولی کسی از خود مردم افغانستان نمی‌پرسد که چه می‌خواهند. به رسمیت شناختن یا "
            "نشناختن برای خانواده‌ای که نان ندارد چه فرقی می‌کند؟"
        ),
        reply_to=None,
        minutes_after=118,
    ),
    Remark(
        key="ranges",
        author="G. Whitlock",
        text=(
            "On your first question: in my experience nobody counts. Somebody estimates, somebody else rounds, and by the "
            "time it reaches a podium it is a fact. “Some 2,000” at least has the decency to say “some”."
        ),
        reply_to="three-questions",
        minutes_after=126,
    ),
    Remark(
        key="proverb-in-russian",
        author="Игорь",
        text=(
            "«Худой мир лучше доброй ссоры» — поговорка верная, только худой мир надо ещё уметь сохранить. Разминирование и "
            "возвращение людей — это дела, а не слова, и за них миротворцам спасибо."
        ),
        reply_to=None,
        minutes_after=140,
    ),
    Remark(
        key="leverage-in-persian",
        author="بهرام",
        text=(
            "با شما موافقم، اما اگر حالا و بدون هیچ شرطی به رسمیت شناخته شوند، دیگر هیچ اهرمی برای فشار باقی نمی‌ماند. قول "
            "دادن آسان است، عمل کردن سخت."
        ),
        reply_to="inclusive-in-persian",
        minutes_after=151,
    ),
    Remark(
        key="routes-in-arabic",
        author="ليلى",
        text=(
            "الحديث عن عدم الاستعجال مفهوم، لكن السؤال الحقيقي هو: ماذا سيحدث لطرق تهريب المخدرات في هذه الأثناء؟ من الصعب "
            "أن تتخلى أي سلطة عن مصدر دخل بهذا الحجم ما لم يكن هناك بديل."
        ),
        reply_to=None,
        minutes_after=173,
    ),
    Remark(
        key="sleep-in-russian",
        author="Нина Аркадьевна",
        text=(
            "Спасибо-то спасибо, но пятьдесят две тысячи вернувшихся — это ещё не мир. Спросите у них самих, спокойно ли они "
            "спят."
        ),
        reply_to="proverb-in-russian",
        minutes_after=188,
    ),
    Remark(
        key="always-two-thousand",
        author="jk",
        text=(
            "It is always two thousand. Round enough to remember, big enough to frighten the neighbours. Show us where the "
            "figure comes from or drop it."
        ),
        reply_to=None,
        minutes_after=204,
    ),
    Remark(
        key="informants",
        author="Halvard Moe",
        text=(
            "> Show us where the figure comes from\n\n"
            "Would you like the names and addresses of the informants as well? Some things you have to judge by who says them "
            "and what they gain by it. Here the neighbours share the border and they don’t seem to be laughing."
        ),
        reply_to="always-two-thousand",
        minutes_after=219,
    ),
    Remark(
        key="both-true",
        author="jk",
        text=(
            "“Judge by who says it” is exactly what I am doing, thanks. There can be a real danger **and** a number that was "
            "made to fit a speech. Those two don’t exclude each other."
        ),
        reply_to="informants",
        minutes_after=227,
    ),
    Remark(
        key="alternative-in-arabic",
        author="سامر",
        text=(
            "كلام صحيح، غير أن البديل لن يأتي من الخارج وحده. كما أن وجود ألفي مقاتل في الشمال أمر لا يمكن لدول الجوار أن "
            "تتجاهله."
        ),
        reply_to="routes-in-arabic",
        minutes_after=243,
    ),
    Remark(
        key="happy-half",
        author="Colm Devereux",
        text=(
            "It is odd to find Nagorno-Karabakh as the *cheerful* half of an article. Aid, mine clearing, doctors: all good "
            "work, and I don’t doubt that the people doing it are brave. But peacekeepers who are praised only by the "
            "government that sent them deserve a second opinion. I missed it here. One sentence from anyone who lives there "
            "would have done."
        ),
        reply_to=None,
        minutes_after=262,
    ),
    Remark(
        key="aunt",
        author="Seda",
        text=(
            "My aunt is inside that 52,000. You want a sentence, so I asked her this evening. She says: “The road is clear as "
            "far as the well, and the roof is nearly done. Ask me about peace in the spring.”"
        ),
        reply_to="happy-half",
        minutes_after=331,
    ),
    Remark(
        key="thanks-aunt",
        author="Colm Devereux",
        text="Thank you, and thank her. That is better than my whole paragraph.",
        reply_to="aunt",
        minutes_after=344,
    ),
    Remark(
        key="reading",
        author="Ruth Adeyemi",
        text=(
            "Half the quarrel in this thread comes from mixing up two things. You recognise *states*; with *governments* you "
            "mostly just start or stop doing business. There is a short introduction for people who aren’t lawyers here: "
            "[Recognition without tears](https://example.org/law/recognition-without-tears). The second chapter is the one "
            "that fits this case."
        ),
        reply_to=None,
        minutes_after=398,
    ),
    Remark(
        key="second-chapter",
        author="Tobias Renn",
        text=(
            "Read it on the train, it’s good. Though I notice that the second chapter says in twenty pages what Harriet said "
            "up there with a teapot."
        ),
        reply_to="reading",
        minutes_after=751,
    ),
    Remark(
        key="neighbours-in-russian",
        author="",
        text=(
            "Не торопиться с признанием — разумно. А вот делать вид, что две тысячи боевиков у границ наших соседей — чужая "
            "забота, уже не получится."
        ),
        reply_to=None,
        minutes_after=803,
    ),
    Remark(
        key="bad-peace",
        author="Margit Sole",
        text=(
            "The proverb is older than any of the men who quote it, and it is usually quoted by the side that is content with "
            "how the quarrel ended. I don’t say it is wrong. A ceasefire in which people can mend a roof beats a just cause "
            "in which they can’t. But a bad peace is only better while somebody is working to make it less bad, and that work "
            "is dull: lists of mines, lists of names, an ambulance that starts.\n\n"
            "What struck me is that the two halves of the speech use two different clocks. For Afghanistan: wait and see "
            "what they do. For Karabakh: look how much has been done already. I would like to read both reports again in "
            "a year, with the clocks exchanged."
        ),
        reply_to=None,
        minutes_after=1012,
    ),
)
