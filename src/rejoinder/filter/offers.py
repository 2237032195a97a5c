"""What spam offers, in the words of many languages: the tests of the signals from number 23 on.

Each is a conjunction: the thing itself, how an advertisement speaks of it, and, for most, a way to get there. The
patterns were written from what comment spam has offered for twenty years, with the corpora of the model card in view;
near misses of each stand in `tests/filter/test_offers.py`. All run over folded text of bounded length, have bounded
repeats, and are asked only when one of their clues is there. Patterns are folded like the text, so they may only name
lower-case classes.
"""

from __future__ import annotations

import re

from rejoinder.filter.evidence import Evidence, reachable
from rejoinder.filter.phrases import Phrases

__all__: list[str] = []


_NUMBER = re.compile(r"(?:\+|\b00|\b0|\b)\d[\d ().-]{7,16}\d\b")


def has_way(evidence: Evidence) -> bool:
    """A link, an address, an account, a telephone number, or the words for getting in touch."""
    return reachable(evidence) or bool(evidence.comment.url) or _NUMBER.search(evidence.plain) is not None


def has_link(evidence: Evidence) -> bool:
    """A link in the text or an address of the writer."""
    return bool(evidence.link_count or evidence.comment.url)


# --- channels, followers, streams ------------------------------------------------------------------------------------

_PLEA = Phrases(
    r"\b(?:subscribe|sub|subscribers?|follow)\b.{0,12}\b(?:to|2|for|4) (?:me|my|us|our|the channel|this channel)\b",
    r"\b(?:please|plz|pls|plss?)\b.{0,20}\b(?:subscribe|sub|check out my|visit my|share my|share our)\b(?! button)",
    r"\bsubscribe\b.{0,12}\b(?:please|plz|pls|me|back|now)\b",
    r"\b(?:reach|get|help|getting|need|got|have|hit)\b.{0,20}\b[\d.,]+k? (?:subs|subscribers)\b",
    r"\bfollow (?:me|us) (?:on|at|@)",
    r"\b(?:check|share|watch|look at|visit|like)\b.{0,30}\b(?:my|our) (?:new |first |latest |own |next |youtube |fb )?"
    r"(?:song|songs|video|videos|vid|channel|stuff|sound|track|remix|rap|cover|page|profile|mixtape|beat|website)\b",
    r"\b(?:i'?m|we'?re|i am) (?:a |an )?(?:new |up and coming |upcoming |aspiring |young |small ){0,4}(?:rapper|singer|artist|"
    r"youtuber|musician|band|producer)s?\b.{0,160}\b(?:check|listen|channel|video|subscribe|give|support|chance)",
    r"\babonnier\w{1,4} (?:doch )?(?:bitte |mal )?(?:mich|uns|mein|unser)|\bauf mein\w{0,2} kanal\b.{0,30}\bvorbei",
    r"\babonne[zr]?[ -]?(?:vous|toi)? (?:a|sur) (?:ma|notre) cha[iy]ne",
    r"\bsus?criba?(?:te|anse|ite|an|ir) (?:a|en) (?:mi|nuestro)|\bs[iy]ga(?:n|me)\w{0,3} en (?:mi|insta|face|twit)",
    r"\binscreva(?:m|)(?:-se)? (?:no|em) (?:meu|nosso) canal|\biscri(?:viti|vetevi) al (?:mio|nostro) canale",
    r"\bsubs?k?r[iy]\w{1,6} (?:ya |dong |channel|chanel|kanal)\w{0,6}.{0,20}\b(?:saya|aku|gue|gua|kami|ku)\b",
    r"\b(?:kanalima|kanalimiza)\b.{0,20}\babone|\babone ol\w{0,6}\b.{0,20}\bkanal\w{0,4}m",
    r"подпи(?:шись|шитесь|сывайтесь|сывайся|шіться) на (?:мой |мо[юе] |наш |наш[уе] |мій )?(?:канал|группу|меня|нас|паблик)",
    r"(?:заходи|заходите|переходи|переходите|жми|жду) .{0,20}(?:на|в) (?:мой|мо[юе]|наш|наш[уе]) (?:канал|группу|страниц)",
    r"(?:제|저의|내|우리) (?:유튜브 )?채널.{0,20}구독|구독 ?(?:좀|부탁|해주)|チャンネル登録(?:お願い|よろしく|して)",
    r"(?:关注|訂閱|订阅)(?:一下)?我的(?:频道|頻道|主页|公众号)|اشترك(?:وا)? (?:في|ب) ?قناتي|(?:मेरे|मेरा) चैनल",
    r"(?:đăng ký|ủng hộ) kênh (?:của )?(?:mình|em|tôi)|\bsubskrybuj\w{0,6} .{0,12}moj",
    r"\bsub(?:scribe)? ?(?:4|for) ?sub(?:scribe)?\b|\bfollow ?(?:4|for) ?follow\b|\bf4f\b|\bs4s\b",
)
_SHARED = re.compile(r"^\W{0,8}(?:check out|take a look at) this (?:video|playlist) on youtube\b")
_OWN_WORK = Phrases(
    r"\bcheck (?:it |this |them )?out\b.{0,80}\b(?:https?|www|youtube|soundcloud|channel|song|track|remix|cover)"
    r"|\bthumbs? up (?:if|so|for|this|my)\b|\bmy (?:channel|youtube|soundcloud|mixtape)\b",
)
_FAME = Phrases(
    r"\b(?:buy|get|gain|free|cheap|boost|grow|purchase)\b.{0,20}\b(?:instagram|youtube|tiktok|tik tok|twitter|"
    r"facebook|spotify|telegram|twitch|ig|fb|yt)\b.{0,12}\b(?:followers?|likes?|views|subscribers?|subs|plays|"
    r"members|fans)\b",
    r"\bsmm panel\b|\bfollowers? (?:generator|instantly|kaufen|satin)\b|\b(?:seguidores|inscritos|curtidas) (?:gratis|reais)",
    r"\b(?:acheter|gagner) des (?:abonnes|followers|likes|vues)|\bfollower (?:kaufen|gratis)|\babonnenten kaufen",
    r"\bcompr\w{1,3} (?:seguidores|likes|curtidas|inscritos|suscriptores)|\bcomprare? follower|\bbeli followers?",
    r"\btakipci (?:satin|al|hilesi|kasma)|\bkup(?:ić|no)? (?:obserwuj|lajki|follow)",
    r"накрут\w{1,4} (?:подписчик|просмотр|лайк|голос)|(?:купить|дешевые|живые) (?:подписчик|лайк|просмотр)\w*",
    r"накручивает (?:просмотры|подписчики)|刷粉|涨粉|买粉|フォロワー(?:購入|販売|増やす)|팔로워 ?(?:구매|늘리기|판매)|mua (?:like|follow|sub)",
    r"زيادة (?:متابعين|لايكات)|خرید فالوور|فالوور (?:رایگان|ارزان)|फॉलोअर्स (?:बढ़ा|खरीद)",
)
_CODES = Phrases(
    r"\bfree\b.{0,20}\b(?:robux|v-?bucks|gift ?cards?|steam (?:keys?|wallet|codes?)|nitro|diamonds|psn codes?|xbox codes?|"
    r"skins|paypal money|itunes)\b",
    r"\b(?:robux|v-?bucks|coins?|diamonds?|gift ?card|card) (?:generator|hack|glitch)|\bcrackz?\b.{0,30}\bdownload|\bkeygen\b",
    r"\b(?:robux|diamantes|pavos|gemas) gratis\b|\bgratis (?:robux|diamantes|pavos)|\bbedava (?:robux|elmas|uc)",
    r"бесплатн\w{1,3} (?:робукс|скин|гем|алмаз|голд)\w*|무료 (?:로벅스|다이아)|免费领(?:取)?(?:皮肤|点券|钻石)",
)
_STREAM = Phrases(
    r"\biptv\b.{0,60}\b(?:subscription|provider|service|best|trial|channels|abo|abonnement|server|reseller|cheap|price)",
    r"\b(?:best|cheap|premium|test|abonnement|lista|comprar|buy) iptv\b",
    r"\bwatch\b.{0,40}\b(?:full|free|online|hd)\b.{0,20}\b(?:movies?|films?|episodes?|matches|hd|streaming)\b",
    r"\b(?:full movie|hd stream|movie download|free stream\w*|live stream free|123movies|putlocker)\b",
    r"\bnonton\b.{0,20}\b(?:film|streaming|gratis|sub indo)|\b(?:hd |full )(?:film )?izle\b|\b(?:ver|assistir) .{0,20}online gratis",
    r"смотреть .{0,30}(?:онлайн|бесплатно|в хорошем качестве)|(?:免费|在线)(?:观看|看片)|무료 ?(?:다시)?보기|مشاهدة .{0,20}(?:مجانا|اون لاين)",
)


