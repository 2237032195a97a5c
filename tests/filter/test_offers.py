"""What spam offers, signal by signal: advertisements that show it, and remarks that come near and do not."""

import re

import pytest

from rejoinder.filter import Comment, SpamFilter, Thresholds, VerdictLabel
from rejoinder.filter.features import Extractor
from rejoinder.filter.hashing import Hasher
from rejoinder.filter.phrases import HEAD, Phrases
from rejoinder.filter.signals import SIGNALS, fired_signals

EXTRACTOR = Extractor(Hasher())

SHOWN = {
    "channel-plea": [
        "Guys please subscribe, only 20 more needed",
        "subscribe to me and I sub back",
        "Help me reach 500 subscribers tonight",
        "follow me on instagram bea_1234",
        "Abonniert meinen Kanal, ich mache Gitarrenvideos",
        "Abonnez-vous à ma chaîne, merci",
        "Suscríbanse a mi canal por favor",
        "Inscreva-se no meu canal de música",
        "Подпишись на мой канал, там интересно",
        "제 채널 구독 부탁드려요",
        "チャンネル登録お願いします",
        "关注我的频道，每天更新",
        "Đăng ký kênh của mình nhé",
    ],
    "shared-video": ["Check out this video on YouTube:", "Check out this playlist on YouTube: "],
    "own-work": [
        "thumbs up if you are here in 2031",
        "check it out: https://youtube.example/watch",
        "my channel has more of it",
    ],
    "fame-offer": [
        "Buy Instagram followers here https://fame.example",
        "free robux no survey https://robux.example",
        "Накрутка подписчиков недорого t.me/fame",
        "Acheter des abonnés sur https://fame.example",
        "Takipçi satın al www.fame.example",
        "刷粉 涨粉 微信 fame1234",
    ],
    "stream-offer": [
        "Watch the full movie free at https://films.example",
        "Best IPTV subscription with a trial https://iptv.example",
        "Смотреть фильм онлайн бесплатно https://kino.example",
        "Nonton film sub indo gratis di https://nonton.example",
    ],
    "tariff-number": [
        "Flirt with us on 09061234567, 150p/min",
        "Ring now on 08712345678. Calls cost 10ppm. To stop txt STOP",
        "Txt CHAT to 86688 now! 150p/Msg",
    ],
    "text-to-number": ["Text LOVE to 88600 and see", "Sende ROSE an 33333 und gewinne", "Envoyez COEUR au 81234"],
    "lured-call": [
        "You have been selected for a free camcorder, call 09061234567 now",
        "Urgent! Call 08712345678 from a land line, your holiday awaits",
    ],
    "phishing": [
        "Your parcel is on hold, see https://parcel.example",
        "Verify your account within 24 hours: https://bank.example",
        "Ihr Konto wurde gesperrt, bitte bestätigen: https://konto.example",
        "Votre colis est en attente : https://colis.example",
        "Su cuenta ha sido suspendida https://banco.example",
        "Ваш аккаунт заблокирован, перейдите https://bank.example",
        "您的包裹滞留，请点击 https://kuaidi.example",
    ],
    "loan-offer": [
        "We give personal loans at 2 % interest, contact us: money@loans.example",
        "Kredit ohne Schufa sofort beantragen https://kredit.example",
        "Préstamos rápidos sin aval, whatsapp +34 600 000 000",
        "Срочный займ без отказа онлайн на карту https://zaim.example",
        "贷款秒批 加微信 dai8888",
        "무직자대출 당일대출 카톡 loan77",
        "Pinjaman cepat cair tanpa jaminan WA 081234567890",
    ],
    "label-offer": [
        "replica watches best quality https://watches.example",
        "Louis Vuitton outlet store https://bags.example",
        "スーパーコピー 時計 https://copy.example",
        "高仿包 https://bao.example",
    ],
    "essay-offer": [
        "Cheap essay writing service https://essays.example",
        "They write my essay every week, https://essays.example",
        "Дипломная работа на заказ недорого https://diplom.example",
        "论文代写 微信 paper2020",
    ],
    "spell-offer": [
        "Dr Omar brought my husband back with a love spell, whatsapp +234 800 000 0000",
        "Powerful vashikaran specialist, contact +91 98000 00000",
        "Marabout puissant pour retour affectif, whatsapp +229 00 00 00 00",
        "Amarres de amor efectivos, contacto +51 900 000 000",
        "Сильный приворот по фото, пишите https://magia.example",
    ],
    "company-offer": [
        "Independent escorts in town https://escorts.example",
        "Meet sexy girls in your area https://meet.example",
        "Sextreffen in deiner Stadt https://treffen.example",
        "Escort bayan sitesi https://bayan.example",
        "约炮 裸聊 https://yue.example",
        "Эскорт услуги вашего города https://escort.example",
    ],
    "returns-offer": [
        "I invested $500 in bitcoin and earned $6,000 in 7 days, write to https://trade.example",
        "Recover your lost bitcoin with them, contact recover@gmail.com",
        "Инвестируй в крипту и получай прибыль каждый день https://invest.example",
        "주식 리딩 무료추천 https://stock.example",
    ],
    "job-offer": [
        "Earn $300 a day from home, visit https://jobs.example",
        "Geld verdienen online von zuhause https://geld.example",
        "Gana dinero desde casa https://dinero.example",
        "Ganhe dinheiro em casa https://renda.example",
        "Требуются люди в команду, удалённый заработок, пишите в лс",
        "日结500 兼职 加微信 job1234",
        "घर बैठे पैसे कमाएं https://kamao.example",
        "کسب درآمد اینترنتی https://daramad.example",
    ],
    "messenger-pitch": [
        "Best service in town, WhatsApp +44 7700 900123",
        "Продам базу, телеграм @baza_shop",
        "出售资源 电报：ziyuan88",
        "더 많은 수익 텔레그램 money77",
        "خصم كبير واتساب: 00966500000000",
    ],
    "health-offer": [
        "Lose 10 kg in 10 days with this tea https://tea.example",
        "CBD gummies reviews https://cbd.example",
        "壮阳药 https://yao.example",
        "Похудей за 7 дней без диет https://diet.example",
    ],
    "fake-offer": [
        "Buy real and fake passports from us",
        "Counterfeit banknotes for sale, undetectable",
        "办证 各类证件",
        "Продаём фальшивые купюры по всей стране",
    ],
    "cheap-offer": [
        "Buy cheap shoes online https://shoes.example",
        "Günstig kaufen im Onlineshop https://laden.example",
        "Купить окна недорого https://okna.example",
        "激安通販 送料無料 https://yasui.example",
        "Mua giày giá rẻ https://giay.example",
    ],
    "site-offer": [
        "We can boost the rankings of your website, see https://seo.example",
        "Get more traffic to your site https://traffic.example",
        "High quality backlinks for sale https://links.example",
    ],
    "robot-praise": [
        "I have been surfing online more than three hours today, yet I never found such an article.",
        "Hi there, would you mind stating which blog platform you're working with?",
        "You made some decent points there. I looked on the web to find out more and most individuals will go along.",
        "Hey therre, tthis is a topic close tto my heart. Where are your contact details thouggh?",
    ],
    "robot-sentence": ["I found this paragraph fastidious."],
    "robot-link": ["Thank you for sharing this, see https://mine.example"],
}
NEAR = {
    "channel-plea": [
        "I subscribe to the paper and still see advertisements.",
        "Please share your own experience with the tram.",
        "We follow this story since May.",
        "Ich habe das Abo gekündigt.",
        "Я подписался на газету год назад.",
    ],
    "shared-video": ["You should check out this video on YouTube where the mayor explains it."],
    "own-work": ["I like this comment very much.", "The channel shows cooking."],
    "fame-offer": [
        "She has a million followers on Instagram.",
        "Free speech has views on both sides: https://a.example",
    ],
    "stream-offer": ["I watched the movie with my son, great ending.", "The film is on at https://cinema.example"],
    "tariff-number": ["They charge 10p a minute for parking.", "The flat costs £900 a week and 20500 people applied."],
    "text-to-number": ["So steht es im Text? Muss ich die ca. 20000 teilen.", "They send aid to 20000 people."],
    "lured-call": ["Call the council on 0151 233 3000 if the bin is full.", "It was free, so I did not call."],
    "phishing": ["My account was suspended for no reason, thanks for nothing.", "The parcel came late again."],
    "loan-offer": ["Student loans are the real problem: https://study.example", "The bank gave us a loan in 2009."],
    "label-offer": ["My Rolex stopped after a year.", "Nike pays no taxes here: https://taxes.example"],
    "essay-offer": ["I had to write an essay on this in school.", "A good essay, see https://essay.example"],
    "spell-offer": ["He is under the spell of the party.", "My ex came back from Spain: https://trip.example"],
    "company-offer": ["Two girls from my class were there.", "Police escorts cost money: https://news.example"],
    "returns-offer": ["Bitcoin fell by $2,000 today.", "I invest in funds and sleep well: https://funds.example"],
    "job-offer": [
        "I work from home since the pandemic.",
        "My wife earns less than $30 an hour.",
        "У нас нет работы в деревне.",
    ],
    "messenger-pitch": ["I deleted WhatsApp in 2021.", "avx256_iadd @ 2.80GHz", "My family has a Telegram group."],
    "health-offer": ["I lost weight after the illness.", "Hemp grows here: https://farm.example"],
    "fake-offer": ["They took away his passport and licence.", "Fake news sells."],
    "cheap-offer": ["Cheap flights ruin the climate: https://air.example", "We buy local."],
    "site-offer": ["The traffic on our street got worse: https://town.example", "I rank this website first."],
    "robot-praise": [
        "Thanks for sharing this, keep up the good work!",
        "I found your blog last week and bookmarked it, great post.",
        "Great to see this. Look forward to hearing what you guys are up to :-)",
    ],
    "robot-sentence": ["Great article, thank you."],
    "robot-link": ["The minutes are at https://council.example"],
}


