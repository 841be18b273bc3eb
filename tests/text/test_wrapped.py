"""Paragraphs that were broken at a column are found; lists, verse, tables and code are left alone."""

from textwrap import dedent, wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.lines import read_lines
from cleaner.text.make_tables import make_tables
from cleaner.text.split import LONGEST_LINE
from cleaner.text.wrapped import find_wrapped

TABLES = make_tables()
BOAT = (
    "Dear all, the key of the boat house is back on its hook. Somebody had taken it home by mistake, as we "
    "thought, and has now put it into an envelope without a name. Nobody is angry; we were only worried "
    "about the canoes, which have to be dry before it freezes."
)
ROOF = "The meeting in May will be about the roof, which leaks again over the stairs. Bring a coat."
TOWER = (
    "Nobody knows yet who will paint the tower. It used to be done every four years, by the men of the "
    "harbour office, for nothing but a barrel of beer and a day off, and each time in another colour, so "
    "that skippers who came home after years thought they had lost their way."
)
BREAD = (
    "The bakery opens at six, but the rolls are in the window before that, and whoever knocks gets one. It "
    "was so in the time of the old baker, and his daughter, who took the shop over last year, has seen no "
    "reason to end it."
)
FULL = (
    "The key is on its hook again. Somebody had taken it home, as we thought, in a coat that belongs to "
    "nobody, and has now put it back without a word. We are not angry; we were only worried about the "
    "boats, which have to be dry before it freezes, and about the oars, too, which are made of ash."
)
"""At 59 characters, its last line is full, too."""
BRIDGE = (
    "村里的老桥从春天起就关闭了，居民们只好绕过树林，沿着一条很窄的小路进城。那条路上两辆车几乎无法交会，"
    "晚上也没有路灯，所以大家都不愿意在天黑以后出门。镇政府答应两年之内修好新桥，不过钱从哪里来，到现在"
    "还没有人知道。老人们都说，恐怕要等上更长的时间，才能再从桥上走过去买菜，看戏，探望住在对岸的亲戚。"
)


def find(*texts: str) -> list[bool]:
    return [bool(goes_on) for goes_on in find_wrapped(read_lines(texts, TABLES))]


def broken(text: str, width: int = 70, first: str = "", rest: str = "") -> list[str]:
    """Return the rows of a paragraph, with a "+" before those that go on with the one above."""
    rows = wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [" " + rows[0], *("+" + row for row in rows[1:])]


def sliced(text: str, width: int) -> list[str]:
    """Return the same where words have no spaces between them."""
    return [("+" if at else " ") + text[at : at + width] for at in range(0, len(text), width)]


def check(rows: list[str], end: str = "\n") -> None:
    """Check that the rows are found to go on where they have a "+"."""
    found = find(end.join(row[1:] for row in rows))
    shown = [row for row in rows if row[1:]]
    assert [("+" if goes_on else " ") + row[1:] for row, goes_on in zip(shown, found, strict=True)] == shown


