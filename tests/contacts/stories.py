"""Short articles in plain words, and the contacts any reader would get from them."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Level, Mode, Status


@dataclass(frozen=True)
class Told:
    """A contact as a reader would note it down; of several names on a side each is joined by " + "."""

    peru: str
    us: str
    mode: Mode = "meeting"
    status: Status = "held"
    date: str | None = None
    date_end: str | None = None
    place: str | None = None
    level: Level = "high"
    background: bool = False


@dataclass(frozen=True)
class Story:
    """A short article of 10 March 2026, a Tuesday."""

    name: str
    lang: str
    text: str
    told: tuple[Told, ...] = ()
    title: str = ""
    misread: str = ""
    """Why the monitor does not read it as it should, where it does not."""


STORIES = (
    # meetings
    Story(
        "minister receives ambassador",
        "es",
        "El canciller Hugo de Zela se reunió este lunes 9 de marzo en Torre Tagle con el embajador de Estados "
        "Unidos en el Perú, Bernie Navarro. Conversaron sobre comercio y seguridad.",
        (Told("hugo-de-zela", "bernie-navarro", date="2026-03-09", place="Torre Tagle"),),
    ),
    Story(
        "minister meets secretary abroad",
        "en",
        "Peruvian Foreign Minister Hugo de Zela met with U.S. Secretary of State Marco Rubio in Washington on March "
        "5. They discussed trade and the fight against drug trafficking.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-05", place="Washington"),),
    ),
    Story(
        "president receives ambassador",
        "es",
        "El presidente José María Balcázar recibió ayer en Palacio de Gobierno al embajador estadounidense Bernie "
        "Navarro, quien le expresó el respaldo de su país.",
        (Told("jose-maria-balcazar", "bernie-navarro", date="2026-03-09", place="Palacio de Gobierno"),),
    ),
    Story(
        "ambassador visits a minister's office",
        "en",
        "U.S. Ambassador Bernie Navarro met today with Interior Minister Hugo Begazo to review cooperation against "
        "organized crime in Peru.",
        (Told("hugo-begazo", "bernie-navarro", date="2026-03-10"),),
    ),
    Story(
        "today's meeting without a place",
        "es",
        "El ministro del Interior, Hugo Begazo, sostuvo hoy una reunión con el embajador de Estados Unidos, Bernie "
        "Navarro, para coordinar acciones contra el crimen organizado.",
        (Told("hugo-begazo", "bernie-navarro", date="2026-03-10"),),
    ),
    Story(
        "office without a name",
        "es",
        "El canciller peruano se reunió el 4 de marzo con el embajador de Estados Unidos para tratar la agenda "
        "bilateral.",
        (Told("hugo-de-zela", "bernie-navarro", date="2026-03-04"),),
    ),
    Story(
        "legislators are high",
        "es",
        "El presidente del Congreso, Fernando Rospigliosi, se reunió el 6 de marzo con el embajador de Estados "
        "Unidos, Bernie Navarro, en el Palacio Legislativo.",
        (Told("fernando-rospigliosi", "bernie-navarro", date="2026-03-06", place="Palacio Legislativo"),),
        misread="the lexicon has no Palacio Legislativo, only el Palacio",
    ),
    Story(
        "military commanders",
        "en",
        "Gen. Francis Donovan, commander of U.S. Southern Command, met with Peruvian Defense Minister Luis Enrique "
        "Arroyo in Lima on March 3.",
        (Told("luis-enrique-arroyo", "francis-donovan", date="2026-03-03", place="Lima"),),
    ),
    Story(
        "officials below the rank are a working contact",
        "es",
        "El director general de América, Luis Prado, se reunió el 5 de marzo en Lima con una delegación de expertos "
        "del Departamento de Estado de Estados Unidos.",
        (Told("?luis-prado", "State Department", date="2026-03-05", place="Lima", level="working"),),
    ),
    # calls
    Story(
        "call by telephone",
        "es",
        "El canciller Hugo de Zela conversó por teléfono el 8 de marzo con el secretario de Estado de Estados "
        "Unidos, Marco Rubio. Ambos coincidieron en reforzar la lucha contra el narcotráfico.",
        (Told("hugo-de-zela", "marco-rubio", mode="call", date="2026-03-08"),),
    ),
    Story(
        "call in English",
        "en",
        "Deputy Secretary of State Christopher Landau spoke by phone on Monday with Peruvian Foreign Minister Hugo "
        "de Zela about migration and critical minerals.",
        (Told("hugo-de-zela", "christopher-landau", mode="call", date="2026-03-09"),),
    ),
    Story(
        "video call",
        "es",
        "El ministro de Comercio Exterior y Turismo, José Reyes Llanos, sostuvo el 6 de marzo una videollamada con "
        "el representante comercial de Estados Unidos, Jamieson Greer, sobre los aranceles.",
        (Told("jose-reyes-llanos", "jamieson-greer", mode="call", date="2026-03-06"),),
    ),
    # announced
    Story(
        "visit announced for a day",
        "es",
        "El secretario de Estado de Estados Unidos, Marco Rubio, visitará el Perú el 20 de abril, anunció hoy la "
        "Cancillería.",
        (Told("Government of Peru", "marco-rubio", mode="visit", status="planned", date="2026-04-20"),),
    ),
    Story(
        "visit announced in English",
        "en",
        "Deputy Secretary of State Christopher Landau will travel to Peru on March 25, the State Department announced.",
        (Told("Government of Peru", "christopher-landau", mode="visit", status="planned", date="2026-03-25"),),
    ),
    Story(
        "meeting announced",
        "es",
        "El canciller Hugo de Zela se reunirá el próximo jueves 19 de marzo en Washington con el secretario de "
        "Estado Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", status="planned", date="2026-03-19", place="Washington"),),
    ),
    Story(
        "visit for a range of months",
        "es",
        "El presidente Donald Trump visitará el Perú entre abril y junio de 2026, confirmó el canciller Hugo de Zela.",
        (
            Told(
                "Government of Peru", "donald-trump", mode="visit", status="planned", date="2026-04", date_end="2026-06"
            ),
        ),
        misread="whoever confirms a visit is taken for its host",
    ),
    Story(
        "meeting next week",
        "es",
        "El ministro de Defensa, Luis Enrique Arroyo, se reunirá la próxima semana en el Pentágono con el "
        "secretario de Guerra de Estados Unidos, Pete Hegseth.",
        (
            Told(
                "luis-enrique-arroyo",
                "pete-hegseth",
                status="planned",
                date="2026-03-16",
                date_end="2026-03-22",
                place="Pentágono",
            ),
        ),
    ),
    # letters, signings
    Story(
        "letter handed over",
        "es",
        "El presidente José María Balcázar envió el 7 de marzo una carta al presidente de Estados Unidos, Donald "
        "Trump, en la que pide revisar los aranceles.",
        (Told("jose-maria-balcazar", "donald-trump", mode="letter", date="2026-03-07"),),
    ),
    Story(
        "letter in English",
        "en",
        "President Donald Trump sent a letter to Peruvian President José María Balcázar on March 2 congratulating "
        "him on taking office.",
        (Told("jose-maria-balcazar", "donald-trump", mode="letter", date="2026-03-02"),),
    ),
    Story(
        "memorandum signed",
        "es",
        "El canciller Hugo de Zela y el embajador de Estados Unidos, Bernie Navarro, firmaron el 5 de marzo en "
        "Torre Tagle un memorándum de entendimiento sobre minerales críticos.",
        (Told("hugo-de-zela", "bernie-navarro", mode="signing", date="2026-03-05", place="Torre Tagle"),),
    ),
    Story(
        "agreement signed in English",
        "en",
        "Peruvian Justice Minister Luis Enrique Jiménez and U.S. Ambassador Bernie Navarro signed an agreement on "
        "extradition in Lima on March 4.",
        (Told("luis-enrique-jimenez", "bernie-navarro", mode="signing", date="2026-03-04", place="Lima"),),
    ),
    # cancelled, negated, wished
    Story(
        "visit called off",
        "es",
        "El secretario de Estado Marco Rubio canceló la visita que tenía prevista al Perú para el 20 de marzo, "
        "informó el Departamento de Estado.",
        (Told("Government of Peru", "marco-rubio", mode="visit", status="cancelled", date="2026-03-20"),),
    ),
    Story(
        "meeting postponed",
        "en",
        "The meeting between Peruvian Foreign Minister Hugo de Zela and Secretary of State Marco Rubio, scheduled "
        "for March 12, has been postponed, officials said.",
        (Told("hugo-de-zela", "marco-rubio", status="cancelled", date="2026-03-12"),),
    ),
    Story(
        "denied",
        "es",
        "El canciller Hugo de Zela negó haberse reunido con el embajador de Estados Unidos, Bernie Navarro. «No me "
        "he reunido con él», dijo a la prensa.",
    ),
    Story(
        "did not meet",
        "en",
        "Peruvian President José María Balcázar did not meet with Marco Rubio, the Secretary of State of the United "
        "States, his office said.",
    ),
    Story(
        "wished",
        "es",
        "El canciller Hugo de Zela dijo que le gustaría reunirse algún día con el secretario de Estado de Estados "
        "Unidos, Marco Rubio.",
    ),
    Story(
        "asked for",
        "es",
        "El congresista pidió que el presidente José María Balcázar se reúna con Donald Trump, presidente de "
        "Estados Unidos, para hablar de los aranceles.",
    ),
    Story(
        "a statement about the other side",
        "es",
        "El secretario de Estado de Estados Unidos, Marco Rubio, felicitó al Perú por sus fiestas patrias en un "
        "mensaje publicado en la red social X.",
    ),
    Story(
        "an interview",
        "es",
        "En una entrevista con la prensa, el embajador de Estados Unidos, Bernie Navarro, opinó que el Perú debe "
        "mejorar la seguridad de sus puertos.",
    ),
    # third parties
    Story(
        "meeting with a third country",
        "es",
        "El canciller Hugo de Zela se reunió el lunes 9 de marzo con el embajador de China, Song Yang, y hablaron "
        "de los aranceles que impuso Estados Unidos.",
    ),
    Story(
        "two others meet",
        "es",
        "El secretario de Estado de Estados Unidos, Marco Rubio, se reunió el 6 de marzo con el canciller de Chile, "
        "Alberto van Klaveren. El Perú sigue con atención esas conversaciones, señaló el canciller Hugo de Zela.",
    ),
    Story(
        "third party in between",
        "es",
        "El canciller Hugo de Zela se reunió el 6 de marzo con su par de Ecuador, Gabriela Sommerfeld, y luego con "
        "el secretario de Estado de Estados Unidos, Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-06"),),
        misread="the unit model finds a sentence unlikely that names a third party's minister first",
    ),
    # recalled
    Story(
        "recalled from last year",
        "es",
        "El gobierno publicó hoy el presupuesto de la Cancillería para este año. El documento pide austeridad a las "
        "embajadas. Los gremios del servicio diplomático anunciaron que lo revisarán. El Congreso lo debatirá en "
        "abril.\n\n"
        "En noviembre de 2025, el canciller Hugo de Zela se había reunido con el secretario de Estado de Estados "
        "Unidos, Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2025-11", background=True),),
    ),
    Story(
        "recalled in English",
        "en",
        "Peru's Congress debated the budget on Tuesday. Lawmakers asked for cuts in spending on travel. The Foreign "
        "Ministry said it would comply. A vote is expected in April.\n\n"
        "On May 12, 2025, Ambassador Alfredo Ferrero had met with Deputy Secretary of State Christopher Landau in "
        "Washington.",
        (Told("alfredo-ferrero", "christopher-landau", date="2025-05-12", place="Washington", background=True),),
    ),
    # several
    Story(
        "two meetings in one sentence",
        "es",
        "El embajador de Estados Unidos, Bernie Navarro, se reunió el 4 de marzo con el canciller Hugo de Zela; el "
        "6 de marzo se reunió con el ministro del Interior, Hugo Begazo.",
        (
            Told("hugo-de-zela", "bernie-navarro", date="2026-03-04"),
            Told("hugo-begazo", "bernie-navarro", date="2026-03-06"),
        ),
    ),
    Story(
        "held and announced",
        "es",
        "El canciller Hugo de Zela se reunió ayer en Lima con el embajador de Estados Unidos, Bernie Navarro.\n\n"
        "La presidenta del Consejo de Ministros, Denisse Miralles, viajará a Washington el 24 de marzo para "
        "reunirse con el secretario de Estado Marco Rubio.",
        (
            Told("hugo-de-zela", "bernie-navarro", date="2026-03-09", place="Lima"),
            Told("denisse-miralles", "marco-rubio", status="planned", date="2026-03-24", place="Washington"),
        ),
    ),
    Story(
        "attendee list",
        "es",
        "El presidente José María Balcázar recibió el 5 de marzo en Palacio de Gobierno al subsecretario de Estado "
        "de Estados Unidos, Christopher Landau. En la reunión participaron también el canciller Hugo de Zela y el "
        "embajador Bernie Navarro.",
        (
            Told(
                "jose-maria-balcazar + hugo-de-zela",
                "christopher-landau + bernie-navarro",
                date="2026-03-05",
                place="Palacio de Gobierno",
            ),
        ),
    ),
    Story(
        "two ministers of one side",
        "es",
        "Los ministros de Defensa, Luis Enrique Arroyo, y del Interior, Hugo Begazo, se reunieron el 3 de marzo con "
        "el embajador de Estados Unidos, Bernie Navarro.",
        (Told("luis-enrique-arroyo + hugo-begazo", "bernie-navarro", date="2026-03-03"),),
    ),
    Story(
        "told twice is one contact",
        "es",
        "El canciller Hugo de Zela se reunió este lunes 9 de marzo con el embajador de Estados Unidos, Bernie "
        "Navarro.\n\n"
        "En la reunión, de Zela y Navarro conversaron sobre visas y comercio.\n\n"
        "La cita entre ambos duró una hora.",
        (Told("hugo-de-zela", "bernie-navarro", date="2026-03-09"),),
    ),
    Story(
        "two names of one day",
        "en",
        "Peru's Congress debated the budget on Tuesday. Lawmakers asked for cuts in spending on travel. The Foreign "
        "Ministry said it would comply. A vote is expected in April.\n\n"
        "Last year, on May 12, 2025, Ambassador Alfredo Ferrero had met with Deputy Secretary of State Christopher "
        "Landau in Washington.",
        (Told("alfredo-ferrero", "christopher-landau", date="2025-05-12", place="Washington", background=True),),
    ),
    Story(
        "attendee list in English",
        "en",
        "Peruvian President José María Balcázar met on March 5 in Lima with Deputy Secretary of State Christopher "
        "Landau. Foreign Minister Hugo de Zela and Ambassador Bernie Navarro also attended the meeting.",
        (
            Told(
                "jose-maria-balcazar + hugo-de-zela",
                "christopher-landau + bernie-navarro",
                date="2026-03-05",
                place="Lima",
            ),
        ),
    ),
    Story(
        "signing announced",
        "es",
        "El canciller Hugo de Zela y el embajador de Estados Unidos, Bernie Navarro, firmarán el 18 de marzo un "
        "convenio sobre extradición.",
        (Told("hugo-de-zela", "bernie-navarro", mode="signing", status="planned", date="2026-03-18"),),
    ),
    Story(
        "invitation accepted",
        "es",
        "El presidente de Estados Unidos, Donald Trump, aceptó la invitación del presidente José María Balcázar "
        "para visitar el Perú en junio de 2026.",
        (Told("jose-maria-balcazar", "donald-trump", mode="visit", status="planned", date="2026-06"),),
    ),
    Story(
        "trip whose meeting is named, days ago",
        "es",
        "El canciller Hugo de Zela visitó Washington el 5 de marzo. Allí se reunió ese mismo día con el secretario "
        "de Estado de Estados Unidos, Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-05", place="Washington"),),
    ),
    Story(
        "trip whose meeting is named",
        "es",
        "El canciller Hugo de Zela visitó Washington este lunes 9 de marzo. Allí se reunió ese mismo día con el secretario "
        "de Estado de Estados Unidos, Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-09", place="Washington"),),
    ),
    Story(
        "experts received by a minister are a working contact",
        "es",
        "El ministro de Defensa, Luis Enrique Arroyo, recibió el 4 de marzo en Lima a una delegación de expertos "
        "estadounidenses en desminado.",
        (Told("luis-enrique-arroyo", "Government of the US", date="2026-03-04", place="Lima", level="working"),),
        misread="the encoder wavers between a meeting and something else",
    ),
    Story(
        "what was talked about arrives",
        "es",
        "El canciller Hugo de Zela se reunió el 3 de marzo en Torre Tagle con el embajador de Estados Unidos, Bernie "
        "Navarro. El punto central fueron los tres escáneres ofrecidos para el terminal de Paita. Según la "
        "Cancillería, los equipos llegarían en mayo.",
        (Told("hugo-de-zela", "bernie-navarro", date="2026-03-03", place="Torre Tagle"),),
        misread="the encoder takes the arrival of things behind a meeting for that of people",
    ),
    Story(
        "private business",
        "en",
        "A Peruvian avocado exporter signed a contract with a supermarket chain from the United States on March 3, "
        "the companies said.",
    ),
    Story(
        "governor of a state",
        "es",
        "El gobernador de Florida, Ron DeSantis, se reunió el 4 de marzo en Miami con empresarios peruanos.",
    ),
    Story(
        "both men",
        "en",
        "Ambassador Bernie Navarro visited Foreign Minister Hugo de Zela at the Foreign Ministry of Peru. The two "
        "officials met on March 6 to discuss visas.",
        (Told("hugo-de-zela", "bernie-navarro", date="2026-03-06"),),
        misread="the encoder finds a sentence unlikely that names nobody",
    ),
    # context
    Story(
        "elided subject",
        "es",
        "El canciller Hugo de Zela viajó el 4 de marzo a Washington. Al día siguiente se reunió con el secretario "
        "de Estado de Estados Unidos, Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-05"),),
    ),
    Story(
        "elided subject and no date",
        "es",
        "El canciller Hugo de Zela viajó el 4 de marzo a Washington. Allí se reunió con el secretario de Estado "
        "Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-04", place="Washington"),),
    ),
    Story(
        "elided subject in the next paragraph",
        "es",
        "Hugo de Zela llegó el 4 de marzo a Washington.\n\nUn día después se reunió con Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-05"),),
        misread="the encoder takes a bare past date for one that is recalled",
    ),
    Story(
        "held and then cancelled another",
        "en",
        "Peruvian Interior Minister Hugo Begazo met with U.S. Ambassador Bernie Navarro on March 3 in Lima.\n\n"
        "The U.S. Embassy said that a visit by Deputy Secretary of State Christopher Landau to Peru, planned for "
        "March 20, was cancelled.",
        (
            Told("hugo-begazo", "bernie-navarro", date="2026-03-03", place="Lima"),
            Told("Government of Peru", "christopher-landau", mode="visit", status="cancelled", date="2026-03-20"),
        ),
        misread="the minister met in the paragraph before is taken for the host of the visit",
    ),
    Story(
        "pronoun in English",
        "en",
        "Peruvian Foreign Minister Hugo de Zela arrived in Washington on March 4. The next day he met there with "
        "Secretary of State Marco Rubio.",
        (Told("hugo-de-zela", "marco-rubio", date="2026-03-05", place="Washington"),),
        misread="the day of arrival outweighs 'the next day' in the unit",
    ),
    Story(
        "counterpart",
        "es",
        "El secretario de Guerra de Estados Unidos, Pete Hegseth, se reunió el 2 de marzo en el Pentágono con su "
        "homólogo peruano, Luis Enrique Arroyo.",
        (Told("luis-enrique-arroyo", "pete-hegseth", date="2026-03-02", place="Pentágono"),),
    ),
    Story(
        "title names the guest",
        "es",
        "El canciller Hugo de Zela recibió el 9 de marzo al embajador estadounidense en Torre Tagle.",
        (Told("hugo-de-zela", "bernie-navarro", date="2026-03-09", place="Torre Tagle"),),
        title="Canciller De Zela recibió al embajador Bernie Navarro",
    ),
    Story(
        "caption and link are no evidence",
        "es",
        "El Congreso aprobó hoy la ley de presupuesto.\n\n"
        "LEA TAMBIÉN: Canciller Hugo de Zela se reunió con el embajador de Estados Unidos, Bernie Navarro",
    ),
    Story(
        "football",
        "es",
        "La selección del Perú empató 1-1 con Estados Unidos en un partido amistoso jugado en Miami. El técnico "
        "destacó la entrega de los jugadores.",
    ),
)
