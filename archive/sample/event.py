"""The sample event as plain data: what happened, who was there, what the press service wrote of each frame.

The opening of a Book corner at the National Library in Almaty. The photographs themselves are drawn
by ``pictures``, and say so in their terms of use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from archive.media.metadata import CaptureTime, Exposure, Location, Metadata, Multilingual, Position

CREATOR = "Press service of the National Library"
CREDIT = "National Library of Kazakhstan"
COPYRIGHT = "© 2020 National Library of the Republic of Kazakhstan"
USAGE_TERMS = "Sample picture drawn by the program, not a record of the event. Free to use with its credit line."
ALMATY_OFFSET = 360
"""Minutes ahead of UTC. Almaty kept UTC+6 until 1 March 2024."""


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """What happened, when and where; texts by language."""

    title: Multilingual
    description: Multilingual
    day: date
    begins: time
    place: str
    series: str


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody named in the release: the preferred name, the role, other forms as (name, language, kind).

    The kind is "parallel" for the preferred form in that language, else "other".
    """

    name: str
    role: Multilingual
    variants: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Camera:
    """A body with its lens, and how many times a lens seems longer on it than on 35 mm film."""

    model: str
    lens: str
    crop: float


@dataclass(frozen=True, slots=True)
class SampleFrame:
    """One file of the card as the press service handed it over."""

    filename: str
    taken: datetime
    camera: Camera
    exposure: tuple[int, float, int, float]
    """One n-th of a second, f-number, ISO, millimetres."""
    headline: str
    caption: Multilingual
    keywords: tuple[str, ...]
    people: tuple[SamplePerson, ...] = ()
    outdoors: bool = False

    @property
    def metadata(self) -> Metadata:
        """All that the file says of itself."""
        parts, f_number, iso, focal_length = self.exposure
        return Metadata(
            captured=CaptureTime(self.taken, ALMATY_OFFSET),
            camera_make="NIKON CORPORATION",
            camera_model=self.camera.model,
            lens=self.camera.lens,
            exposure=Exposure(1 / parts, f_number, iso, focal_length, round(focal_length * self.camera.crop)),
            position=Position(43.2417, 76.9489, 812.0) if self.outdoors else Position(43.2403, 76.9497, 806.0),
            title={"en": self.headline},
            headline=self.headline,
            caption=self.caption,
            keywords=(*self.keywords, *_KEYWORDS),
            creators=(CREATOR,),
            credit=CREDIT,
            copyright=COPYRIGHT,
            usage_terms=USAGE_TERMS,
            persons_shown=tuple(person.name for person in self.people),
            event=EVENT.title["en"],
            location=Location("Abay Avenue" if self.outdoors else _HALL, "Almaty", "Almaty", "Kazakhstan"),
        )


_HALL = "Hall of World Literature"
_KEYWORDS = ("Window to Korea", "Book corner", "National Library")

# --- The event ------------------------------------------------------------------------------------