FOUND = [
    pytest.param(broken(BOAT), id="a paragraph"),
    pytest.param([*broken(BOAT), "", *broken(ROOF)], id="its column shows one of two lines"),
    pytest.param([*broken(ROOF), "", *broken(BOAT)], id="above it, too"),
    pytest.param([*broken(BOAT), *broken(ROOF), *broken(TOWER)], id="short last lines without blank ones"),
    pytest.param([*broken(BOAT, first="    "), *broken(TOWER, first="    ")], id="first lines are indented"),
    pytest.param(broken(TOWER, first="        ", rest="        "), id="all lines are indented"),
    pytest.param(
        [
            " What there is to do:",
            *broken(BOAT, first="- ", rest="  "),
            *broken(ROOF, first="- ", rest="  "),
            " - The piano.",
        ],
        id="items whose lines hang",
    ),
    pytest.param([*broken(BOAT, first="1. "), *broken(TOWER, first="2. ")], id="items with numbers"),
    pytest.param(
        [
            " Ada wrote:",
            *broken(BOAT, 74, "> > ", "> > "),
            *broken(TOWER, 72, "> ", "> "),
            " >",
            *broken(ROOF, 72, "> ", "> "),
            *broken(BREAD),
        ],
        id="quotes of quotes",
    ),
    pytest.param(
        [" The lighthouse", *broken(TOWER), " How to get there", *broken(ROOF)], id="headings between"
    ),
    pytest.param(
        [
            *broken(
                "Before the library can lend the new readers out, it has to settle the points below, which "
                "the council has put off twice, since the clerk who knew about them is with the ferry now, "
                "and nobody else can find the file, let alone read what he wrote into it:"
            ),
            " Insurance for readers that get lost on the train, or fall into a bath",
            " Storage",
        ],
        id="a colon and upper case end it",
    ),
    pytest.param(
        [
            *broken(BOAT),
            "",
            *broken(
                "Whoever wants to read more about the water can find the whole report, with its maps and "
                "tables, at https://www.example.org/reports/water-levels/all.html until the end of the year, "
                "or longer if enough people ask for it. Pupils wrote it, and the figures in it are right."
            ),
        ],
        id="an address in it",
    ),
    pytest.param(broken(BOAT.replace(". ", ".  "), 65), id="two spaces behind sentences"),
    pytest.param([row + "  " for row in broken(BOAT)], id="white space behind lines"),
    pytest.param([*broken(BREAD, 40), "", *broken(BOAT, 40)], id="a narrow column"),
    pytest.param(broken(BREAD[:-1] + ', as she says: "Never."'), id="a sentence that ends in quotes"),
    pytest.param(
        [*broken(FULL, 59), " 2. Nobody knows what she will do with it in winter."],
        id="a number below a full line",
    ),
    pytest.param([*broken(FULL, 59), " - Nobody knows what she will do with it."], id="a bullet below it"),
    pytest.param([*broken(FULL, 59), " How to get there"], id="a heading below it"),
    pytest.param(
        [*broken(FULL, 59), " " + "Nobody has asked, or " * 3 + "will ask about it."], id="a longer line"
    ),
    pytest.param([*broken(FULL[:-1] + ":", 59), " Rolls, and loaves of rye."], id="an item behind a colon"),
    pytest.param(
        [*broken(FULL, 63, "    ", "    "), " and so it will be next year."], id="an outdented line below it"
    ),
    pytest.param(
        [" " + "Oberau, in the wet May of 1954".rjust(70), *broken(BOAT)], id="a date at the right margin"
    ),
    pytest.param(
        [" What was written about the ferry in the year in which it was built", *broken(BOAT, first="    ")],
        id="a headline above an indented line",
    ),
    pytest.param(
        [
            " > > And what should we do with the canoes, I wonder, if it freezes?",
            *broken(BOAT, 70, "> ", "> "),
        ],
        id="an answer below a quote of one line",
    ),
    pytest.param(
        [*broken(BOAT), "", *broken(ROOF), "", *broken(TOWER, 90), "", *broken(BREAD, 90)],
        id="a column above and another below",
    ),
    pytest.param(
        [*broken(TOWER, 90), "", *broken(BREAD, 90), "", *broken(ROOF), "", *broken(BOAT)],
        id="and the other way round",
    ),
    pytest.param(
        [
            *broken(BOAT, 60),
            "",
            " The meeting in May will be about the roof, which leaks again over the stairs, so that we",
            " have to bring a coat.",
        ],
        id="not in the column",
    ),
    pytest.param(
        [
            *broken(BOAT),
            "",
            " Bringt bitte alle eine warme Jacke mit, denn der alte Ofen hinter der",
            "+Bühne ist kaputt.",
        ],
        id="upper case, if nothing else is there",
    ),
    pytest.param(
        [
            *broken(BOAT),
            "",
            " Bringt bitte alle eine warme Jacke mit, denn der alte Ofen hinter der",
            " Bühne ist kaputt.",
            " Die Bühne",
        ],
        id="upper case, if something is below it",
    ),
    pytest.param(
        [
            *broken(BOAT),
            " Bringt bitte alle eine warme Jacke mit, denn der alte Ofen hinter der",
            " Bühne ist kaputt.",
        ],
        id="upper case, if something is above it",
    ),
    pytest.param(
        [
            *broken(BOAT),
            "",
            " All the stations, their heights and how to get there without getting",
            " wet feet or losing the way, as told by those who were there, and not",
            " By those who only read about them, as too many authors of guides did",
            " Maps",
        ],
        id="items in the column",
    ),
    pytest.param(broken(BOAT + " " + TOWER, 120), id="a broad column"),
    pytest.param(
        broken(
            "Im Herbst wird der Stall hinter der Mühle abgerissen, weil sein Dach den Winter nicht mehr "
            "überstehen würde. Der Verein hatte bis zum Sommer gehofft, dass die Gemeinde wenigstens die "
            "alten Balken retten kann. Jetzt kommen sie in das Lager des Museums, und der Platz bleibt leer."
        ),
        id="nouns in upper case",
    ),
    pytest.param(
        broken(
            "Старый мост закрыли ещё весной, и с тех пор жители деревни ездят в город через лес, по узкой "
            "дороге, на которой две машины с трудом могут разъехаться. Новый мост обещают построить через "
            "два года, если найдутся деньги и если река опять не выйдет из берегов."
        ),
        id="Cyrillic",
    ),
    pytest.param(
        broken(
            "أغلق الجسر القديم في الربيع، ومنذ ذلك الحين يذهب سكان القرية إلى المدينة عبر الغابة في طريق "
            "ضيق لا تكاد تمر فيه سيارتان معا، ولا يحب أحد أن يسلكه في الليل، لأن الطريق بلا مصابيح وفيه "
            "حفر كثيرة. وقد وعدت البلدية ببناء جسر جديد خلال عامين، إذا وجدت المال اللازم، لكن الناس لا "
            "يصدقون ذلك بعد كل هذا الانتظار."
        ),
        id="a script without upper case",
    ),
    pytest.param(
        sliced(BRIDGE, 32),
        id="a script without spaces",
    ),
    pytest.param(
        [
            " 老桥已经关闭。",
            *sliced(BRIDGE, 32),
        ],
        id="below a sentence",
    ),
    pytest.param(
        broken(
            "Kunnanhallitus päätti kokouksessaan, että vanha kirjasto muutetaan nuorisotaloksi ja että "
            "lainattavat kirjat siirretään kauppakeskuksen yläkertaan. Asukasyhdistys vastustaa sitä, "
            "koska hissi on usein epäkunnossa eivätkä iäkkäät kaupunkilaiset pääse portaita ylös."
        ),
        id="long words",
    ),
]