def plea_for_channel(evidence: Evidence) -> bool:
    """The writer asks to be followed, heard or seen."""
    return evidence.has(_PLEA)


def shared_video(evidence: Evidence) -> bool:
    """What the button of a video site writes."""
    return _SHARED.search(evidence.plain) is not None


def own_work(evidence: Evidence) -> bool:
    """Words with which the writer's own things are mostly shown."""
    return evidence.has(_OWN_WORK)


def fame_offer(evidence: Evidence) -> bool:
    """Followers to be had, or coins and cards of games, and a way there."""
    return (evidence.has(_FAME) or evidence.has(_CODES)) and has_way(evidence)


def stream_offer(evidence: Evidence) -> bool:
    """Films and television to be had, and a link."""
    return has_link(evidence) and evidence.has(_STREAM)


# --- the telephone ---------------------------------------------------------------------------------------------------

_PER = re.compile(
    r"(?:\b\d{2,3} ?p(?:ence|pm)?|[£€$] ?\d{1,2}(?:[.,]\d\d)?|\b\d{1,2}[.,]\d\d ?(?:[£€$]|eur|e)?) ?"
    r"(?:/|per|a|pro|par|por|la)? ?(?:min(?:ute|uto)?|msg|mess|text|txt|sms|call|anruf|appel|tone|week|wk|week(?:ly)?|rcv|recd)"
    r"|\bppm\b|\b\d{2,3}ppm|\b150p\b|\bcost\w{0,3} ?(?:£|€)?\d{1,3}[.,]?\d{0,2}(?:p|ppm)?\b|\bstd (?:txt|text|chgs|rate)"
)
_STOP = re.compile(
    r"\b(?:stop|end|unsub)\b.{0,12}\b\d{4,6}\b|\b(?:txt|text|reply|send|2|to) ?stop\b|\bstop ?2? ?(?:txt|text|sms)"
)
_DIALLED = re.compile(
    r"\b0\d{9,10}\b|\b0[89]\d{2} ?\d{3} ?\d{3,5}\b|\b\d{5}\b(?!\s?(?:km|eur|usd|mal|people|views|years))"
)
_TEXT_TO = Phrases(
    r"\b(?:text|txt|send|sms|reply)\b.{1,30}?\b(?:to|2(?= )|on) ?(?:no\.? ?)?\d{4,6}\b(?! (?:people|friends|persons|of))",
    r"\bketik .{1,30}?\bkirim (?:ke|via|sms)|\b(?:sende?|schick\w?) .{1,30}?\ban (?:die )?\d{4,6}\b",
    r"\benvo(?:yez|ie) .{1,30}?\bau \d{4,6}\b|\benv(?:ia|ie|iar?) .{1,30}?\b(?:al|para|a) \d{4,6}\b|\bgonder .{0,12}\d{4,6}",
)
_LURE = Phrases(
    r"\b(?:free|win|won|winner|prize|claim|urgent|guaranteed|award\w{0,2}|congrat\w*|selected|entitled|voucher|reward|cash|"
    r"ringtones?|tones?|polyphonic|camcorder|camera|mobile|collection|await\w{0,3}|unredeemed|un-redeemed|xxx|sexy|chat|dating|"
    r"girls?|fancy|admirer|holiday|statement|unlimited|delivery|offer|latest|nokia|txts?|t&c|tcs?|t's|18\+|16\+|land ?line)\b",
    r"£ ?\d{2,}|\b(?:hadiah|pemenang|undian|selamat|mobil|gewonnen|gewinn|gagn[ée]|ganad\w|ganhou|premio)\b",
    r"выигр|приз|中奖|当選|당첨|जीत|इनाम|ربحت|جائزة|trúng thưởng|wygra",
)
_CALLED = re.compile(
    r"\b(?:call|ring|tel|phone|cal|dial|hub\w*|contact|telephone|anrufen|appelez|llame|ligue)\b.{0,40}?\b0\d[\d ]{7,12}\d\b"
)