_RELEASE_EN = """\
On 8 October 2020, at 11:00, the National Library of the Republic of Kazakhstan opened the Book corner \
“The Window to Korea” in its Hall of World Literature in Almaty. The library prepared the opening together \
with the Consulate General of the Republic of Korea in Almaty.

The ties between the Great Steppe and the Korean peninsula are ancient, but it was independence that let \
Kazakhstan and the Republic of Korea establish diplomatic relations and build a partnership in many \
fields. Culture is among the strongest of them, and it keeps giving rise to new ideas and joint projects.

Since 2004 the National Library has run Book corners of Russia, China, Pakistan, Turkey, India and Iran, \
which bring the knowledge, culture and scholarship of those countries closer to readers. “The Window to \
Korea” is a project of the National Library of Korea, which has opened such centres in libraries around \
the world since 2007. With its financial support, and with the Consulate General as partner, a reading \
hall has been fitted out with new furniture and equipment and stocked with literature from Korea.

The date was chosen with care, between two national holidays: on 3 October Korea marks the foundation of \
the state, and on 9 October the day of Hangul, its alphabet.

Speeches were given by Ospanova Bakytzhamal Kayirbekovna, director of the National Library of the Republic \
of Kazakhstan; Iskakov Erlan Uzanovich, head of the representation of the Ministry of Foreign Affairs in \
Almaty; Kim Khing Su, Consul General of the Republic of Korea in Almaty; Djulayev Akhat Kairatovich, head \
of the department of historical and cultural heritage of the Almaty Department of Culture; academician Pak \
Ivan Timofeyevich; and Kan Georgiy Vasilyevich, deputy chairman of the Almaty Korean National Centre. So \
Kheran, General director of the National Library of Korea, sent a greeting on video.

The National Library and the Consulate General signed a memorandum on cooperation. A symphonic quartet of \
the city of Almaty played, while the television sets and the information terminal of the hall showed films \
and slides about the National Library of Korea."""

_RELEASE_RU = """\
8 октября 2020 года в 11:00 в Зале мировой литературы Национальной библиотеки Республики Казахстан в \
Алматы открылся книжный уголок «Окно в Корею». Открытие библиотека подготовила вместе с Генеральным \
консульством Республики Корея в городе Алматы.

Связи Великой степи и Корейского полуострова уходят в глубокую древность, но именно независимость \
позволила Казахстану и Республике Корея установить дипломатические отношения и сотрудничать во многих \
областях. Культура занимает среди них особое место: она рождает новые идеи и совместные проекты.

С 2004 года в Национальной библиотеке работают книжные уголки России, Китая, Пакистана, Турции, Индии и \
Ирана. Они знакомят читателей с культурой и наукой этих стран. «Окно в Корею» — проект Национальной \
библиотеки Кореи: с 2007 года она открывает такие центры в библиотеках разных стран. При её финансовой \
поддержке и при участии Генерального консульства оборудован читальный зал: в нём новая мебель, новая \
техника и литература из Кореи.

День открытия выбран не случайно, он приходится между двумя национальными праздниками: 3 октября в Корее \
отмечают День основания государства, а 9 октября — день корейской письменности хангыль.

На открытии выступили Оспанова Бакытжамал Каирбековна, директор Национальной библиотеки Республики \
Казахстан; Искаков Ерлан Узанович, руководитель представительства Министерства иностранных дел в городе \
Алматы; Ким Хын Су, Генеральный консул Республики Корея в городе Алматы; Джулаев Ахат Кайратович, \
руководитель отдела историко-культурного наследия Управления культуры города Алматы; академик Пак Иван \
Тимофеевич; Кан Георгий Васильевич, заместитель председателя Алматинского корейского национального центра. \
Со Херан, генеральный директор Национальной библиотеки Кореи, прислала видеоприветствие.

Национальная библиотека и Генеральное консульство подписали меморандум о сотрудничестве. Играл \
симфонический квартет города Алматы, а на экранах телевизоров и информационного терминала зала шли фильмы \
и слайды о Национальной библиотеке Кореи."""

EVENT = SampleEvent(
    title={
        "en": "The Window to Korea: opening of the Book corner",
        "ru": "Окно в Корею: открытие книжного уголка",
        "kk": "Кореяға терезе: кітап бұрышының ашылуы",
        "ko": "한국으로 열린 창: 도서 코너 개관식",
    },
    description={"en": _RELEASE_EN, "ru": _RELEASE_RU},
    day=date(2020, 10, 8),
    begins=time(11, 0),
    place="Hall of World Literature, National Library of the Republic of Kazakhstan, Almaty",
    series="Book corners of the world",
)

# --- The people -----------------------------------------------------------------------------------