@pytest.mark.parametrize("rows", FOUND)
def test_found(rows: list[str]) -> None:
    check(rows)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_found_between_other_line_breaks(end: str) -> None:
    check([*broken(BOAT), *broken(ROOF)], end)


NOT_FOUND = [
    pytest.param("", id="empty"),
    pytest.param("word\n", id="one line"),
    pytest.param(
        """
        The meeting in May will be about the roof, which leaks again over the
        stairs. Bring a coat.
        """,
        id="one full line shows no column",
    ),
    pytest.param(
        """
        Opening hours of the library and its branches in the villages
        Reading rooms, desks with a view, and how to reserve them
        Renewing what you have borrowed, and fees if you forget to
        Questions that we are asked often
        """,
        id="menu",
    ),
    pytest.param(
        """
        opening hours of the library and its branches in the villages
        reading rooms, desks with a view, and how to reserve them
        renewing what you have borrowed, and fees if you forget to
        questions that we are asked often.
        """,
        id="menu in lower case",
    ),
    pytest.param(
        """
        Harbour office wants to dredge the basin, this time by night
        Council, short of money, sells meadow behind swimming pool
        Theatre opens season with play about flood, and live geese
        Ferry stays in dock for longer, again
        """,
        id="headlines of about the same length",
    ),
    pytest.param(
        """
        I left the window open to the rain,
        And all the papers on the table swam;
        The ink ran out of every word again,
        And nothing said, but water, who I am.
        The cat came in and sat upon the chair,
        And washed its paws, as if it did not care.
        """,
        id="poem",
    ),
    pytest.param(
        """
        The shed smells of tar, and of
        apples, which lie on the boards
        side by side, none touching any
        other, until the frost, when my
        mother comes with a basket.
        """,
        id="poem that fills a narrow column",
    ),
    pytest.param(
        """
        Station       Height    Since   Rain in the wettest year, mm
        Old Mill      212 m     1961    1204
        Upper Weir    340 m     1958    1377
        Watchtower    402 m     1974    1420
        """,
        id="table",
    ),
    pytest.param(
        """
        Names of the stations, then height, year, rain and whether open.
        weir at the mill 212 m 1961 1204 mm open, above all in winter 12
        gate of the park 340 m 1958 1377 mm shut, above all in summer 31
        roof of the barn 402 m 1974 1420 mm open. 7
        and all of 1999.
        """,
        id="table in lower case",
    ),
    pytest.param(
        """
        name;street;town;since;paid;remarks
        adler, jo;mill lane 4;upper weir;1998;yes;has a key to the shed
        berg, an;station road 12;old mill;2003;no;moved away in march
        conti, li;market 1;upper weir;2011;yes;speaks at the meeting in may
        dahl, ed;mill lane 9;old mill;2015;yes;none.
        """,
        id="CSV",
    ),
    pytest.param(
        """
        Friends of the Old Lighthouse, Registered Association
        c/o Harbour Office, third floor, room of the pilots
        12 Quay Street, opposite the fish market
        Upper Weir 4711
        """,
        id="address",
    ),
    pytest.param(
        """
        500 g of flour, and a little more for the board and your hands
        2 eggs, at best from hens that were allowed to run about
        1 spoon of honey, or sugar if there is no honey in the house
        a pinch of salt
        """,
        id="ingredients",
    ),
    pytest.param(
        """
        "use strict"; var s = {a: [], b: {}}, n = 0, h = [1, 2, 3], x = 0;
        for (var i = 0; i < h.length; i++) { s.a[i] = h[i] * 2 + 10 * n++; }
        if (s.a[0] > 4 || !h[2] && n == 2) { x = s.a.pop() - h[0] / 2 - 1; }
        return [x + n, s];
        """,
        id="code",
    ),
    pytest.param(
        """
        Put these into the file of settings, in any order you want:
        weather.station.upper_weir.height_in_metres is a whole number
        weather.station.upper_weir.opened_in_year is a whole number
        weather.station.upper_weir.wind_and_sun, a list of both
        weather.station.upper_weir.name.
        """,
        id="names of settings",
    ),
    pytest.param(
        """
        Reports that can be read without a password, as of this spring:
        https://www.example.org/reports/2019/water-levels/summary.html
        https://www.example.org/reports/2019/water-levels/all-maps.html
        https://www.example.org/reports/2020/water-levels/summary.html
        https://www.example.org/about.
        """,
        id="addresses of sites",
    ),
    pytest.param(
        """
        The bridge was closed in spring. Nobody had expected that so soon.
        People now drive through the wood. Two cars can hardly pass there.
        The council promises a new one. It does not say who will pay it.
        The old men laugh.
        """,
        id="sentences",
    ),
    pytest.param(
        """
        the bridge, which was closed in spring, is still not open again.
        nobody knows, not even the mayor, when there will be a new one.
        people, some with carts, now drive through the wood every day.
        they say, and laugh, that trees are better listeners than mayors.
        """,
        id="sentences in lower case",
    ),
    pytest.param(
        """
        The bridge, which was closed in spring, is still not open again.
        nobody knows, not even the mayor, when there will be a new one.
        people, some with carts, now drive through the wood every day.
        they say, and laugh, that trees are better listeners than mayors.
        """,
        id="but for the first",
    ),
    pytest.param(
        """
        Whoever takes part has to bring the following things to the mill
        rubber boots or shoes that are allowed to get wet and muddy there,
        gloves and a hat because the wind blows from the weir all day long,
        something to write with.
        """,
        id="list with commas at the ends of lines alone",
    ),
    pytest.param(
        """
        Harbour office wants to dredge the basin, this time only at night
        e-bikes for the council, says the mayor, would be cheaper than cars
        Theatre opens season with a play about floods, and with live geese
        Ferry stays in dock for longer, again?
        """,
        id="headlines, one in lower case",
    ),
    pytest.param(
        """
        Harbour office wants to dredge the basin, this time only at night
        e-bikes for the council, says the mayor, would be cheaper than cars
        Theatre opens season with a play about floods, and with live geese
        Ferry stays in dock for longer, and buses take the long way around
        Council, short of money, sells meadow behind the old swimming pool
        Library lends out tents, lamps and ropes to those who read for it
        and what about the bridge? Readers write to us about the new rules
        Market moves to the station as the square is now a building site
        What else?
        """,
        id="headlines, two in lower case",
    ),
    pytest.param(
        """
        The stairs of the tower are narrow, and they turn to the left, so
        nobody who comes down can see who comes up, which is why all of the
        visitors, before they set a foot on them, must ring the bell which hangs
        beside the door, and then wait until somebody, if anybody is there, answers
        it by shouting.
        """,
        id="lines that grow",
    ),
    pytest.param(
        """
        Rooms on the ground floor show how glass was blown when the works
        still had three furnaces and forty men, most of whom had come over
        the hills from the next valley with their tools and their recipes.
        Opening hours
        """,
        id="three lines and a heading",
    ),
    pytest.param(
        """
        There is a bench behind the
        house where nobody sits now
        because the roses have grown
        over its back and the seat is
        full of leaves, and the birds
        that used to come for crumbs
        have gone to other benches
        in the park.
        """,
        id="poem of one sentence",
    ),
    pytest.param(
        """
        Wasserstände der letzten Jahre, Pegel am Wehr und an der Mühle
        Brücken, die gesperrt sind oder noch gesperrt werden müssen
        Ansprechpartner für Fragen zum Hochwasser und zu Versicherungen
        Karten.
        """,
        id="items of nouns",
    ),
    pytest.param(
        """
        老桥关闭以后村民只好绕过树林进城，商店生意大不如前受影响
        镇政府答应两年之内修好新桥，资金来源至今没有人能说得清楚
        图书馆本周六举行旧书交换活动，欢迎各位读者带孩子前来参加
        气象站公布去年降雨数据，八月份的雨量创下六十年来最高纪录
        渡轮因故障停航，恢复时间待定
        """,
        id="headlines without spaces",
    ),
    pytest.param(
        """
        村里的老桥从春天起就关闭了，居民们只好绕过树林去城里买菜看病
        那条路上两辆车无法交会，晚上也没有路灯，大家都不愿意出门
        镇政府答应两年之内修好新桥，不过钱从哪里来还没有人知道，老人们很担心
        图书馆本周六举行旧书交换活动，欢迎带孩子前来参加
        气象站公布去年降雨数据，雨量创下纪录。
        """,
        id="items without spaces",
    ),
    pytest.param(
        """
        村里的老桥从春天起就关闭了，居民们只好绕过树林，沿着一条很窄的
        小路进城。那条路上两辆车几乎无法交会，晚上也没有路灯，所以大家
        都不愿意在天黑以后出门。镇政府答应两年之内修好新桥，不过钱从哪
        里来，没有人知道。
        """,
        id="four lines without upper case are too few",
    ),
    pytest.param("\n".join(row[1:] for row in broken(TOWER, 22)), id="a column too narrow"),
    pytest.param(
        "\n".join(row[1:] for row in broken(f"{BOAT} {TOWER} {BREAD}", 170)), id="a column too wide"
    ),
]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text: str) -> None:
    assert not any(find(dedent(text).strip("\n")))


