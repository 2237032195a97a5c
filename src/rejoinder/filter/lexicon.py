"""Words that the hand-written signals look for, by what they are a clue of; folded as `normalise.fold` folds texts.

A clue is a bit. A word is looked up once and its clues are remembered with it, so that forty signals cost a check
nothing when no clue is there. The lists were written by hand for this project, with the corpora of the model card in
view; a word alone never decides (`signals.py` joins them).
"""

from __future__ import annotations

import re
from enum import IntEnum

from rejoinder.filter.normalise import fold, is_styled

__all__ = ["Clue", "word_clues"]


class Clue(IntEnum):
    """What a single word may be a clue of."""

    GAMBLING = 1 << 0
    OFFER = 1 << 1  # bonus, free, win, register …: what an advertisement calls for
    BRAND = 1 << 2  # letters with digits at the end, as betting houses call themselves
    HOUSE = 1 << 3  # a brand that has a gambling word in it: slot88
    PILL = 1 << 4
    MONEY = 1 << 5  # crypto currencies, trading, investing
    PROFIT = 1 << 6
    CONTACT = 1 << 7  # whatsapp, telegram, e-mail me
    OWN = 1 << 8  # my, our
    CHANNEL = 1 << 9  # channel, video, page
    VISIT = 1 << 10  # check, subscribe, visit
    PRIZE = 1 << 11
    CALL = 1 << 12  # call, text, reply
    SEARCH = 1 << 13  # seo, backlinks, ranking
    WORK = 1 << 14  # earnings, part-time work
    ADULT = 1 << 15
    MIXED = 1 << 16  # Latin with Cyrillic or Greek in one word
    STYLED = 1 << 17
    LONG_NUMBER = 1 << 18
    PRAISE = 1 << 19
    CRIME = 1 << 20  # hackers and documents for hire
    EARN = 1 << 21  # make, made, earn
    # Clues of the message as a whole, which `signals.py` finds.
    LINK = 1 << 32
    BRACKET = 1 << 33
    DISGUISED = 1 << 34  # styled or invisible characters
    APART = 1 << 35  # letters with spaces between
    ADDRESS = 1 << 36  # the writer gives a web address
    KNOWN = 1 << 37  # something is known of earlier comments