OSPANOVA = SamplePerson(
    "Ospanova Bakytzhamal Kayirbekovna",
    {
        "en": "Director of the National Library of the Republic of Kazakhstan",
        "ru": "Директор Национальной библиотеки Республики Казахстан",
    },
    (
        ("Оспанова Бакытжамал Каирбековна", "ru", "parallel"),
        ("Оспанова Бақытжамал Қайырбекқызы", "kk", "parallel"),
        ("오스파노바 바크트자말", "ko", "parallel"),
        ("Bakytzhamal Ospanova", "en", "other"),
        ("Ospanova B. K.", "en", "other"),
        ("Оспанова Б. К.", "ru", "other"),
    ),
)
KIM = SamplePerson(
    "Kim Khing Su",
    {
        "en": "Consul General of the Republic of Korea in Almaty",
        "ru": "Генеральный консул Республики Корея в городе Алматы",
    },
    (
        ("Ким Хын Су", "ru", "parallel"),
        ("김흥수", "ko", "parallel"),
        ("Kim Heung Su", "en", "other"),
        ("Kim Heung-soo", "en", "other"),
    ),
)
ISKAKOV = SamplePerson(
    "Iskakov Erlan Uzanovich",
    {
        "en": "Head of the representation of the Ministry of Foreign Affairs in Almaty",
        "ru": "Руководитель представительства Министерства иностранных дел в городе Алматы",
    },
    (
        ("Искаков Ерлан Узанович", "ru", "parallel"),
        ("Ысқақов Ерлан Узанұлы", "kk", "parallel"),
        ("Yerlan Iskakov", "en", "other"),
        ("Erlan Uzanovich Iskakov", "en", "other"),
        ("Искаков Е. У.", "ru", "other"),
    ),
)
DJULAYEV = SamplePerson(
    "Djulayev Akhat Kairatovich",
    {
        "en": "Head of the department of historical and cultural heritage, Almaty Department of Culture",
        "ru": "Руководитель отдела историко-культурного наследия Управления культуры города Алматы",
    },
    (
        ("Джулаев Ахат Кайратович", "ru", "parallel"),
        ("Жолаев Ахат Қайратұлы", "kk", "parallel"),
        ("Akhat Dzhulayev", "en", "other"),
        ("Джулаев А. К.", "ru", "other"),
    ),
)
PAK = SamplePerson(
    "Pak Ivan Timofeyevich",
    {
        "en": "Academician of the National Academy of Sciences of the Republic of Kazakhstan",
        "ru": "Академик Национальной академии наук Республики Казахстан",
    },
    (
        ("Пак Иван Тимофеевич", "ru", "parallel"),
        ("박 이반", "ko", "parallel"),
        ("Ivan Pak", "en", "other"),
        ("Пак И. Т.", "ru", "other"),
    ),
)
KAN = SamplePerson(
    "Kan Georgiy Vasilyevich",
    {
        "en": "Deputy chairman of the Almaty Korean National Centre",
        "ru": "Заместитель председателя Алматинского корейского национального центра",
    },
    (
        ("Кан Георгий Васильевич", "ru", "parallel"),
        ("강 게오르기", "ko", "parallel"),
        ("Georgiy Kan", "en", "other"),
        ("Кан Г. В.", "ru", "other"),
    ),
)
SO = SamplePerson(
    "So Kheran",
    {
        "en": "General director of the National Library of Korea",
        "ru": "Генеральный директор Национальной библиотеки Кореи",
    },
    (
        ("Со Херан", "ru", "parallel"),
        ("서혜란", "ko", "parallel"),
        ("Suh Hye-ran", "en", "other"),
        ("Seo Hye-ran", "en", "other"),
    ),
)
PEOPLE = (OSPANOVA, KIM, ISKAKOV, DJULAYEV, PAK, KAN, SO)

# --- The card -------------------------------------------------------------------------------------

_D3300 = Camera("NIKON D3300", "AF-S DX NIKKOR 18-140mm f/3.5-5.6G ED VR", 1.5)
_D750 = Camera("NIKON D750", "AF-S NIKKOR 24-70mm f/2.8G ED", 1.0)


