"""What the demo's moderators decided under earlier articles, so that the demo's filter has learned something.

Pure data, written for Rejoinder: no message here was sent by anybody. The genuine ones are of many subjects and tones,
the blunt among them on purpose: a rude comment is not spam, and a filter that learns only from polite people finds that
out too late. Every host lies under `.example`, `example.org` or `example.com` (RFC 2606).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and the word of a moderator on it: `label` is "ham" or "spam"."""

    label: str
    author: str
    url: str
    text: str


EARLIER: tuple[Labelled, ...] = (
    Labelled(
        "ham",
        "Joan P.",
        "",
        "The council spent two years on a bypass that ends in a field. I’d laugh if I didn’t pay for it.",
    ),
    Labelled(
        "spam",
        "James",
        "https://trusted-roofing.example",
        "Great article, thanks for sharing this valuable information! I really enjoyed reading it and will come back "
        "regularly. Check out my site for roofing services https://trusted-roofing.example",
    ),
    Labelled("ham", "", "", "the 14 never comes on sundays. never has. who writes these timetables"),
    Labelled(
        "ham",
        "Dr. E. Marchetti",
        "",
        "A small correction: the trial compared the vaccine with a placebo in adults only, so it can say nothing about "
        "children yet. The headline goes further than the study does.",
    ),
    Labelled(
        "spam",
        "canadian pharmacy",
        "http://pills-no-rx.example",
        "Cialis 20mg, Levitra, Viagra without a prescription, cheapest price online, fast delivery http://pills-no-rx.example",
    ),
    Labelled(
        "ham", "Rafael", "", "What a match! I have watched this team lose for eleven years and I cried on the bus home."
    ),
    Labelled("ham", "Rafael’s brother", "", "He did cry. The whole bus sang to him."),
    Labelled(
        "spam",
        "Slot Online",
        "https://raja-slot.example",
        "Situs slot online terpercaya, deposit murah, bonus besar setiap hari, daftar akun dan menang jackpot "
        "https://raja-slot.example",
    ),
    Labelled(
        "ham",
        "Ingrid S.",
        "",
        "> the worst flood in living memory\n\nNot in mine. In the autumn of my wedding the water stood at the second step of "
        "the church, and nobody sent a minister to be photographed.",
    ),
    Labelled("ham", "Kofi", "", "Lazy article. Two quotes, one of them from the man’s own press release. Do better."),
    Labelled(
        "spam",
        "Rank Booster",
        "https://link-packages.example",
        "We can increase your website traffic and Google ranking with our powerful SEO backlinks packages. Contact us for a "
        "free quote: https://link-packages.example",
    ),
    Labelled(
        "ham",
        "A nurse, night shift",
        "",
        "Please stop calling us heroes and print the rota. There were two of us for thirty-one beds on Saturday.",
    ),
    Labelled("ham", "Piotr", "", "Could you add a map next time? I had no idea which of the two rivers you meant."),
    Labelled(
        "spam",
        "Bitcoin Guru",
        "https://btc-growth.example",
        "Invest in Bitcoin with our expert broker and earn 300% profit every week, guaranteed returns, withdraw any time. Join "
        "now https://btc-growth.example",
    ),
    Labelled(
        "ham",
        "Mrs Tan",
        "",
        "The new reading room is beautiful, but a library that closes at five is a museum for people who work.",
    ),
    Labelled("ham", "bluntly", "", "The minister is a coward and this interview lets him off. There, I said it."),
    Labelled(
        "spam",
        "Emma",
        "http://work-home-cash.example",
        "I made $9,400 last month working from home just a few hours a day on my laptop! Anyone can do this, start here "
        "http://work-home-cash.example",
    ),
    Labelled(
        "ham",
        "Yusuf",
        "",
        "Sanctions always sound precise and never are. My father’s workshop imported one German part, and for three years it "
        "could not.",
    ),
    Labelled(
        "ham", "Lotte", "", "Agree with Yusuf. And nobody ever writes the article about how they get lifted again."
    ),
    Labelled(
        "spam",
        "Fast Loan",
        "http://loan-approved.example",
        "Get a personal loan approved today, no credit check, low interest, money in your account in one hour! Apply at "
        "http://loan-approved.example",
    ),
    Labelled(
        "ham", "H. Brandt", "", "Snow in the forecast, bicycles on the pavement, grit nowhere. Happy October, everyone."
    ),
    Labelled(
        "ham",
        "Sunniva",
        "",
        "I disagree with nearly everything the reviewer says about the second act. The silence isn’t a pause in the play, the "
        "silence *is* the play. But it is well written, and I’m going again on Thursday to see whether he has a point.",
    ),
    Labelled(
        "spam",
        "replica watches",
        "https://swiss-copy.example",
        "Buy luxury replica watches, best quality copy, 85% discount, free shipping, click here https://swiss-copy.example",
    ),
    Labelled("ham", "", "", "Rubbish. The goal was offside by a metre and you know it."),
    Labelled(
        "ham", "Offside Arnold", "", "By *two* metres. I was there, I had paid, and I could see it without my glasses."
    ),
    Labelled(
        "spam",
        "XRumer",
        "http://mega-links.example",
        "[url=http://casino-bonus.example]casino bonus[/url] [url=http://cheap-pills.example]cheap pills[/url] "
        "[url=http://mega-links.example]visit here[/url]",
    ),
    Labelled(
        "ham",
        "Tomás Quiroga",
        "",
        "The figures are in the annual report, page 40: https://example.org/port-authority/annual-report. Cargo went up, jobs "
        "went down. That is your story.",
    ),
    Labelled("ham", "Wren", "", "Has anyone else’s post simply stopped? Nothing since Tuesday here by the mill."),
    Labelled(
        "ham", "postman’s daughter", "", "@Wren half the round is ill. It’s coming. Be kind to whoever brings it."
    ),
    Labelled(
        "spam",
        "HD Movies",
        "http://stream-all.example",
        "Watch full movie online free HD streaming, no registration, download here http://stream-all.example",
    ),
    Labelled(
        "ham",
        "Farid",
        "",
        "As somebody who grew up on that border: the maps in the ministry and the paths that people walk have never met.",
    ),
    Labelled(
        "spam",
        "Быстрый доход",
        "http://bystryj-dohod.example",
        "Хочешь зарабатывать в интернете без вложений? Доход от 3000 рублей в день, вывод на карту, регистрация по ссылке "
        "http://bystryj-dohod.example",
    ),
    Labelled("ham", "Валентина", "", "Спасибо за статью. Жаль только, что о жителях сказано меньше, чем о чиновниках."),
    Labelled(
        "spam",
        "natasha",
        "http://single-ladies.example",
        "Hello handsome, I am single and looking for love, see my private photos and chat with me for free "
        "http://single-ladies.example",
    ),
    Labelled("ham", "Ben", "", "ok but how much does it COST. three columns and not one number"),
    Labelled(
        "spam",
        "Essay Pro",
        "https://buy-essay.example",
        "Buy essay online cheap! Professional writers, original papers, any deadline, order now https://buy-essay.example",
    ),
    Labelled(
        "ham",
        "Cleo Vassilakis",
        "",
        "I stood in that museum queue behind a boy who explained every statue to his grandfather, wrongly and at length. Best "
        "guide I ever had. Thank you for writing about the free Sundays; please don’t let them be cut.",
    ),
    Labelled(
        "spam",
        "casino giris",
        "https://canli-casino.example",
        "Canlı casino ve bahis sitesi, yüksek oranlar, deneme bonusu, hemen üye ol ve kazan https://canli-casino.example",
    ),
    Labelled("ham", "خالد", "", "مقال متوازن، لكن كنت أتمنى أن أقرأ رأي أهل المدينة أنفسهم في المشروع."),
    Labelled(
        "spam",
        "keto life",
        "https://keto-miracle.example",
        "Doctors hate this! Lose 30 pounds in 30 days with the natural keto formula, no diet and no exercise, free trial "
        "bottle https://keto-miracle.example",
    ),
    Labelled(
        "ham",
        "G. Whitlock",
        "",
        "You have printed the same photograph of the same bridge since spring. It has been repainted.",
    ),
    Labelled(
        "spam",
        "Sarah",
        "https://best-vpn-deals.example",
        "Very nice blog, I have been following your articles for a long time and they are very helpful. Also see "
        "https://best-vpn-deals.example for the best deals and coupon codes",
    ),
    Labelled("ham", "مریم", "", "گزارش خوبی بود، اما کاش درباره‌ی وضعیت مدرسه‌ها هم می‌نوشتید."),
    Labelled(
        "spam",
        "forex signals",
        "http://pip-signals.example",
        "Join our VIP forex signals group, 97% accuracy, turn $200 into $5,000 in one week, limited places "
        "http://pip-signals.example",
    ),
    Labelled(
        "ham",
        "Uncle Teo",
        "",
        "My knees forecast the rain two days before your weather page did. Hire the knees.",
    ),
    Labelled(
        "spam",
        "Handbag Sale",
        "http://bags-outlet.example",
        "Designer handbags outlet sale, cheap replica purses, authentic quality, free shipping, shop now "
        "http://bags-outlet.example",
    ),
)