_WORDS = {
    Clue.GAMBLING: """
        casino casinos kasino slot slots togel gacor gacorr maxwin sbobet judi jackpot jackpots jakpot jekpot
        roulette rulet blackjack baccarat bahis bahisleri iddaa kumar kumarhane betting bookmaker bookmakers
        sportsbook poker pokies scatter petir rtp cuan jp wd depo toto slotnya jpnya paito bandar freespin freespins
        kasyno apuestas казино ставки ставка слоты слот рулетка букмекер букмекерская джекпот автоматы фриспины
        игровые کازینو قمار پوکر بت شرطبندی انفجار كازينو قمار مراهنات روليت القمار
    """,
    Clue.OFFER: """
        bonus bonuses free win winning join visit register signup play spins spin deposit claim promo promocode
        daftar gabung coba klik main mainkan menang link situs modal bonusu üye kayıt giriş oyna kazan bedava deneme
        бонус бонусы бесплатно регистрация регистрируйся выиграй играй играть выигрыш депозит промокод biggest best
        click بونوس ثبت سایت لینک رایگان برد مجانا سجل العب اربح موقع
    """,
    Clue.PILL: """
        viagra cialis levitra kamagra sildenafil tadalafil tramadol xanax ambien valium phentermine modafinil
        pharmacy oxycodone hydrocodone виагра сиалис
    """,
    Clue.MONEY: """
        bitcoin btc crypto cryptocurrency forex trading trader investment invest binary ethereum usdt nft airdrop
        presale биткоин криптовалют крипта крипте крипту криптой трейдинг арбитраж инвестиции
    """,
    Clue.PROFIT: """
        profit profits profitable earn earned earning earnings returns roi payout withdrawal income million
        guaranteed 1000x 100x прибыль доход дохода доходность заработок заработка
    """,
    Clue.CONTACT: """
        whatsapp telegram telegrams contact dm inbox gmail skype wechat t.me лс личку личные личное пиши пишите
        напиши напишите telegramm телеграм телеграмм ватсап
    """,
    Clue.OWN: "my our mine mein meinen meine mijn mi mon",
    Clue.CHANNEL: "channel channels chanel video videos vids page blog music cover covers kanal profile playlist",
    Clue.VISIT: "check subscribe sub visit checkout follow watch listen abonnier abonniere schau subscribing subs",
    Clue.PRIZE: """
        prize prizes won winner awarded cash voucher reward selected hadiah undian pemenang £1000 £2000 £5000 claim
        guaranteed ringtone tone
    """,
    Clue.CALL: "call text txt reply send hubungi hub sms phone",
    Clue.SEARCH: "seo backlink backlinks ranking rankings rank guestpost serp",
    Clue.WORK: """
        earn заработок заработка заработку зарабатывать подработка подработку доход дохода доходом удаленно
        удаленный удаленка партнеров партнёров сотрудничества сотрудничество команду
    """,
    Clue.ADULT: "porn porno xxx escort escorts nudes sexcam webcam интим шлюхи порно проститутки вирт onlyfans",
    Clue.PRAISE: """
        wonderful great amazing awesome excellent fantastic nice helpful informative thanks thank article post blog
        website site
    """,
    Clue.EARN: "make making made earn earned earning earnings",
    Clue.CRIME: "hacker hackers hacking spellcaster lottospell recovery clone documents passports",
}
_STEMS = {
    Clue.GAMBLING: (
        *("赌场", "博彩", "彩票", "娱乐城", "六合彩", "赌博", "真人荷官", "棋牌", "投注"),
        *("شرط‌بندی", "카지노", "바카라", "คาสิโน", "สล็อต"),
    ),
    Clue.OFFER: ("注册", "送彩金", "官网", "优惠", "首存", "充值", "平台", "가입", "สมัคร"),
    Clue.CONTACT: ("加微信", "微信", "飞机", "电报", "联系", "客服"),
    Clue.MONEY: ("криптовалют", "инвестиц", "比特币", "虚拟币"),
    Clue.WORK: ("日赚", "兼职", "月入"),
}
_GAMBLING_STEM = re.compile(
    r"slot|togel|toto|casino|kasino|gacor|maxwin|bahis|poker|judi|sbobet|spin|hoki|jackpot|1xbet|mostbet|betting"
)
_BRAND = re.compile(r"[a-z]{3,14}(?:\d{2,4}|[234]d)|[a-z]{2,12}(?:toto|t0t0|togel|slots?|4d|hoki)")
_BRAND_ENDINGS = ("toto", "togel", "slot", "slots", "hoki")  # of brands without a digit: cheap to ask of every new word
_NOT_BRANDS = re.compile(
    r"(?:covid|windows|win|mp|python|ipv|utf|iso|area|route|figure|page|chapter|june|july|section|sub|vol|ver|version|"
    r"may|march|april|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|jan|feb|gta|fifa|photo|img|level|top|the|in|since|by|"
    r"world|for|and|room|user|guest|apple|iphone|galaxy|rtx|ryzen|core|gpt|class|born|year|age|est|circa|base|sha|rfc|"
    r"cve|http|ps|xbox)\d+"
)
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    for clue, words in _WORDS.items():
        for word in words.split():
            table[fold(word)] = table.get(fold(word), 0) | int(clue)
    return table


_TABLE = _table()
_STEM_LIST = [(fold(stem), int(clue)) for clue, stems in _STEMS.items() for stem in stems]
_ANY_STEM = re.compile("|".join(re.escape(stem) for stem, _ in _STEM_LIST))


def word_clues(token: str, plain: str) -> int:
    """The clues of a token whose folded form is `plain`, as the bits of `Clue`."""
    clues = _TABLE.get(plain, 0)
    if token.isascii():
        return clues | _brand(plain) if not token.isalpha() or plain.endswith(_BRAND_ENDINGS) else clues
    if _ANY_STEM.search(plain):
        for stem, clue in _STEM_LIST:
            if stem in plain:
                clues |= clue
    if _LATIN.search(token) and _OTHER.search(token):
        clues |= Clue.MIXED
    if len(plain) > 3 and sum(map(is_styled, token)) > 3:
        clues |= Clue.STYLED
    return clues | _brand(plain)


def _brand(plain: str) -> int:
    if plain.isdigit():
        return Clue.LONG_NUMBER if len(plain) >= 5 else 0
    if not _BRAND.fullmatch(plain) or _NOT_BRANDS.fullmatch(plain):
        return 0
    house = _GAMBLING_STEM.search(plain) and not plain.isalpha()
    return Clue.BRAND | (Clue.HOUSE if house else 0)