def tariff_number(evidence: Evidence) -> bool:
    """A price by the minute or message, or the word that stops messages, and a number."""
    plain = evidence.plain
    priced = _PER.search(plain) is not None or _STOP.search(plain) is not None
    return priced and (_DIALLED.search(plain) is not None or evidence.has(_TEXT_TO))


def text_to_number(evidence: Evidence) -> bool:
    """A word to be sent to a short number."""
    return evidence.has(_TEXT_TO)


def lured_call(evidence: Evidence) -> bool:
    """Something free, won or urgent, and a number to call."""
    plain = evidence.plain
    return _CALLED.search(plain) is not None and evidence.has(_LURE)


# --- money, work, company --------------------------------------------------------------------------------------------

_PHISH = Phrases(
    r"\b(?:your|ur) .{0,30}\b(?:account|card|wallet|mailbox|parcel|package|delivery|device|sim)\b.{0,50}\b(?:suspended|blocked|"
    r"locked|limited|restricted|on hold|expire\w?|infected|held|pending|waits?|awaits?|failed|verif\w{1,8}|unpaid)\b",
    r"\b(?:verify|confirm|update|unlock|validate) your (?:account|identity|details|payment|card|wallet|bank|information|email)\b",
    r"\bihr\w{0,2} (?:konto|paket|sendung|karte)\b.{0,40}\b(?:gesperrt|eingeschrankt|wartet|zugestellt|bestatigen|verifizieren)",
    r"\bvotre (?:colis|compte|carte)\b.{0,40}\b(?:suspendu|bloque|attente|limite|verifi\w*|instance)",
    r"\bsu (?:cuenta|paquete|tarjeta)\b.{0,40}\b(?:suspendida|bloqueada|retenido|pendiente|limitada|verifi\w*)",
    r"\bsua (?:conta|encomenda|fatura)\b.{0,40}\b(?:suspensa|bloqueada|retida|pendente)|\bil (?:suo|tuo) (?:conto|pacco)\b.{0,40}\b(?:"
    r"sospeso|bloccato|attesa|giacenza)|\bhesabiniz\b.{0,30}\b(?:askiya|kapat|bloke)|\btwoje? (?:konto|paczka)\b.{0,40}(?:zablok|wstrzym)",
    r"ваш\w? (?:аккаунт|сч[её]т|карта|посылка).{0,40}(?:заблокир|приостан|ожида)|您的(?:账户|帐户|账号|包裹|快递).{0,20}(?:冻结|异常|停用|滞留)",
    r"(?:アカウント|お荷物|口座).{0,20}(?:停止|制限|確認|不在|持ち帰)|(?:계정|택배|계좌).{0,20}(?:정지|보류|확인|반송)|حسابك.{0,30}(?:معلق|تعليق|تجميد)",
    r"\b(?:sim ?card|no(?:mor)?|kartu|rekening|anda).{0,60}\b(?:hadiah|pemenang|undian)\b|\b(?:tài khoản|đơn hàng) .{0,30}(?:khóa|tạm giữ)",
)
_LOAN = Phrases(
    r"\b(?:need|want|looking for|apply for|offer\w{0,3}|get|give|giv\w{1,3}|guaranteed|instant|fast|quick|payday|personal|business|"
    r"urgent|bad credit|genuine|legit)\b.{0,30}\bloans?\b.{0,200}(?:\d ?%|interest|apply|approv|contact|whatsapp|e-?mail|bad credit|"
    r"credit check|collateral|https?:|www)",
    r"\bloan\b.{0,80}\b(?:\d ?% interest|interest rate of|no collateral|within 24|bad credit)\b|\bpayday loans?\b.{0,60}\bonline",
    r"\b(?:kredit|darlehen)\b.{0,60}\b(?:ohne schufa|sofort|zinss\w+|beantragen|angebot)\b|\boffre de pr[e]ts?\b|\bpret\b.{0,40}\b(?:particulier"
    r"|rapide|taux)\b|\bprestamos?\b.{0,50}\b(?:rapidos?|urgentes?|sin aval|interes|oferta|online)|\bemprestimos?\b.{0,50}\b(?:rapido|online"
    r"|juros|urgente)|\bprestit[oi]\b.{0,50}\b(?:veloc\w|privat\w|tasso|urgent\w|garantit\w)|\bkredi\b.{0,40}\b(?:aninda|hemen|faiz\w*|basvur\w*)",
    r"\b(?:pinjaman|kta|dana)\b.{0,60}\b(?:cepat|bunga|tanpa jaminan|online|cair|s/d|proses)\b|\bvay (?:tien|tín chấp|nóng|nhanh)|\bpozyczk\w.{0,40}(?:bez bik"
    r"|online|prywatn)",
    r"(?:кредит|займ)\w{0,4} .{0,50}(?:без отказа|онлайн на карту|под залог|срочно|без справок|за \d+ минут)|(?:срочный|быстрый|онлайн) (?:займ|кредит)",
    r"(?:贷款|借款|网贷|融资).{0,20}(?:秒批|无抵押|低息|放款|办理|加微信|额度)|(?:無抵押|即日融資)|급전|무직자 ?대출|당일 ?대출|(?:قرض|وام) (?:فوري|بدون)|तुरंत लोन",
)
_LABELS = Phrases(
    r"\b(?:replicas?|fake|cheap|outlet|wholesale|discount\w?|knock ?off|pas cher|gunstige?|billige?|barat\w{1,2}|imitacion|super clone|1:1|aaa)\b.{0,30}"
    r"\b(?:rolex|louis|vuitton|gucci|chanel|prada|hermes|uggs?|nike|jordans?|jerseys?|oakley|ray ?bans?|moncler|burberry|pandora|tiffany|louboutin|adidas"
    r"|yeezy|cartier|omega|handbags?|watches|sneakers|designer|bags|shoes|montres|uhren|bolsos|sunglasses)\b",
    r"\b(?:rolex|louis vuitton|gucci|chanel|prada|hermes|uggs?|nike|jordans?|oakley|ray ?ban|moncler|burberry|louboutin|yeezy|cartier|omega)\b.{0,30}"
    r"\b(?:replicas?|outlet|replique|for sale|wholesale|pas cher|gunstig|sale|cheap|discount|store online|online shop)\b",
    r"(?:реплик|копи)\w{1,3} .{0,20}(?:часов|сумок|сумки|часы|брендов|rolex)|高仿(?:包|表|鞋)?|复刻(?:表|手表)|スーパーコピー|ブランドコピー|레플리카",
)
_ESSAY = Phrases(
    r"\b(?:essays?|dissertations?|thesis|term ?papers?|assignments?|homework|coursework|research papers?)\b.{0,20}\b(?:writing services?|writers?|helpers?|"
    r"help online|service|for sale|for me|for cheap)\b",
    r"\b(?:write|do|pay|buy|order|cheap)\b.{0,20}\b(?:my|your|an?|custom|someone)\b.{0,20}\b(?:essays?|dissertations?|term ?papers?|assignments?|homework|papers?)\b",
    r"\bwe write your essays?\b|\b(?:bachelor|master|haus)arbeit\b.{0,20}\b(?:schreiben lassen|ghostwriter)|\bghostwriter\b.{0,30}\b(?:arbeit|preis|agentur)",
    r"(?:курсов|диплом|реферат)\w{0,4} .{0,20}(?:на заказ|недорого|под ключ|купить)|(?:купить|заказать) (?:диплом|курсов|реферат)|代写(?:论文|作业|essay)?|论文代写|レポート代行",
    r"\bodev yaptir|\btez yazdir|\bjasa (?:skripsi|pembuatan skripsi|tugas)",
)
_SPELL = Phrases(
    r"\b(?:love|lottery|money|death|marriage|powerful|revenge|binding) spells?\b|\bspell ?casters?\b|\bvashikaran\b|\bblack magic (?:removal|specialist|expert)",
    r"\b(?:bring|brought|get|got|getting|win)\b.{0,20}\b(?:back )?\b(?:my|your|ur) (?:ex|lost lover|ex-?\w+|lover|husband|wife|boyfriend|girlfriend)\b.{0,20}\bback\b",
    r"\bdr\.? ?\w{2,14}.{0,80}\b(?:spells?|herbal|herbs|cured? me|cured of|roots and herbs)\b|\bcured? (?:me )?(?:of|from) (?:my )?(?:herpes|hiv|hpv|hepatitis|als)\b",
    r"\bjoin (?:the )?(?:great )?illuminati\b|\billuminati\b.{0,60}\b(?:member|brotherhood|riches|whatsapp)|\b(?:grand )?marabout\b.{0,60}\b(?:retour|puissant|affectif|voyant)",
    r"\bretour (?:affectif|de l[’']etre aime)|\bamarres? de amor|\bamarracao (?:amorosa|de amor)|\b(?:partner|liebes)ruckfuhrung|\bdukun\b.{0,30}\b(?:pelet|santet|sakti|ampuh)",
    r"\bpesugihan\b|\b(?:medyum|ask buyusu)\b.{0,40}\b(?:hoca|geri|garanti)|приворот\w{0,2}|снятие порчи|ворожея|算命大师|वशीकरण|काला जादू|जادو|جلب الحبيب|رد المطلقة",
)
_COMPANY = Phrases(
    r"\b(?:call girls?|escorts?) (?:in|service|services|agency|near|girls?|available|whatsapp|numbers?)\b|\b(?:independent|russian|vip|sexy|cheap|hot|best) (?:escorts?|call girls?)\b",
    r"\b(?:meet|chat with|find|date)\b.{0,30}\b(?:sexy|hot|horny|local|adult|lonely|single|naked|beautiful)\b.{0,15}\b(?:girls?|singles|women|ladies|milfs?|babes)\b",
    r"\b(?:my|see|check|send|sell\w{0,3})\b.{0,20}\b(?:nudes?|naked (?:pics?|photos?|videos?)|sexy (?:pics?|photos?|videos?)|onlyfans|webcam|hot (?:pics?|photos?))\b",
    r"\b(?:free|live|adult|sex) (?:sex )?(?:cams?|webcams?|porn|sex chat|hookups?|xxx)\b|\b(?:sex|adult|casual) (?:dating|contacts?|hookups?)\b",
    r"\bsextreffen|\bsexkontakte|\bhuren\b.{0,30}\b(?:stadt|nahe|treffen)|\brencontres? (?:coquines?|sexe|adultes?|libertines?)|\bplan cul\b|\bputas\b.{0,20}\b(?:en|vip|baratas|chat)",
    r"\bacompanhantes\b|\bgarotas de programa\b|\bincontri (?:hot|adulti|sesso)|\bdonne mature\b|\bescort bayan|\bbayan escort|\b(?:vk|open|video) bokep|\bbokep\b|\bseks ?randki",
    r"эскорт ?(?:модел|услуг|агентств)\w*|интим ?(?:услуг|знакомств|фото|досуг)\w*|проститутк\w{1,2} .{0,20}(?:город|москв|недорого|выезд|анкет)|секс ?знакомств|знакомства для (?:секса|взрослых)",
    r"(?:约炮|裸聊|援交|外围女|上门服务|成人(?:视频|直播|网站|电影)|看片(?:网站|网址)?|擦逼|摸胸|露胸)|出会い系|セフレ|人妻.{0,6}(?:募集|出会)|조건만남|출장(?:마사지|안마|샵)|섹파|سكس|سکس|कॉल गर्ल",
    r"интимных фото|фото без т[рp]усиков|18\+ (?:фото|видео|контент)",
)
_RETURNS = Phrases(
    r"\b(?:invest(?:ed|ing|ment)?|deposit(?:ed)?|trad(?:e|ed|ing)|bitcoin|crypto|forex|binary)\b.{0,120}(?:[$€£₹] ?\d[\d,.]{2,}|\b\d[\d,.]{2,} ?(?:usd|dollars|euros?|usdt|btc))"
    r".{0,120}\b(?:profits?|returns?|earn\w{0,3}|ma[dk]e|making|withdr\w{1,6}|received?|weekly|days|hours|week|monthly)\b",
    r"\b(?:expert|account manager|broker|trader|mr|mrs|miss|sir|mentor)\b.{0,40}\b(?:trad\w{1,3}|forex|bitcoin|crypto|invest\w*|binary)\b.{0,160}\b(?:profits?|returns?|earn\w*|withdraw\w*|whatsapp|"
    r"telegram|contact|reach|made me|helped me)",
    r"\b(?:recover\w{0,3}|retriev\w{1,3}|get back)\b.{0,40}\b(?:lost|stolen|scammed|my|your)\b.{0,20}\b(?:funds?|bitcoins?|btc|crypto\w*|usdt|money|investment|wallet)\b",
    r"\bdouble your (?:bitcoin|btc|crypto|money)|\b\d{2,4} ?% (?:profit|returns?|roi|daily|in \d+ (?:hours|days))\b|\bfree (?:airdrop|bitcoins?|btc|usdt|crypto)\b|\bpresale\b.{0,60}\b(?:live|token|100x|join|buy)",
    r"\b(?:investier\w*|bitcoin|krypto)\b.{0,80}\b(?:gewinne?|rendite|verdien\w*)\b.{0,80}(?:\d|taglich|whatsapp|telegram)|\binvesti\w*\b.{0,80}\b(?:benefices?|gagn\w*|gananc\w*|lucros?|guadagn\w*)\b.{0,80}(?:\d|whatsapp|telegram)",
    r"(?:инвестир|вложи|крипт|трейд|бирж)\w*.{0,100}(?:прибыл|доход|заработ|заработок)\w*|заработ\w{1,4} на (?:крипт|биржах|трейдинге|арбитраж)\w*|(?:比特币|虚拟币|炒股|股票).{0,20}(?:稳赚|带单|老师|群|收益)",
    r"(?:投資|仮想通貨).{0,20}(?:必勝|稼げ|月利|儲か)|(?:코인|주식|비트코인).{0,20}(?:리딩|수익률|무료 ?추천|정보방)|(?:استثمار|تداول).{0,40}(?:أرباح|ربح)",
)
_JOB = Phrases(
    r"\b(?:earn|make|making|earning|earned|made|paid|get paid|payday|income)\b.{0,40}(?:[$£€₹] ?\d[\d,.]+k?|\b\d[\d,.]* ?(?:usd|dollars|euros?|bucks)).{0,60}\b(?:day|week|weekly|month|monthly|hour|hourly|daily|online|home)\b",
    r"\b(?:earn|make|making|work|working|jobs?|paid)\b.{0,50}\b(?:online|from (?:your )?(?:home|sofa|couch|phone)|at home)\b.{0,120}\b(?:click|visit|apply|contact|whatsapp|telegram|here|link|website|join|info|https?|www)\b",
    r"\bgeld verdienen\b.{0,60}\b(?:online|zuhause|hause|internet|taglich)|\bvon zu ?hause (?:aus )?(?:geld )?verdienen|\bnebenverdienst\b.{0,60}\b(?:kontakt|whatsapp|www|https?)",
    r"\bgagne[rz]\b.{0,30}\b(?:argent|euros?)\b.{0,40}\b(?:domicile|internet|ligne|maison)|\btravail a domicile\b.{0,60}\b(?:contact\w*|whatsapp|euros?)",
    r"\bgan[aer]{1,3}\b.{0,20}\bdinero\b.{0,40}\b(?:casa|internet|online|facil)|\btrabaj[aoe]\w? desde (?:tu )?casa|\bganh(?:e|ar|ando)\b.{0,20}\b(?:dinheiro|renda)\b.{0,40}\b(?:casa|internet|online)|\brenda extra\b",
    r"\bguadagna\w{0,2}\b.{0,30}\b(?:soldi|euro|casa|online)\b.{0,40}\b(?:casa|online|internet|giorno)|\bevden (?:para kazan|is)\w*|\bkerja (?:dari rumah|sampingan|online)|\bpenghasilan (?:tambahan|harian|jutaan)",
    r"\bkiem tien (?:online|tai nha)|\bzarabia\w{1,3} (?:w domu|online|przez internet)|\bpraca (?:w domu|zdalna)\b.{0,60}\b(?:kontakt|whatsapp|zl)",
    r"(?:нуж(?:ен|ны|но)|требу(?:ется|ются)|ищ(?:у|ем)|набор|набира(?:ю|ем)).{0,60}(?:людей|люди|человек|сотрудник|партн[её]р|команд|менеджер|помощник|заработ|работник)\w*.{0,200}(?:удал[её]н|доход|заработ|\$|пиши|писать|лс|личк|оплат|зарплат|час)\w*",
    r"(?:удал[её]нн\w{1,3}|стабильн\w{1,3}|пассивн\w{1,3}|дополнительн\w{1,3}|реальн\w{1,3}) (?:заработ|доход|работ|подработ)\w*|(?:заработок|доход|зарплата|оплата|платят) (?:от|до|с) \$?\d|от \d[\d .]* ?(?:\$|₽|руб|usd|💲|€|тысяч|к) ?(?:в|/|за) ?(?:день|недел|месяц|час|сутки)",
    r"пиши(?:те)? ?(?:[+➕✅]|плюс|«?\+»?) ?(?:в )?(?:лс|личк|личные)|пиши(?:те)? (?:мне )?в (?:лс|личк|личные|директ)\w*|дохід від|заробіток (?:в інтернеті|онлайн|від)",
    r"(?:日结|日赚|日入|月入)[^\w]{0,2}\d|(?:兼职|代理|副业).{0,10}(?:加微信|微信|联系|日结|招募)|招代理|稳定结账|稳定结算|刷单|(?:副業|在宅).{0,20}(?:稼げ|月収|簡単|万円)|(?:부업|재택|알바).{0,20}(?:수익|월|카톡|문의|모집)",
    r"घर बैठे.{0,20}(?:पैसे|कमा)|(?:اربح|ربح) (?:المال|\$?\d+).{0,30}(?:الانترنت|يوميا|المنزل)|کسب درآمد (?:اینترنتی|از|در)|درآمد (?:دلاری|روزانه)",
)
_MESSENGER = Phrases(
    r"\b(?:whats? ?app|telegram|telegramm|wechat|viber|zalo|kakao\w*|line id)\b[^\d@]{0,16}?(?:\+ ?\d[\d ().-]{8,}|\b0?\d{9,13}\b|@\w{4,}|t\.me/|wa\.me/)",
    r"(?:ват?сап\w?|телеграмм?\w?|телега)\b[^\d@]{0,16}?(?:\+ ?\d[\d ().-]{8,}|\b0?\d{9,13}\b|@\w{4,}|t\.me/|wa\.me/)",
    r"(?<![a-z0-9])(?:微信|加v|v信|飞机|电报|카톡|텔레그램|텔레|라인|واتساب|واتس|تلگرام|تليجرام)[^\w]{0,4}(?:号|號|id|群|아이디|:)?[^\w]{0,4}@?[a-z0-9_]{5,}",
    r"\b(?:t|wa)\.me/\+?\w{4,}|(?:联系|客服|对接|私聊|飞机)\w{0,4}[^\w]{0,4}@[a-z]\w{4,}",
)
_PITCHED = Phrases(
    r"\b(?:free|earn\w*|profit\w*|invest\w*|loan\w*|help(?:ed)?|services?|hack\w*|best|guarante\w*|business|offer\w*|cheap|buy|order|price\w*|join|deals?|sale|promo\w*|paid|money|cash|cure\w*|deposit|income|vip|available|interested)\b",
    r"\b(?:kredit|angebot|gratis|verdien\w*|pret|offre|gagn\w*|prestamo|gana\w*|oferta|ganh\w*|prestit\w|guadagn\w*|kazan\w*|murah|jual|pinjaman|harga|promo\w*|mua|ban|gia)\b",
    r"заработ|доход|прод|купи|заказ|скидк|услуг|обуч|работ|бесплатн|прибыл|выигр|курс|люб(?:ой|ые|ая)|团|价|招|赚|结|卖|买|出售|代理|资源|日结|稼|副業|数量|상담|문의|수익|할인|للبيع|خصم|ربح|فروش|خرید",
)
_HEALTH = Phrases(
    r"\b(?:lose|losing|lost|burn|drop\w*)\b.{0,20}\b(?:\d+ ?(?:kg|kilos?|pounds|lbs)|weight|belly fat|fat)\b.{0,60}\b(?:days?|weeks?|pills?|tea|trick|supplement|fast|diet|product|secret|here)\b",
    r"\b(?:keto|cbd|hemp|thc|kratom|garcinia|slimming|detox|testosterone|weight loss|male enhancement|vape)\b.{0,20}\b(?:gummies|oil|pills?|diet pills?|booster|supplements?|tea|for sale|reviews?|capsules?|tablets?|shop|store|online)\b",
    r"\bpenis enlargement|\b(?:male|penis) enhancement|\berectile dysfunction\b.{0,60}\b(?:cure|pills?|treatment|buy)|\b(?:schnell |garantiert )abnehmen|\bperdre du poids (?:vite|rapide)|\bbajar de peso rapido|\bemagrec\w+ (?:rapido|\d+)",
    r"\bdimagrire (?:veloc|subito)|\b(?:obat|pil) (?:pelangsing|kuat|pembesar)|(?:похуде|похудей)\w* .{0,30}(?:за \d|быстро|без диет)|减肥(?:药|茶|产品)|壮阳(?:药)?|ダイエット(?:サプリ|茶)|비아그라|발기부전|حبوب (?:التخسيس|منشطة)|giam can (?:nhanh|sau)",
)
_FAKE = Phrases(
    r"\b(?:buy|get|order|sell\w{0,3}|purchase|obtain|offer\w*)\b.{0,40}\b(?:real|fake|registered|genuine|original|novelty|undetect\w+|counterfeit|cloned?|database|quality)\b.{0,40}\b(?:passports?|driv\w{3,5}.{0,3} licen[cs]es?|licen[cs]es?|ids?|diplomas?|degrees?|certificates?|banknotes?|bills|money|notes|cards?|ielts|visas?)\b",
    r"\b(?:ielts|toefl|pte|nclex)\b.{0,30}\bwithout (?:exam|test|attending)|\bcounterfeit (?:money|bills|notes|banknotes) (?:for sale|online|that)|\bcvv\b.{0,30}\b(?:dumps|shop|fullz|sell)|\bdumps with pin",
    r"фальш\w{0,8} (?:руб|купюр|деньг|доллар)\w*|поддельн\w{2,3} (?:валют|купюр|деньг|документ)\w*|купюр\w .{0,30}банкомат|(?:купить|продам|продажа) (?:диплом|паспорт|права|документы|закладк)\w*|办证|办假证|各类证件|假币",
)
_CHEAP = Phrases(
    r"\b(?:buy|order|shop|purchase|get)\b.{0,40}\b(?:cheap\w*|online|discount\w*|best price\w?|lowest price\w?|wholesale|without (?:a )?prescription|% off|free shipping|worldwide shipping)\b.{0,80}(?:https?:|www\.|\.com|\bclick|\bvisit|\bhere\b|[$€£] ?\d)",
    r"\b(?:cheap\w*|best price\w?|lowest price\w?|discount\w{0,3}|wholesale|\d\d ?% off|huge sale)\b.{0,60}\b(?:buy|order|shop|store|shipping|visit|click)\b",
    r"\b(?:kaufen|bestellen)\b.{0,40}\b(?:gunstig|billig|rabatt|online|shop)|\b(?:gunstig|billig)\w? .{0,30}\b(?:kaufen|bestellen)\b|\bachete[rz]\b.{0,40}\b(?:pas cher|en ligne|promo\w*|soldes)|\bpas cher\b.{0,40}\bachat",
    r"\bcompr[ae]r?\b.{0,40}\b(?:barat\w+|online|descuento|oferta|desconto|promocao|en linea)\b.{0,60}(?:https?:|www|\baqui)|\bacquist\w+\b.{0,40}\b(?:sconto|online|offerta|economic\w)|\bsatin al\b.{0,60}(?:ucuz|indirim|https?:|www)|\b(?:jual|beli)\b.{0,40}\b(?:murah|diskon|promo|hub|wa)\b",
    r"(?:купить|купи|заказать|закажи)\w* .{0,50}(?:недорого|скидк|дешев|дешёв|с доставкой|интернет-магазин|оптом|на сайте|онлайн)|(?:скидк\w|распродажа|акция) .{0,40}(?:купи|заказ|магазин)|(?:購入|通販|激安).{0,20}(?:激安|送料無料|通販|販売)|(?:低价|优惠|批发|折扣).{0,20}(?:购买|出售|下单|联系|官网)|(?:할인|최저가).{0,20}(?:구매|판매|쇼핑)",
    r"(?:شراء|اشتر).{0,30}(?:خصم|رخيص|عروض|اونلاين)|خرید.{0,30}(?:ارزان|تخفیف|اینترنتی)|\bmua\b.{0,30}\b(?:gia re|giam gia|online)|\bkup\w{0,3}\b.{0,30}\b(?:tanio|promocja|online)|(?:सस्ते|छूट).{0,20}खरीद",
)
_SITE_OFFER = Phrases(
    r"\b(?:we|i|our (?:team|agency|company)) (?:can |will |could |would )?(?:offer|provide|help|boost|improve|increase|redesign|rank|guarantee)\w*\b.{0,80}\b(?:seo|backlinks?|traffic|rankings?|guest posts?|leads|your (?:website|site|google))\b",
    r"\b(?:increase|boost|improve|get|buy|more|drive) .{0,24}\b(?:traffic|rankings?|visitors|leads)\b.{0,40}\b(?:to|for|on) your (?:web ?site|site|blog|business|page)",
    r"\b(?:high[- ]quality|dofollow|do-follow|high da|permanent|buy|sell\w*) (?:seo )?(?:backlinks?|guest posts?)|\bseo (?:services?|expert|agency|company|packages?)\b.{0,80}\b(?:best|affordable|contact|rank|visit|cheap|in \w+)",
    r"\b(?:web ?site|web|logo|app) (?:design|development)\w* (?:company|agency|services?) in \w+",
)


