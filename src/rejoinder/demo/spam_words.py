"""What tries to get under the demo article and should not: spam of the kinds that blogs receive, and a few doubtful cases.

Pure data, written for Rejoinder after the manner of such messages; none of it was sent by anybody. Every host lies under
`.example` (RFC 2606). The letters that look wrong are meant: styled and mixed alphabets are how such texts hide.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """A comment as it comes in from a stranger; `kind` says for people what it is, and the filter never sees it."""

    author: str
    email: str
    url: str
    text: str
    kind: str


SPAM: tuple[Arrival, ...] = (
    Arrival(
        author="Best Garden Sheds Direct",
        email="marketing@garden-sheds-direct.example",
        url="https://garden-sheds-direct.example/",
        text=(
            "Wow, this is really a great post! I have been looking everywhere for this kind of information and you explain "
            "it so well. I have bookmarked your blog and will tell all my friends. Please also visit my website "
            "https://garden-sheds-direct.example/ for more quality content."
        ),
        kind="flattery with a link",
    ),
    Arrival(
        author="online pharmacy",
        email="orders@cheap-meds-24.example",
        url="http://cheap-meds-24.example/viagra",
        text=(
            "Buy generic Viagra and Cialis online without prescription! Lowest price per pill, fast discreet worldwide "
            "shipping, 10 free pills with every order. Order now: http://cheap-meds-24.example/viagra"
        ),
        kind="pills",
    ),
    Arrival(
        author="𝐒𝐋𝐎𝐓 𝐆𝐀𝐂𝐎𝐑",
        email="admin@gacor-menang.example",
        url="https://gacor-menang.example/daftar",
        text=(
            "𝐒𝐋𝐎𝐓 𝐆𝐀𝐂𝐎𝐑 𝐇𝐀𝐑𝐈 𝐈𝐍𝐈 🎰 daftar sekarang, bonus new member 100%, deposit pulsa tanpa potongan, gampang maxwin! "
            "𝐋𝐈𝐍𝐊 𝐑𝐄𝐒𝐌𝐈 👉 https://gacor-menang.example/daftar"
        ),
        kind="gambling in styled letters",
    ),
    Arrival(
        author="Clara Profit",
        email="clara@coin-doubler.example",
        url="https://coin-doubler.example/start",
        text=(
            "I lost everything until I met my account manager. I invested $500 in Bitcoin and got $7,850 back in only five "
            "days, guaranteed and with no risk!!! Send your coins to the smart wallet and they are doubled automatically. "
            "Start trading today at https://coin-doubler.example/start"
        ),
        kind="crypto doubling",
    ),
    Arrival(
        author="SEO Expert Team",
        email="sales@rank-first-page.example",
        url="https://rank-first-page.example",
        text=(
            "Hello webmaster, I checked your website and found that it is not ranking on the first page of Google. We offer "
            "high quality dofollow backlinks, guest posts with DA 50+ and guaranteed traffic at an affordable price. Reply "
            "for a free SEO audit or see our packages: https://rank-first-page.example"
        ),
        kind="backlinks",
    ),
    Arrival(
        author="Аnnа",
        email="anna@watch-outlet.example",
        url="http://watch-outlet.example/sale",
        text=(
            "Вuy сheар luхury wаtсhеs оnlinе, 80% disсоunt tоdаy оnly! Frее shiррing аnd mоnеy bасk guаrаntее, сliсk hеrе "
            "http://watch-outlet.example/sale"
        ),
        kind="mixed alphabets",
    ),
    Arrival(
        author="Mr. Gregory Finance",
        email="apply@quick-cash-loans.example",
        url="http://quick-cash-loans.example",
        text=(
            "Do you need an urgent loan? Bad credit accepted! We offer personal and business loans from $5,000 to $5,000,000 "
            "at 2% interest rate, no collateral, approval within 24 hours. Contact us today by email: "
            "apply@quick-cash-loans.example"
        ),
        kind="loans",
    ),
    Arrival(
        author="Jenny",
        email="jenny@home-income.example",
        url="https://home-income.example/join",
        text=(
            "I get paid over $130 per hour working from home with 2 kids at home. I never thought I'd be able to do it but my "
            "best friend earns over $12,000 a month doing this and she convinced me to try. The potential with this is "
            "endless. Here's what I've been doing >>> https://home-income.example/join"
        ),
        kind="earn from home",
    ),
    Arrival(
        author="watch free hd",
        email="live@full-match-stream.example",
        url="http://full-match-stream.example/live",
        text=(
            "WATCH LIVE FREE!! Full match HD streaming online no sign up no buffering >> "
            "http://full-match-stream.example/live << all leagues, all movies, download full movie 2021 free 1080p"
        ),
        kind="fake streaming",
    ),
    Arrival(
        author="ScottTib",
        email="scott@links-for-all.example",
        url="http://links-for-all.example",
        text=(
            "[url=http://poker-room.example/]online poker[/url] [url=http://cheap-tramadol.example/]buy tramadol[/url] "
            "[url=http://payday-fast.example/]payday loan[/url] [url=http://replica-bags.example/]replica handbags[/url] "
            "[url=http://links-for-all.example/]more links[/url]"
        ),
        kind="BBCode links",
    ),
    Arrival(
        author="designer bags outlet",
        email="shop@designer-outlet.example",
        url="https://designer-outlet.example/handbags",
        text=(
            "Authentic designer handbags outlet store, up to 90% off! AAA quality replica bags, wallets and belts, same "
            "leather as the original, nobody will see the difference. Free shipping worldwide, "
            "shop now https://designer-outlet.example/handbags"
        ),
        kind="counterfeit handbags",
    ),
    Arrival(
        author="EssayHelper",
        email="write@essay-in-3-hours.example",
        url="https://essay-in-3-hours.example/order",
        text=(
            "Students! Tired of deadlines? Our professional writers will write your essay, term paper or dissertation from "
            "scratch, 100% plagiarism free, from $9 per page. Get 15% off your first order with code MERIDIAN: "
            "https://essay-in-3-hours.example/order"
        ),
        kind="essay writing",
    ),
    Arrival(
        author="Katya25",
        email="katya@meet-tonight.example",
        url="http://meet-tonight.example/katya",
        text=(
            "Hi dear, I am a lonely girl looking for a serious man. I saw your comment and liked you very much. My hot "
            "private photos are here, register free and chat with me tonight http://meet-tonight.example/katya kiss"
        ),
        kind="dating",
    ),
    Arrival(
        author="Заработок Онлайн",
        email="info@dohod-doma.example",
        url="http://dohod-doma.example",
        text=(
            "Зарабатывай от 5000 рублей в день, не выходя из дома! Без вложений и опыта, деньги сразу на карту. Количество "
            "мест ограничено, переходи по ссылке прямо сейчас: http://dohod-doma.example"
        ),
        kind="Russian earnings",
    ),
    Arrival(
        author="Bahis Bonus",
        email="destek@bahis-giris.example",
        url="https://bahis-giris.example/bonus",
        text=(
            "Deneme bonusu veren güvenilir bahis siteleri burada! İlk üyeliğe %100 hoş geldin bonusu, canlı casino ve yüksek "
            "oranlar. Güncel giriş adresi: https://bahis-giris.example/bonus"
        ),
        kind="Turkish betting",
    ),
)

DOUBTFUL: tuple[Arrival, ...] = (
    Arrival(
        author="Lena at Blue Door Ceramics",
        email="lena@blue-door-ceramics.example",
        url="https://blue-door-ceramics.example/",
        text="Clear and fair, thank you. I learned more from this than from the evening news.",
        kind="short praise with a website",
    ),
    Arrival(
        author="Desmond Achterberg",
        email="d.achterberg@post.example",
        url="",
        text=(
            "The proverb has a history in these negotiations. I collected two earlier uses of it: "
            "https://old-speeches.example/bad-peace and https://archive-notes.example/1990s/good-quarrel. In both cases the "
            "ceasefire was a few months old as well, so the reporter might want to ask how those ended."
        ),
        kind="real remark with two links",
    ),
    Arrival(
        author="FED UP",
        email="fedup@mailbox.example",
        url="",
        text=(
            "WHY IS NOBODY TALKING ABOUT THE DRUGS!!! EVERY YEAR THE SAME SPEECHES AND EVERY YEAR THE STUFF ENDS UP IN OUR "
            "TOWNS. WAKE UP PEOPLE!!!!"
        ),
        kind="rant in capitals",
    ),
    Arrival(
        author="zed",
        email="zed@mailbox.example",
        url="",
        text="first!",
        kind="very short",
    ),
)
