"""The dozen papers of the demonstration lab: all of it invented, citing each other."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Work:
    """An invented paper; `cites` holds keys of other works."""

    key: str
    style: str
    title: str
    authors: tuple[str, ...]
    year: int
    venue: str
    abstract: str
    sections: tuple[tuple[str, str], ...]
    cites: tuple[str, ...] = ()
    keywords: tuple[str, ...] = field(default=())

    @property
    def doi(self) -> str:
        return f"10.5555/tidal.{self.year}.{self.key}"


INTRO, METHOD, RESULT, TALK, END = "Introduction", "Methods", "Results", "Discussion", "Conclusion"

WORKS = (
    Work(
        "eelgrass", "journal", "Seagrass Meadows Remember: Ten Years of Recovery after a Single Storm",
        ("Ingrid Solheim", "Tomás Ferreira", "Aiko Tanabe"), 2019, "Journal of Coastal Memory",
        "Storms remove seagrass within hours, while recovery takes years and is rarely watched from beginning to end. We "
        "followed forty plots of eelgrass along one sheltered bay for ten years after the storm of 2008. Plots that kept "
        "a tenth of their rhizomes recovered within three seasons; those that lost all of them had not recovered after "
        "ten. The first two summers decided between the two. We conclude that what is left below the sediment, and not "
        "what can be seen above it, should guide restoration.",
        ((INTRO, "Whoever rows over a bay in the summer after a storm sees sand where there was a meadow. What is seen "
                 "from the boat says little about what will come back."),
         (METHOD, "Forty plots of four square metres were marked with buried steel pins and visited each June and each "
                  "September. Shoots were counted by two divers independently, who agreed within six per cent."),
         (RESULT, "Twenty-three plots reached their former density. Every one of them had kept at least a tenth of its "
                  "rhizomes. The threshold was sharper than any of us had expected."),
         (END, "A meadow remembers through its roots. Planting should begin where that memory is gone.")),
        (), ("seagrass", "recovery", "restoration"),
    ),
    Work(
        "gauges", "conference", "Cheap Tide Gauges That Agree: Calibrating a Network without a Reference",
        ("Tomás Ferreira", "Nadia Okonjo"), 2020, "Proceedings of the Workshop on Sensing Shallow Water",
        "A tide gauge made of an ultrasonic sensor costs less than a dinner, and drifts. We show how a network of such "
        "gauges can calibrate itself without any reference station, because the tide that all of them see is the same "
        "one up to a smooth delay. The method solves one sparse least-squares problem a day and runs on the gauge that "
        "has the fullest battery. Over fourteen months the network of thirty-one gauges stayed within nine millimetres "
        "of a survey-grade station that it never heard of.",
        ((INTRO, "Good tide gauges are few since they are dear. Many poor ones can be better than one good one, if their "
                 "errors can be told from the sea."),
         (METHOD, "Each gauge reports a level every six minutes. We write the level as tide plus surge plus drift, and "
                  "require drift to be slow, surge to be smooth in space and tide to follow thirty-seven constituents."),
         (RESULT, "The median absolute difference from the reference station was 4 mm, the 95th percentile 9 mm. Two "
                  "gauges that a heron used as a perch were found on the first day."),
         (TALK, "The method fails when all gauges drift alike, as they would in a heat wave. A thermometer mends it.")),
        ("eelgrass",), ("tide gauges", "calibration", "sensor networks"),
    ),
    Work(
        "turbidity", "journal", "What Clouds the Water: Separating Plankton from Mud in Turbidity Records",
        ("Aiko Tanabe", "Ingrid Solheim"), 2020, "Journal of Coastal Memory",
        "Optical turbidity is measured everywhere and understood hardly anywhere, since plankton and mud cloud the water "
        "alike. We separate the two by their timing: mud follows the current within minutes, plankton follows the sun "
        "within days. A state-space model with these two clocks explains 83 per cent of the variance of six records, and "
        "its plankton part agrees with weekly water samples that it was not shown.",
        ((INTRO, "A sensor that sees only how much light is scattered cannot know by what. Time can tell it."),
         (METHOD, "We fit two hidden states, one driven by bottom stress and one by daylight, with a Kalman smoother."),
         (RESULT, "The plankton state rose nine days before the first bloom that the water samples showed."),
         (END, "Old records can be read again with two clocks in hand.")),
        ("gauges", "eelgrass"), ("turbidity", "state-space models"),
    ),
    Work(
        "maps", "twocolumn", "Mapping Seagrass from Kites: An Honest Comparison with Drones and Satellites",
        ("Nadia Okonjo", "Ruth Abelson", "Tomás Ferreira"), 2021, "Shallow Remote Sensing Letters",
        "Kites need no permit, no battery and no pilot. We mapped the same six bays from kites, drones and satellites "
        "in one week and asked divers who was right. Kites matched drones in area (within four per cent) at a fifth of "
        "the cost, and both found patches that satellites missed entirely. Kites failed on calm days. We publish the "
        "rig, the software and the calm days.",
        ((INTRO, "Maps of seagrass decide where harbours may be dredged. They should not depend on who can pay."),
         (METHOD, "A camera of 180 g hung from a delta kite at 120 m. Photographs were placed by six painted stones."),
         (RESULT, "Kites and drones agreed on 96 per cent of the area. Satellites missed every patch below 40 square "
                  "metres, a third of the total."),
         (TALK, "Wind is a permit of its own kind. On one day in five it was not granted."),
         (END, "For a parish council with six bays a kite is enough.")),
        ("eelgrass", "turbidity"), ("kite photography", "mapping"),
    ),
    Work(
        "drift", "conference", "Drift Is Not Noise: Learning What Slow Sensors Try to Say",
        ("Nadia Okonjo", "Tomás Ferreira"), 2021, "Proceedings of the Workshop on Sensing Shallow Water",
        "Drift is usually removed. We keep it and ask what it knows. In thirty-one tide gauges the drift that calibration "
        "removed turned out to follow the growth of barnacles on the housing, which in turn followed temperature and "
        "salt. A small recurrent model reads salinity from drift alone within 1.2 practical units, at no cost, from "
        "instruments that were never meant to measure it.",
        ((INTRO, "Every correction throws something away. We looked into the bin."),
         (METHOD, "The drift series of the calibrated network are fed to a recurrent model of 4,000 weights, trained on "
                  "five stations with salinity sensors and tested on three others."),
         (RESULT, "The error was 1.2 practical salinity units, against 3.9 for a seasonal mean."),
         (END, "Barnacles are patient observers.")),
        ("gauges",), ("sensor drift", "salinity"),
    ),
    Work(
        "nursery", "journal", "Cod in the Nursery: Juvenile Fish Return Before the Meadow Does",
        ("Ingrid Solheim", "Ruth Abelson"), 2022, "Journal of Coastal Memory",
        "It is held that fish come back when the meadow does. In the plots of a ten-year recovery study juvenile cod "
        "returned two to three years earlier than the eelgrass that is said to shelter them. Cameras showed them "
        "feeding along the edges of bare sand, where prey was dense and predators few. Counting fish alone would "
        "therefore have declared a recovery that had not begun.",
        ((INTRO, "Recovery is declared by those who fund it, and fish are easier to love than roots."),
         (METHOD, "Baited cameras stood for two hours at each plot, four times a year, for six years."),
         (RESULT, "Cod were back in 2011. Density of eelgrass reached half its former value only in 2014."),
         (TALK, "Fish are a sign of food. They are not a sign of a meadow.")),
        ("eelgrass", "maps"), ("juvenile fish", "indicators"),
    ),
    Work(
        "surge", "report", "Surge in Small Harbours: A Field Guide for Harbour Masters",
        ("Tomás Ferreira",), 2022, "Tidal Laboratory Technical Reports",
        "Small harbours flood in ways that national forecasts do not see. This report explains in plain words how wind, "
        "pressure and the shape of a basin make a surge, how to read three cheap instruments, and which six hours "
        "before high water decide what should be moved. It closes with checklists that were tried in four harbours.",
        (("Who this is for", "You keep a harbour of at most a hundred berths and you are alone when it matters."),
         ("How a surge is made", "Wind pushes, pressure lifts, and the basin answers. The answer may be larger than "
                                 "both, when its own period is near that of the gusts."),
         ("What to watch", "A barometer, a flag and one tide gauge are enough, if they are looked at each hour."),
         ("Checklists", "Six hours before high water: double the spring lines. Three hours: open the scuppers.")),
        ("gauges", "drift"), ("storm surge", "harbours"),
    ),
    Work(
        "blooms", "twocolumn", "Nine Days' Warning: Forecasting Plankton Blooms from Turbidity Alone",
        ("Aiko Tanabe", "Nadia Okonjo", "Ingrid Solheim"), 2023, "Shallow Remote Sensing Letters",
        "Blooms close beaches and kill fish in cages. Where only turbidity is measured they come as a surprise. Using "
        "the separation of mud and plankton by their two clocks we forecast blooms at eleven stations over three "
        "summers. The median warning was nine days; one alarm in seven was false. The forecast needs no sample, no "
        "satellite and no more computing than a telephone has.",
        ((INTRO, "Nine days are enough to move a cage, to tell a school and to buy a filter."),
         (METHOD, "The plankton state is extrapolated with daylight and a growth rate that each station learns."),
         (RESULT, "Of 28 blooms 24 were announced, with a median warning of nine days. Four alarms were false."),
         (TALK, "The missed ones came with the tide from outside. A neighbour's alarm would have found three of them."),
         (END, "A cheap sensor with two clocks is a bloom forecast.")),
        ("turbidity", "drift", "gauges"), ("harmful algal blooms", "forecasting"),
    ),
    Work(
        "commons", "report", "Who Owns a Tide? Data Agreements for Neighbouring Harbours",
        ("Ruth Abelson", "Tomás Ferreira"), 2023, "Tidal Laboratory Technical Reports",
        "Thirty-one gauges stand on the quays of nineteen owners. This report describes the agreement under which they "
        "share their data, the four quarrels that shaped it, and what each clause cost. It may be copied.",
        (("The first quarrel", "A marina wished to sell what its neighbours gave away."),
         ("What we agreed", "Levels are open after one hour. Names of boats never are. Whoever leaves takes a copy."),
         ("What it cost", "Eleven evenings, one resignation and no lawyer."),
         ("The agreement", "Five clauses on one page follow.")),
        ("gauges", "surge"), ("data governance",),
    ),
    Work(
        "roots", "journal", "Listening to Roots: Acoustic Estimates of Living Rhizomes below the Sediment",
        ("Aiko Tanabe", "Ingrid Solheim", "Tomás Ferreira"), 2024, "Journal of Coastal Memory",
        "Living rhizomes hold gas and ring when struck by sound; dead ones do not. We built an acoustic corer that is "
        "lowered from a rowing boat and estimates living rhizome mass without digging. Against 120 dug cores the error "
        "was 14 per cent. Since rhizomes decide whether a meadow recovers, restoration can now be planned from a boat.",
        ((INTRO, "What lies below the sediment decides, and nobody sees it. We listen."),
         (METHOD, "A chirp of 40 to 90 kHz is sent from a ring of eight transducers and received by another ring."),
         (RESULT, "Estimated and dug mass agreed with a correlation of 0.91 and an error of 14 per cent."),
         (TALK, "Shells ring as well. A second chirp at half the frequency tells them apart."),
         (END, "The tenth of the rhizomes that a meadow needs can be counted before anything is planted.")),
        ("eelgrass", "nursery", "maps"), ("acoustics", "rhizomes"),
    ),
    Work(
        "planting", "twocolumn", "Plant Where Memory Is Gone: A Randomised Trial of Targeted Seagrass Restoration",
        ("Ingrid Solheim", "Aiko Tanabe", "Ruth Abelson", "Nadia Okonjo"), 2025, "Shallow Remote Sensing Letters",
        "Restoration plants where it is easy. We randomised sixty bare plots to be planted either where access was easy, "
        "as usual, or where an acoustic corer found no living rhizomes. After two summers targeted plots held 3.4 times "
        "as much new meadow for each hour of work, because the others would have recovered by themselves. Planting "
        "where memory is gone is the better use of cold hands.",
        ((INTRO, "To plant what grows by itself is kind and useless."),
         (METHOD, "Sixty plots in five bays were randomised in pairs. Divers who counted did not know which was which."),
         (RESULT, "Gain over an unplanted twin was 0.61 of full density in targeted plots and 0.18 in the others."),
         (TALK, "Two bays lost all plants to crabs. Crabs were not randomised."),
         (END, "Listen first, then plant.")),
        ("roots", "eelgrass", "nursery"), ("randomised trial", "restoration"),
    ),
    Work(
        "review", "book", "Shallow Water, Long Memory: A Review of Recovery along Sheltered Coasts",
        ("Ruth Abelson", "Ingrid Solheim"), 2025, "Annual Essays in Coastal Science",
        "This essay reviews what is known about the recovery of sheltered coasts after sudden loss: of plants, of fish, "
        "of trust among those who live there. Three findings recur. What is hidden decides; cheap instruments that agree "
        "see more than dear ones that are alone; and recovery is declared too early. We end with questions for those who "
        "will look in ten years.",
        (("What is hidden decides", "Roots, larvae and agreements are seldom in the photograph."),
         ("Cheap instruments that agree", "A network that calibrates itself is a colleague."),
         ("Too early", "Fish came back before the meadow, funds before the fish, and press releases before the funds."),
         ("Questions", "Will the planted meadows remember? Who will row over them?")),
        ("eelgrass", "gauges", "turbidity", "maps", "nursery", "commons", "blooms", "roots", "planting"),
        ("review", "recovery"),
    ),
)  # fmt: skip
BY_KEY = {work.key: work for work in WORKS}