FERRY = [
    "For sixty years the ferry has crossed the river between Oberau and the glass works, eleven times a day "
    "and once more when there is a dance. It has no engine. A rope holds it, the current pushes it, and the "
    "ferryman only turns the rudder; those who see it for the first time think that it moves by magic, and "
    "some of them would rather walk.",
    "That could come to an end in autumn. The rope was tested in March, as it is every second year, and two "
    "of its strands were found to be worn through. A new one costs about as much as a small house. The "
    "county, which owns the boat, but not the rope, has asked for a report, and the town, which owns the "
    "rope, but not the landing stages, has asked the county for patience.",
    "Meanwhile the boat carries only half as many people as it may. On Sunday mornings they stand in a row "
    "down to the willows, with prams and dogs, and wait. Nobody complains.",
    "Lena Hartwig, who has steered the ferry since her father broke his arm, is sure that there will be "
    "money in the end. There always was. In her shed hang the bills of the last three ropes, and below the "
    "oldest of them somebody wrote in pencil that it was far too dear, and that the one before had been "
    "better in every way.",
    "She has begun to collect, all the same. A preserving jar stands beside the bell; by the end of June it "
    "held buttons, coins of four countries, and a note that says that the writer would give a year of "
    "his pension if he could go across once more at night, with a lamp, as they did when he was young and "
    "there was no bridge.",
]
BEES = [
    "Nobody had planned to keep bees on the roof of the district court. They came on their own, on a hot "
    "day in May, and hung from the flagpole like a brown beard until the caretaker, who had an uncle with "
    "hives, swept them into a box for files.",
    "The box was given a lid with holes. A judge who is fond of honey paid for a proper hive. By the second "
    "summer there were four of them, and a rota on the door of the canteen says whose turn it is to carry "
    "water up, because the gutters are dry by June and a hive drinks as much as a horse when it is hot.",
    "Visitors to the court see nothing of all this, but they can buy the honey. It is dark and tastes of "
    "lime blossom, with something bitter behind it that no two people call the same. The label shows a pair "
    "of scales, and a bee sits on either side of it.",
    "There was one complaint, three years ago. A lawyer said that his client had been stung on the stairs, "
    "and asked that the hearing be put off. It was found that the insect in question had been a wasp, which "
    "the court kept as evidence, in a jar.",
]
MENU = ["Town and county", "River, weather and ferries", "Letters to the editor", "Archive", "Sign in"]