def _at(hour: int, minute: int, second: int, hundredths: int) -> datetime:
    return datetime(2020, 10, 8, hour, minute, second, hundredths * 10_000)


def _texts(en: str, ru: str) -> Mapping[str, str]:
    return {"en": en, "ru": ru}


FRAMES = (
    SampleFrame(
        "DSC_0569.JPG",
        _at(10, 41, 8, 30),
        _D3300,
        (500, 8.0, 100, 35.0),
        "Mountains over Almaty on the morning of the opening",
        _texts(
            "The Ile-Alatau range with fresh snow above Almaty, half an hour before the Book corner opened.",
            "Хребет Иле-Алатау под свежим снегом над Алматы за полчаса до открытия книжного уголка.",
        ),
        ("mountains", "Ile-Alatau", "Almaty"),
        outdoors=True,
    ),
    SampleFrame(
        "DSC_0571.JPG",
        _at(10, 44, 31, 70),
        _D3300,
        (200, 5.6, 200, 24.0),
        "The avenue to the National Library in October",
        _texts(
            "Morning sun at the end of the avenue by which guests came to the library.",
            "Утреннее солнце в конце аллеи, по которой гости шли к библиотеке.",
        ),
        ("autumn", "trees", "Almaty"),
        outdoors=True,
    ),
    SampleFrame(
        "DSC_0574.JPG",
        _at(10, 47, 2, 10),
        _D750,
        (800, 2.8, 100, 70.0),
        "Autumn leaves by the entrance",
        _texts(
            "Yellow ginkgo leaves by the entrance of the library.",
            "Жёлтые листья гинкго у входа в библиотеку.",
        ),
        ("autumn", "leaves"),
        outdoors=True,
    ),
    SampleFrame(
        "DSC_0577.JPG",
        _at(10, 49, 55, 0),
        _D3300,
        (60, 4.0, 1600, 18.0),
        "On the way to the hall",
        _texts(
            "The corridor that leads to the Hall of World Literature, lamps reflected in its stone floor.",
            "Коридор, ведущий в Зал мировой литературы; в каменном полу отражаются лампы.",
        ),
        ("interior", "corridor"),
    ),
    SampleFrame(
        "DSC_0580.JPG",
        _at(10, 52, 17, 40),
        _D750,
        (125, 4.0, 800, 24.0),
        "Light from the windows before the guests arrive",
        _texts(
            "The sun falls through the tall windows of the empty gallery beside the hall.",
            "Солнце падает сквозь высокие окна пустой галереи рядом с залом.",
        ),
        ("interior", "window", "light"),
    ),
    SampleFrame(
        "DSC_0583.JPG",
        _at(10, 55, 40, 90),
        _D750,
        (60, 2.8, 1600, 28.0),
        "Among the shelves",
        _texts(
            "An aisle of the book stacks of the National Library of the Republic of Kazakhstan.",
            "Проход между стеллажами книгохранилища Национальной библиотеки Республики Казахстан.",
        ),
        ("books", "shelves"),
    ),
    SampleFrame(
        "DSC_0588.JPG",
        _at(10, 57, 26, 20),
        _D3300,
        (100, 4.5, 1250, 50.0),
        "Flags of Kazakhstan and Korea",
        _texts(
            "The flags of both countries at the opening, where Bakytzhamal Ospanova and Kim Khing Su spoke.",
            "Флаги двух стран на открытии, где выступили Бакытжамал Оспанова и Ким Хын Су.",
        ),
        ("flags", "Korea", "Kazakhstan"),
        (OSPANOVA, KIM),
    ),
    SampleFrame(
        "DSC_0590.JPG",
        _at(10, 58, 49, 60),
        _D750,
        (60, 3.2, 2000, 24.0),
        "The reading hall is ready",
        _texts(
            "Rows of lamps in the reading hall; Erlan Iskakov and Akhat Djulayev spoke at its opening.",
            "Ряды ламп в читальном зале; на его открытии выступили Ерлан Искаков и Ахат Джулаев.",
        ),
        ("reading hall", "lamps", "books"),
        (ISKAKOV, DJULAYEV),
    ),
    SampleFrame(
        "DSC_0596.JPG",
        _at(11, 3, 12, 45),
        _D750,
        (80, 2.8, 3200, 35.0),
        "The stage before the first speech",
        _texts(
            "Five chairs on the stage before the speeches of Ospanova, Iskakov, Kim and Djulayev.",
            "Пять стульев на сцене перед выступлениями Оспановой, Искакова, Кима и Джулаева.",
        ),
        ("stage", "opening"),
        (OSPANOVA, ISKAKOV, KIM, DJULAYEV),
    ),
    SampleFrame(
        "DSC_0601.JPG",
        _at(11, 9, 58, 80),
        _D750,
        (125, 4.0, 1000, 70.0),
        "White porcelain",
        _texts(
            "A white moon jar by the window; Ivan Pak and Georgiy Kan spoke at the opening.",
            "Белая «лунная ваза» у окна; на открытии выступили Иван Пак и Георгий Кан.",
        ),
        ("porcelain", "Korea", "art"),
        (PAK, KAN),
    ),
    SampleFrame(
        "DSC_0603.JPG",
        _at(11, 14, 21, 5),
        _D3300,
        (60, 5.0, 1600, 85.0),
        "New books from Korea",
        _texts(
            "Literature from Korea on the shelves of the new corner.",
            "Литература из Кореи на полках нового уголка.",
        ),
        ("books", "Korea", "shelves"),
    ),
    SampleFrame(
        "DSC_0608.JPG",
        _at(11, 20, 33, 30),
        _D750,
        (50, 2.8, 3200, 24.0),
        "A greeting from Seoul",
        _texts(
            "The television sets of the hall after the video greeting of So Kheran.",
            "Экраны зала после видеоприветствия Со Херан.",
        ),
        ("screens", "video greeting"),
        (SO,),
    ),
    SampleFrame(
        "DSC_0611.JPG",
        _at(11, 24, 7, 0),
        _D750,
        (60, 4.0, 1600, 70.0),
        "Slide: hanok houses at dusk",
        _texts(
            "From the slides shown in the hall: tiled hanok roofs and paper windows in the evening.",
            "Из слайдов, показанных в зале: черепичные крыши ханоков и бумажные окна вечером.",
        ),
        ("slide", "hanok", "Korea"),
    ),
    SampleFrame(
        "DSC_0614.JPG",
        _at(11, 27, 46, 15),
        _D750,
        (60, 4.0, 1600, 70.0),
        "Slide: paper lanterns",
        _texts(
            "From the slides shown in the hall: a street hung with paper lanterns.",
            "Из слайдов, показанных в зале: улица, увешанная бумажными фонарями.",
        ),
        ("slide", "lanterns", "Korea"),
    ),
    SampleFrame(
        "DSC_0622.JPG",
        _at(11, 33, 19, 50),
        _D750,
        (125, 2.8, 1600, 62.0),
        "The memorandum is signed",
        _texts(
            "The memorandum on cooperation between the National Library, led by Bakytzhamal Ospanova, "
            "and the Consulate General of the Republic of Korea, led by Kim Khing Su.",
            "Меморандум о сотрудничестве Национальной библиотеки, которой руководит Бакытжамал Оспанова, "
            "и Генерального консульства Республики Корея, которое возглавляет Ким Хын Су.",
        ),
        ("memorandum", "signing", "cooperation"),
        (OSPANOVA, KIM),
    ),
    SampleFrame(
        "DSC_0625.JPG",
        _at(11, 36, 2, 95),
        _D750,
        (100, 2.8, 1250, 70.0),
        "The first reader's book",
        _texts(
            "A book open on a table of the new reading hall.",
            "Раскрытая книга на столе нового читального зала.",
        ),
        ("books", "reading"),
    ),
    SampleFrame(
        "DSC_0631.JPG",
        _at(11, 41, 38, 25),
        _D750,
        (160, 2.8, 2000, 70.0),
        "A violin of the quartet",
        _texts(
            "An instrument of the symphonic quartet of Almaty before it played.",
            "Инструмент симфонического квартета города Алматы перед выступлением.",
        ),
        ("music", "violin", "quartet"),
    ),
    SampleFrame(
        "DSC_0634.JPG",
        _at(11, 45, 9, 75),
        _D3300,
        (60, 4.0, 3200, 18.0),
        "Places of the quartet",
        _texts(
            "Four chairs for the symphonic quartet of the city of Almaty.",
            "Четыре стула для симфонического квартета города Алматы.",
        ),
        ("music", "stage", "quartet"),
    ),
    SampleFrame(
        "DSC_0640.JPG",
        _at(11, 50, 52, 35),
        _D750,
        (60, 4.0, 1600, 70.0),
        "Slide: the sea by night",
        _texts(
            "From the slides shown in the hall: the moon over a bay of the Korean peninsula.",
            "Из слайдов, показанных в зале: луна над бухтой Корейского полуострова.",
        ),
        ("slide", "sea", "Korea"),
    ),
    SampleFrame(
        "DSC_0643.JPG",
        _at(11, 53, 14, 0),
        _D750,
        (60, 4.0, 1250, 60.0),
        "Slide: hanok roofs in the morning",
        _texts(
            "From the slides shown on the information terminal: hanok roofs in the first light.",
            "Из слайдов на информационном терминале: крыши ханоков в первых лучах солнца.",
        ),
        ("slide", "hanok", "Korea"),
    ),
    SampleFrame(
        "DSC_0649.JPG",
        _at(11, 58, 41, 65),
        _D750,
        (60, 4.0, 1600, 70.0),
        "Slide: Seoul at dusk",
        _texts(
            "From the slides shown in the hall: towers over the Han river with their first lights.",
            "Из слайдов, показанных в зале: башни над рекой Ханган с первыми огнями.",
        ),
        ("slide", "Seoul", "city"),
    ),
    SampleFrame(
        "DSC_0653.JPG",
        _at(12, 3, 27, 85),
        _D750,
        (60, 4.0, 1600, 70.0),
        "Slide: rain on the window",
        _texts(
            "From the film shown in the hall: street lights through a window in the rain.",
            "Из фильма, показанного в зале: огни улицы сквозь окно в дождь.",
        ),
        ("slide", "rain", "window"),
    ),
    SampleFrame(
        "DSC_0660.JPG",
        _at(12, 12, 50, 20),
        _D3300,
        (60, 4.5, 1600, 40.0),
        "Slide: Almaty below its mountains",
        _texts(
            "From the slides shown in the hall: the lights of Almaty and the last sun on Ile-Alatau.",
            "Из слайдов, показанных в зале: огни Алматы и последний свет на вершинах Иле-Алатау.",
        ),
        ("slide", "Almaty", "mountains"),
    ),
    SampleFrame(
        "DSC_0664.JPG",
        _at(12, 20, 4, 55),
        _D3300,
        (60, 4.5, 1600, 40.0),
        "Slide: the Great Steppe at dawn",
        _texts(
            "The last slide of the morning: the steppe at dawn before the Ile-Alatau range.",
            "Последний слайд утра: степь на рассвете перед хребтом Иле-Алатау.",
        ),
        ("slide", "steppe", "mountains"),
    ),
)

SOCIAL_COPY = "120928181_3272258616204906_5448768091981048719_n.jpg"
"""A file that went through a social network: smaller, compressed again, without any metadata."""
SOCIAL_COPY_OF = "DSC_0622.JPG"