def _offered(evidence: Evidence, phrases: Phrases) -> bool:
    return has_way(evidence) and evidence.has(phrases)


def phishing(evidence: Evidence) -> bool:
    """An account, a card or a parcel in trouble, or a prize drawn, and a way there."""
    return _offered(evidence, _PHISH)


def loan_offer(evidence: Evidence) -> bool:
    """Loans, as those who lend advertise them."""
    return _offered(evidence, _LOAN)


def label_offer(evidence: Evidence) -> bool:
    """Brands beside the words for copies and outlets, and a link."""
    return has_link(evidence) and evidence.has(_LABELS)


def essay_offer(evidence: Evidence) -> bool:
    """Papers written for pupils and students."""
    return _offered(evidence, _ESSAY)


def spell_offer(evidence: Evidence) -> bool:
    """Spells, cures by herbs, a lover brought back."""
    return _offered(evidence, _SPELL)


def company_offer(evidence: Evidence) -> bool:
    """Paid company or pornography, as it is advertised."""
    return _offered(evidence, _COMPANY)


def returns_offer(evidence: Evidence) -> bool:
    """Sums put in and sums taken out, or lost money recovered."""
    return _offered(evidence, _RETURNS)


def job_offer(evidence: Evidence) -> bool:
    """Money from home, people wanted."""
    return _offered(evidence, _JOB)


def job_words(evidence: Evidence) -> bool:
    """The same, without a way there."""
    return evidence.has(_JOB)


def messenger_pitch(evidence: Evidence) -> bool:
    """A number or name at a messenger, beside words that sell."""
    return evidence.has(_MESSENGER) and evidence.has(_PITCHED)


def health_offer(evidence: Evidence) -> bool:
    """Slimness and manhood for sale."""
    return _offered(evidence, _HEALTH)


def fake_offer(evidence: Evidence) -> bool:
    """Forged papers and money for sale."""
    return evidence.has(_FAKE)


def cheap_offer(evidence: Evidence) -> bool:
    """Something to be bought at a discount, and a link."""
    return has_link(evidence) and evidence.has(_CHEAP)


def site_offer(evidence: Evidence) -> bool:
    """Traffic and rank for the owner of the site."""
    return _offered(evidence, _SITE_OFFER)