@pytest.mark.parametrize("article", [FERRY, BEES], ids=["ferry", "bees"])
@pytest.mark.parametrize(
    ("width", "prefix", "blank"),
    [
        pytest.param(72, "", [""], id="mail"),
        pytest.param(40, "", [""], id="a narrow column"),
        pytest.param(66, "> ", [" >"], id="quoted"),
        pytest.param(72, "", [], id="no blank lines"),
    ],
)
def test_article(article: list[str], width: int, prefix: str, blank: list[str]) -> None:
    """Its paragraphs go on, and nothing else does: a headline, a subhead and menus stand between them."""
    rows = [f" {prefix}{item}" for item in MENU]
    rows += [f" {prefix}What the river brings, and what it takes", *blank]
    for number, paragraph in enumerate(article):
        rows += [*broken(paragraph, width, prefix, prefix), *blank]
        if number == 1:
            rows += [f" {prefix}Money, and who has it", *blank]
        if number == 2:
            rows += [*(f" {prefix}{item}" for item in MENU), *blank]
    check([*rows, *(f" {prefix}{item}" for item in MENU)])


def test_not_beyond_a_document() -> None:
    rows = broken(BOAT)
    for at in range(1, len(rows)):
        above, below = ("\n".join(row[1:] for row in part) for part in (rows[:at], rows[at:]))
        assert not find(above, below)[at]


