"""What the people of the demonstration lab have marked, said, noted down and asked each other to read."""

from dataclasses import dataclass

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

# By place in `seed.PEOPLE`.
INGRID, TOMAS, NADIA = range(3)


@dataclass(frozen=True)
class Mark:
    """Words of a paper that somebody highlighted, and what was said about them: who, and what."""

    work: str
    person: int
    color: str
    quote: str
    said: tuple[tuple[int, str], ...] = ()
    tags: tuple[str, ...] = ()
    resolved: bool = False


MARKS = (
    Mark(
        "eelgrass", TOMAS, "yellow", "Every one of them had kept at least a tenth of its rhizomes",
        (
            (TOMAS, "This is the number that everybody will cite. How sure are we of **a tenth**, and not a fifth?"),
            (INGRID, "Fairly: below 9 % none recovered, above 11 % all did. There are only three plots in between."),
            (NADIA, "Then the abstract of the next paper should say *between 9 and 11 %*. @Tomás Ferreira agreed?"),
        ),
        ("threshold",),
    ),
    Mark(
        "eelgrass", NADIA, "green", "who agreed within six per cent",
        ((NADIA, "Good. We can use the same two divers for the kite maps."),), ("methods",), True,
    ),
    Mark("eelgrass", INGRID, "blue", "A meadow remembers through its roots"),
    Mark(
        "gauges", NADIA, "pink", "The method fails when all gauges drift alike",
        (
            (NADIA, "We saw this in July: all of them rose by three millimetres within a week."),
            (TOMAS, "The thermometers are ordered. @Nadia Okonjo could you keep that week as a test?"),
        ),
        ("to do",),
    ),
    Mark("gauges", INGRID, "yellow", "Two gauges that a heron used as a perch were found on the first day"),
    Mark(
        "planting", TOMAS, "yellow", "Two bays lost all plants to crabs",
        ((TOMAS, "A reviewer will ask. @Ingrid Solheim is the result the same without these two bays?"),),
        ("for the reviewers",),
    ),
    Mark("review", NADIA, "green", "A network that calibrates itself is a colleague"),
)  # fmt: skip

# About a paper as a whole: of which, who, and what.
TALKS = (
    (
        "blooms",
        (
            (INGRID, "For Thursday: is one false alarm in seven too many for the people with the cages?"),
            (TOMAS, "I asked two of them. One would take it, the other says *one in ten*."),
        ),
    ),
)

# Who asks whom to read what.
ASKED = ((INGRID, NADIA, "roots"), (TOMAS, INGRID, "drift"))
ON_LISTS = ((INGRID, "commons", "reading"), (INGRID, "maps", "to_read"), (NADIA, "eelgrass", "read"))

NOTES = {
    "Reading group, Thursday": (
        ("heading", "Nine Days' Warning"),
        ("paragraph", "Read by all three. We liked that the forecast needs nothing but turbidity."),
        (
            "bulletList",
            "Ask the cage owners how many false alarms they would bear (Tomás)",
            "Try it on the two stations of the outer bay (Nadia)",
            "Is the growth rate of a station stable from one year to the next?",
        ),
        ("heading", "Next time"),
        ("paragraph", "Listening to Roots. Nadia has it on her list."),
    ),
    "Field season: what to bring": (
        (
            "bulletList",
            "Steel pins, forty and ten to spare",
            "Both corers; the small one leaks",
            "The kite, and a book for the calm days",
        ),
    ),
}


def written(blocks: tuple[tuple[str, ...], ...]) -> bytes:
    """A note's text as the Yjs update that writes it."""
    document: Doc[XmlFragment] = Doc()
    fragment = document.get("default", type=XmlFragment)
    for name, *texts in blocks:
        if name == "bulletList":
            items = [XmlElement("listItem", {}, [XmlElement("paragraph", {}, [XmlText(text)])]) for text in texts]
            fragment.children.append(XmlElement(name, {}, items))
        else:
            fragment.children.append(XmlElement(name, {}, [XmlText(text) for text in texts]))
    return document.get_update()