def shown(text: str) -> set[str]:
    comment = Comment(text=text)
    return {signal.name for signal in fired_signals(comment, EXTRACTOR.extract(comment))}


def test_each_new_signal_has_its_examples_and_near_misses():
    new = {signal.name for signal in SIGNALS if 22 < signal.number < 48} - {"job-words"}  # later ones read no text
    assert set(SHOWN) == set(NEAR) == new


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SHOWN.items() for text in texts])
def test_an_advertisement_shows_its_signal(name, text):
    assert name in shown(text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in NEAR.items() for text in texts])
def test_a_remark_that_comes_near_does_not(name, text):
    assert name not in shown(text)
    assert SpamFilter().check(Comment(text=text)).label is VerdictLabel.UNSURE


def test_earnings_without_a_way_there_are_only_spoken_of():
    assert "job-words" in shown("Стабильный доход каждый день")
    assert "job-offer" not in shown("Стабильный доход каждый день")
    assert "job-words" not in shown("Доходы бюджета упали")


@pytest.mark.parametrize(
    "text", [text for name in SHOWN for text in SHOWN[name] if name not in ("own-work", "robot-sentence", "robot-link")]
)
def test_an_advertisement_is_spam_before_anything_is_learnt(text):
    assert SpamFilter().check(Comment(text=text)).label is VerdictLabel.SPAM


def test_a_weak_signal_hides_nothing_alone():
    weak = [signal for signal in SIGNALS if signal.weight < Thresholds().spam_score]
    assert {"own-work", "job-words", "robot-sentence", "robot-link", "many-links", "honeypot"} <= {
        signal.name for signal in weak
    }
    many, several = (signal.weight for signal in SIGNALS if signal.name in ("many-links", "several-links"))
    assert many + several < Thresholds().spam_score  # a list of links is no spam


def test_markdown_of_the_word_link_is_no_markup_of_robots():
    assert "bbcode-link" not in shown("Testing a comment with a [link](https://a.example)")
    assert "bbcode-link" in shown("[link]https://a.example[/link]")


def test_phrases_are_found_folded_and_at_the_beginnings_of_words():
    phrases = Phrases(r"\bget (?:a|b)|on top", "дешев[ыо]")

    def _found(plain: str) -> bool:
        return phrases.found(plain, {word[:HEAD] for word in re.findall(r"\w+", plain)})

    assert _found("get a")
    assert _found("forget it, on top")
    assert not _found("forget a")
    assert not _found("nothing")