def test_not_by_the_column_of_another_document() -> None:
    here = [*broken(TOWER, 90), "", *broken(ROOF)]
    above, below = ("\n".join(row[1:] for row in rows) for rows in (broken(BOAT), here))
    assert find(above, below)[-2:] == [False, False]


def test_not_beyond_a_blank_line() -> None:
    rows = broken(BOAT)
    for at in range(1, len(rows)):
        for blank in ("", " ", "\t", "\u3000"):
            assert not find("\n".join(row[1:] for row in rows[:at]) + f"\n{blank}\n" + rows[at][1:])[at]


def test_not_beyond_the_pieces_of_a_line() -> None:
    first, second, *rest = [row[1:] for row in broken(BREAD)]
    long = "The boat is old. " * (LONGEST_LINE // 10)
    known = ["", *(row[1:] for row in broken(BOAT))]
    below = read_lines(["\n".join([long + first, second, *rest, *known])], TABLES)
    at = int(below.piece.sum())
    assert below.raw(at - 1) == first
    assert find_wrapped(below).tolist()[: at + 2] == [False] * at + [False, True]
    above = read_lines(["\n".join([first, f"and that is all. {long}", *known])], TABLES)
    assert above.raw(1) == "and that is all. "
    assert not find_wrapped(above)[:2].any()


ROWS = [
    row[1:] for width in (58, 70) for paragraph in (BOAT, ROOF, TOWER) for row in broken(paragraph, width)
]
CHINESE = [row[1:] for row in sliced(BRIDGE, 32)]
ODD = [
    "",
    "> ",
    ">",
    ">" * 40,
    "- ",
    "1. ",
    " " * 60,
    "\u200b" * 30,
    "\ud800" * 30,
    "x" * 80,
    "\x0c",
    "# A",
    "😀" * 40,
]
LINES = st.lists(st.sampled_from([*ROWS, *CHINESE, *MENU, *ODD]), max_size=6)
STRETCHES = st.sampled_from(
    [ROWS[at : at + size] for at in range(0, len(ROWS), 2) for size in (2, 4, 6)]
    + [CHINESE[at:] for at in range(2)]
)
DOCUMENTS = st.lists(st.lists(st.one_of(LINES, STRETCHES), max_size=4), max_size=4)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_documents_do_not_matter_to_each_other(documents: list[list[list[str]]]) -> None:
    texts = ["\n".join(row for part in parts for row in part) for parts in documents]
    assert find(*texts) == [goes_on for text in texts for goes_on in find(text)]
