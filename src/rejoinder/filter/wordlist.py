"""The words that the hand-written signals look for, by the name of the clue; `lexicon.py` looks them up.

Written by hand for this project, with the corpora of the model card in view, from what comment spam offers in many
languages. `WORDS` are whole words; `STEMS`, parted by commas, are looked for inside of words that are not ASCII, for languages that
inflect or write without spaces. A word alone never decides: `signals.py` joins them.
"""

from __future__ import annotations

__all__ = ["STEMS", "WORDS"]

WORDS = {
    "GAMBLING": """
        casino casinos kasino slot slots togel gacor gacorr maxwin sbobet judi jackpot jackpots jakpot jekpot
        roulette rulet blackjack baccarat bahis bahisleri iddaa kumar kumarhane betting bookmaker bookmakers
        sportsbook poker pokies scatter petir rtp cuan jp wd depo toto slotnya jpnya paito bandar freespin freespins
        kasyno apuestas казино ставки ставка слоты слот рулетка букмекер букмекерская джекпот автоматы фриспины
        игровые کازینو قمار پوکر بت شرطبندی انفجار كازينو قمار مراهنات روليت القمار
    """,
    "OFFER": """
        bonus bonuses free win winning join visit register signup play spins spin deposit claim promo promocode
        daftar gabung coba klik main mainkan menang link situs modal bonusu üye kayıt giriş oyna kazan bedava deneme
        бонус бонусы бесплатно регистрация регистрируйся выиграй играй играть выигрыш депозит промокод biggest best
        click بونوس ثبت سایت لینک رایگان برد مجانا سجل العب اربح موقع
        gratis einzahlung anmelden jetzt spielen jouer inscription gratuit gratuits registro registrate juega jugar
        cadastro cadastre jogue jogar giocare gioca registrati zarejestruj graj
    """,
    "PILL": """
        viagra cialis levitra kamagra sildenafil tadalafil tramadol xanax ambien valium phentermine modafinil
        pharmacy oxycodone hydrocodone виагра сиалис ivermectin ozempic semaglutide adderall percocet clenbuterol
        anavar steroids potenzmittel
    """,
    "MONEY": """
        bitcoin btc crypto cryptocurrency forex trading trader investment invest binary ethereum usdt nft airdrop
        presale биткоин криптовалют крипта крипте крипту криптой трейдинг арбитраж инвестиции invested investing
        investissement inversión investimento broker
    """,
    "PROFIT": """
        profit profits profitable earn earned earning earnings returns roi payout withdrawal income million
        guaranteed 1000x 100x прибыль доход дохода доходность заработок заработка withdraw gewinn rendite bénéfices
        ganancias lucro guadagno kazanç
    """,
    "CONTACT": """
        whatsapp telegram telegrams contact dm inbox gmail skype wechat t.me лс личку личные личное пиши пишите
        напиши напишите telegramm телеграм телеграмм ватсап whatapp watsapp zalo kakaotalk viber wa
    """,
    "OWN": "my our mine mein meinen meine mijn mi mon",
    "CHANNEL": "channel channels chanel video videos vids page blog music cover covers kanal profile playlist",
    "VISIT": "check subscribe sub visit checkout follow watch listen abonnier abonniere schau subscribing subs",
    "PRIZE": """
        prize prizes won winner awarded cash voucher reward selected hadiah undian pemenang £1000 £2000 £5000 claim
        guaranteed ringtone tone
    """,
    "CALL": "call text txt reply send hubungi hub sms phone",
    "SEARCH": "seo backlink backlinks ranking rankings rank guestpost serp",
    "WORK": """
        earn заработок заработка заработку зарабатывать подработка подработку доход дохода доходом удаленно
        удаленный удаленка партнеров партнёров сотрудничества сотрудничество команду
    """,
    "ADULT": "porn porno xxx escort escorts nudes sexcam webcam интим шлюхи порно проститутки вирт onlyfans",
    "PRAISE": """
        wonderful great amazing awesome excellent fantastic nice helpful informative thanks thank article post blog
        website site
    """,
    "EARN": "make making made earn earned earning earnings",
    "CRIME": "hacker hackers hacking spellcaster lottospell recovery clone documents passports",
    "PLEA": """
        subscribe sub subs subscribers suscribe suscribete suscríbete abonniert abonnieren abonniere abonnez abonne
        inscreva inscrevam iscriviti iscrivetevi abone subrek subscriber subskrybuj zasubskrybuj follow folgt suivez
        sigueme síganme seguime segueme video playlist channel kanal canal chaîne canale kênh twitter
        instagram soundcloud facebook mixtape thumbs thumb youtube
    """,
    "TARIFF": "ppm 150p 150ppm £1 £3 p pm stop optout min msg txt minute cost costs call calls text sms appel minuto",
    "DIAL": """
        call txt text send reply sms phone ketik kirim balas hubungi hub telephone ring cal
        sende sende envoyez envoie envia envía envie invia wyślij gönder
    """,
    "ACCOUNT": """
        account accounts parcel package delivery suspended verify konto paket sendung compte colis cuenta paquete conta
        encomenda pacco hesap hesabınız rekening hadiah kargo konta paczka kuota pemenang virus refund wallet
    """,
    "LOAN": """
        loan loans lender lenders credit kredit darlehen prêt pret crédit credito crédito préstamo prestamo préstamos
        prestamos empréstimo emprestimo empréstimos prestito prestiti finanziamento kredi kredisi pinjaman pinjol kta
        dana vay pożyczka pozyczka pożyczki chwilówki financing кредит кредиты займ займы микрозайм
    """,
    "LABELS": """
        rolex vuitton gucci chanel prada hermes ugg uggs nike jordan jordans jerseys handbags handbag replica replicas
        oakley ray raybans moncler burberry pandora tiffany louboutin adidas yeezy cartier omega sneakers watches
        реплика реплики копии копия réplique replika montres uhren bolsos
    """,
    "ESSAY": """
        essay essays dissertation dissertations thesis coursework assignment assignments homework termpaper hausarbeit
        bachelorarbeit masterarbeit ghostwriter mémoire tcc diploma диплом дипломы курсовая курсовые реферат рефераты
        tez ödev skripsi
    """,
    "SPELL": """
        spell spells spellcaster caster voodoo vashikaran astrologer astrology psychic illuminati herpes marabout
        voyant voyance amarre amarres brujo hechizo simpatia amarração cartomante wahrsager herbal herbs dukun pesugihan
        pelet medyum büyü гадалка приворот приворота ворожея маг tarot ex
    """,
    "COMPANY": """
        escort escorts escorte escortes girls girl singles dating hookup hookups sex sexy nude nudes naked cam cams
        webcam acompanhantes prostitutas putas huren nutten sexkontakte sextreffen rencontre rencontres bakeca incontri
        bayan bokep ngentot знакомства интим проститутки индивидуалки шлюхи эскорт porn porno xxx onlyfans chat adult
        horny sexting randki seks
    """,
    "STREAM": """
        iptv movie movies film films episode episodes streaming stream streams hd 1080p putlocker 123movies filme
        películas peliculas filmes nonton izle
    """,
    "FAME": """
        followers follower likes views subscribers abonnés abonnenten seguidores takipçi takipci подписчики подписчиков
        накрутка obserwujących lượt smm panel robux vbucks bucks nitro diamonds generator giftcard giftcards cards card
        skins coins crackz keygen crack
    """,
    "CHEAP": """
        cheap cheapest discount discounts sale outlet wholesale buy order shop store coupon coupons günstig billig kaufen
        bestellen rabatt cher acheter soldes achat barato baratos barata comprar descuento oferta ofertas desconto
        promoção economico acquista acquistare sconto offerta ucuz indirim satın sipariş murah beli jual diskon promo
        купить купи заказать недорого скидка скидки скидкой дешево дёшево распродажа tanio kup zniżka kupić rabat mua rẻ
        bán price prices prescription shipping
    """,
    "JOB": """
        home online job jobs hiring part-time parttime income paid payday salary work working earn earning money cash
        zuhause verdienen geld nebenjob nebenverdienst domicile domicilio argent gagner gagnez travail casa dinero gana
        gane ganar trabajo trabaja trabalhe trabalho renda dinheiro ganhe ganhar guadagna guadagnare lavoro soldi evden
        para kazan kazanmak kerja uang penghasilan sampingan tiền zarabiaj zarobek praca dochód людей человек люди
        сотрудники сотрудник доход заработок работа работу дохода заработка подработка дохід заробіток робота
    """,
    "HEALTH": """
        weight keto cbd testosterone enlargement enhancement garcinia slimming detox wrinkles abnehmen perdre maigrir
        adelgazar emagrecer dimagrire похудеть похудения zayıflama pelangsing odchudzanie penis erection erectile hemp lose losing lost kg kilos belly
        vape kratom gummies
    """,
    "FLATTER": """
        blog weblog website web site webpage writing article post page bookmarked bookmark rss google topic info
        information browser theme piece content howdy paragraph fastidious surfing rss roommate blogroll sharing
    """,
    "FAKE": """
        passport passports licence license diploma diplomas degree degrees banknotes counterfeit cloned ssn ielts toefl
        certificate cvv фальш фальшивые купюр купюры закладки паспорт права docs documents
    """,
    "ROBOT": "seo traffic visitors leads design designer developer marketing ranking backlinks website da pa dr outreach",
}
STEMS = {
    "GAMBLING": """
        赌场, 博彩, 彩票, 娱乐城, 六合彩, 赌博, 真人荷官, 棋牌, 投注, 百家乐, 老虎机, 開運, 賭場, شرط‌بندی, 카지노, 바카라, 토토, 슬롯,
        คาสิโน, สล็อต, บาคาร่า, カジノ, スロット, パチンコ, казино, букмекер, कैसीनो, सट्टा, cờ bạc,
        nhà cái
    """,
    "OFFER": """
        注册, 送彩金, 官网, 优惠, 首存, 充值, 平台, 가입, สมัคร, 체험, 쿠폰, ボーナス, 登録, 無料, бонус, регистрац, बोनस
    """,
    "CONTACT": """
        加微信, 微信, 飞机, 电报, 联系, 客服, 텔레그램, 카톡, واتساب, تلگرام, تليجرام, व्हाट्सएप
    """,
    "MONEY": """
        криптовалют, инвестиц, 比特币, 虚拟币, 投資, 仮想通貨, 비트코인, 코인, 주식, 리딩, 股票, 炒股, تداول, استثمار,
        العملات, بیت‌کوین
    """,
    "WORK": """
        日赚, 兼职, 月入
    """,
    "PLEA": """
        подпиш, підпиш, подписыва, канал, 구독, チャンネル, 登録, 关注, 訂閱, 订阅, 频道, اشترك, قناتي, कानल,
        सब्सक्राइब, सब्सक्राईब, سابسکرایب, کانال, chaîne, kênh
    """,
    "ACCOUNT": """
        аккаунт, посылк, заблокир, 账户, 账号, 帐户, 包裹, 快递, アカウント, 荷物, 配達, 계정, 택배, حسابك, حساب, खाता,
        खाते, पार्सल, tài
    """,
    "LOAN": """
        кредит, займ, позик, 贷款, 借款, 网贷, 融资, 融資, ローン, 即日, 대출, قرض, وام, लोन, ऋण, vay
    """,
    "LABELS": """
        реплик, копи, 高仿, 复刻, A货, スーパーコピー, コピー, ブランド, 레플리카, 명품
    """,
    "ESSAY": """
        диплом, курсов, реферат, 代写, 论文, 代筆, レポート代行, 논문
    """,
    "SPELL": """
        приворот, гадал, ворож, магич, 算命, 风水, 占い, 점집, वशीकरण, ज्योतिष, سحر, büyü
    """,
    "COMPANY": """
        эскорт, интим, проститут, индивидуал, знакомств, 约炮, 裸聊, 成人, 援交, 外围, 上门, 出会い, セフレ, 人妻,
        조건만남, 출장, 섹스, سكس, سکس, सेक्स, कॉल गर्ल, 看片, 妹, 卖片
    """,
    "STREAM": """
        看片, 在线观看, 免费看, смотреть, сериал, фильм, 動画, 무료보기, 다시보기, مشاهدة, دانلود, izle
    """,
    "FAME": """
        накрут, подписчик, 刷粉, 涨粉, 刷单, フォロワー, 팔로워, متابعين, فالوور, फॉलोअर्स, takipçi, lượt
    """,
    "CHEAP": """
        купит, заказ, скидк, недорог, дешев, дешёв, распродаж, продаж, знижк, 购买, 優惠, 优惠, 折扣, 批发,
        低价, 激安, 購入, 通販, 送料無料, 할인, 구매, 판매, 최저가, شراء, خصم, عروض, خرید, ارزان, تخفیف, खरीद, सस्ते,
        सस्ता, छूट, mua, giá, satın, günstig, zniż
    """,
    "JOB": """
        兼职, 日结, 日赚, 月入, 招聘, 招代理, 刷单, 赚钱, 副業, 稼, 在宅, 부업, 재택, 알바, 수익, зарабат, заработ, удален,
        удалён, подработ, доход, сотрудник, работ, дохід, زيادة الدخل, ربح, اربح, درآمد, कमाए,
        कमाएं, कमाएँ, पैसे, kiếm, tiền
    """,
    "HEALTH": """
        похуде, 减肥, 壮阳, ダイエット, 다이어트, 발기, 비아그라, لاغری, التخسيس, वजन, giảm
    """,
    "FAKE": """
        фальш, купюр, закладк, 办证, 证件, 假币, 문서위조, جوازات
    """,
}
