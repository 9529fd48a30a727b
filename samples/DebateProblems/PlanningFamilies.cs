namespace AgentGrains.Samples.DebateProblems;

/// <summary>The families: whole and divisible things, units that differ, remarks aside, and problems without a best answer.</summary>
internal static class PlanningFamilies
{
    public static IReadOnlyList<PlanningFamily> All { get; } =
    [
        new("bakery", "A bakery plans its morning: loaves, cakes and trays of rolls from one delivery of flour and one oven.", true,
            [new("loaf", "piece", true, new(2.1, 3.9)), new("cake", "piece", true, new(8, 17)), new("tray", "piece", true, new(4, 7))],
            [
                new("flour", "at most", new(9, 14), "kg", false, new("loaf", new(450, 700), "g"), new("cake", new(900, 1400), "g"), new("tray", new(550, 800), "g")),
                new("oven", "at most", new(4, 7), "h", false, new("loaf", new(11, 17), "min"), new("cake", new(35, 55), "min"), new("tray", new(13, 19), "min")),
                new("school order", "at least", new(2, 5, 3), "piece", true, new UseKind("tray", new(1, 1), "piece")),
            ]),
        new("garden", "A nursery fills its benches with shrubs and flats of seedlings, and sells compost loose.", true,
            [new("shrub", "piece", true, new(6, 11)), new("flat", "piece", true, new(9, 15)), new("compost", "kg", false, new(20, 45), "cent", new(60, 140))],
            [
                new("water", "at most", new(70, 110), "l", false, new("shrub", new(2500, 4100), "ml"), new("flat", new(5200, 7900), "ml"), new("compost", new(90, 160), "ml")),
                new("hours", "at most", new(7, 12), "h", false, new("shrub", new(14, 22), "min"), new("flat", new(25, 38), "min"), new("compost", new(1, 2, 4), "min")),
                new("regulars", "at least", new(7, 11, 4), "piece", true, new UseKind("flat", new(1, 1), "piece")),
            ]),
        new("convoy", "A relief convoy must carry its load with vans and trucks, at the lowest rent.", false,
            [new("van", "vehicle", true, new(90, 130)), new("truck", "vehicle", true, new(260, 330))],
            [
                new("load", "at least", new(21, 34), "t", false, new("van", new(1100, 1500), "kg"), new("truck", new(4200, 5300), "kg")),
                new("drivers", "at most", new(17, 24, 7), "driver", false, new("van", new(1, 1), "driver"), new("truck", new(2, 2), "driver")),
                new("narrow streets", "at least", new(6, 9, 3), "vehicle", true, new UseKind("van", new(1, 1), "vehicle")),
            ]),
        new("diet", "A canteen mixes porridge for a camp from oats, milk powder and nuts, as cheaply as it can.", false,
            [new("oats", "kg", false, new(90, 160), "cent"), new("milk powder", "kg", false, new(420, 610), "cent"), new("nuts", "kg", false, new(780, 990), "cent")],
            [
                new("protein", "at least", new(900, 1300), "g", false, new("oats", new(110, 140), "g"), new("milk powder", new(240, 280), "g"), new("nuts", new(170, 210), "g")),
                new("calcium", "at least", new(20, 32), "g", false, new("oats", new(450, 600), "mg"), new("milk powder", new(8900, 9900), "mg"), new("nuts", new(900, 1200), "mg")),
                new("taste", "at least", new(1, 2.4), "kg", true, new UseKind("nuts", new(1, 1), "kg")),
            ]),
        new("paints", "A works mixes three paints on two machines; what it makes, it sells by the litre.", true,
            [new("white", "l", false, new(310, 480), "cent", new(40, 70)), new("grey", "l", false, new(420, 590), "cent", new(40, 70)), new("blue", "l", false, new(610, 820), "cent")],
            [
                new("mixer", "at most", new(5, 9), "h", false, new("white", new(3, 4, 4), "min"), new("grey", new(4, 6, 4), "min"), new("blue", new(7, 9, 4), "min")),
                new("pigment", "at most", new(5, 9), "kg", false, new("white", new(30, 55), "g"), new("grey", new(60, 85), "g"), new("blue", new(95, 130), "g")),
                new("contract", "at least", new(15, 30), "l", true, new UseKind("white", new(1, 1), "l")),
            ]),
        new("courier", "A courier chooses what to take on one flight: each parcel goes whole or stays.", true,
            [
                new("engine", "parcel", true, new(50, 110), "EUR", new(1, 1)), new("vaccine", "parcel", true, new(70, 120), "EUR", new(1, 1)),
                new("letters", "parcel", true, new(15, 45), "EUR", new(3, 5, 2)), new("flowers", "parcel", true, new(25, 60), "EUR", new(2, 3, 1)),
            ],
            [
                new("weight", "at most", new(28, 41), "kg", false, new("engine", new(17000, 23000), "g"), new("vaccine", new(9000, 14000), "g"), new("letters", new(3200, 5600), "g"), new("flowers", new(4100, 7600), "g")),
                new("promised", "at least", new(1, 2, 1), "parcel", true, new UseKind("flowers", new(1, 1), "parcel")),
            ]),
        new("shifts", "A ward fills its shifts for a week with as little pay as possible.", false,
            [new("early", "shift", true, new(150, 190)), new("late", "shift", true, new(160, 205)), new("night", "shift", true, new(230, 290), "EUR", new(9, 14, 5))],
            [
                new("day care", "at least", new(88, 126), "h", false, new("early", new(450, 500), "min"), new("late", new(330, 400), "min"), new("night", new(60, 120), "min")),
                new("night care", "at least", new(38, 58), "h", false, new("late", new(130, 190), "min"), new("night", new(480, 560), "min")),
                new("handover", "at least", new(6, 9, 3), "shift", true, new UseKind("late", new(1, 1), "shift")),
            ]),
        new("blend", "A mill blends one batch of feed from three grains; the batch has one weight, and the cheapest is wanted.", false,
            [new("barley", "kg", false, new(18, 27), "cent"), new("wheat", "kg", false, new(24, 35), "cent", new(300, 500)), new("soy", "kg", false, new(41, 58), "cent")],
            [
                new("batch", "exactly", new(0.8, 1.4), "t", false, new("barley", new(1, 1), "kg"), new("wheat", new(1, 1), "kg"), new("soy", new(1, 1), "kg")),
                new("protein", "at least", new(130, 190), "kg", false, new("barley", new(95, 110), "g"), new("wheat", new(115, 135), "g"), new("soy", new(380, 440), "g")),
                new("acidity", "at least", new(150, 260), "kg", true, new UseKind("wheat", new(1, 1), "kg")),
            ]),
        new("fund", "A foundation lends its money out for a year; what it earns is given in cent for each EUR lent.", true,
            [new("bonds", "EUR", false, new(2.1, 3.4), "cent"), new("homes", "EUR", false, new(4.1, 5.6), "cent", new(30000, 60000)), new("shops", "EUR", false, new(5.9, 7.7), "cent")],
            [
                new("money", "at most", new(90000, 140000), "EUR", false, new("bonds", new(1, 1), "EUR"), new("homes", new(1, 1), "EUR"), new("shops", new(1, 1), "EUR")),
                new("risk", "at most", new(2500, 4200), "EUR", false, new("bonds", new(0.4, 0.9), "cent"), new("homes", new(2.4, 3.3), "cent"), new("shops", new(5.1, 6.9), "cent")),
                new("statutes", "at least", new(20000, 35000), "EUR", true, new UseKind("bonds", new(1, 1), "EUR")),
            ]),
        new("workshop", "A workshop makes chairs and tables, and has promised more chairs than its wood may allow.", true,
            [new("chair", "piece", true, new(40, 60)), new("table", "piece", true, new(110, 160))],
            [
                new("wood", "at most", new(110, 150), "kg", false, new("chair", new(5200, 6800), "g"), new("table", new(17500, 23000), "g")),
                new("hours", "at most", new(30, 44), "h", false, new("chair", new(70, 95), "min"), new("table", new(150, 210), "min")),
                new("promised", "at least", new(22, 34, 6), "piece", true, new UseKind("chair", new(1, 1), "piece")),
            ]),
        new("packs", "A shop needs a given number of bottles, and gets them in packs of two sizes that it cannot open.", false,
            [new("small", "pack", true, new(3, 5)), new("large", "pack", true, new(5, 8))],
            [
                new("bottles", "exactly", new(31, 51, 20), "bottle", false, new("small", new(4, 4), "bottle"), new("large", new(6, 9, 1), "bottle")),
                new("shelf", "at most", new(36, 60), "kg", false, new("small", new(3200, 5200), "g"), new("large", new(5200, 8200), "g")),
                new("display", "at least", new(2, 3, 1), "pack", true, new UseKind("small", new(1, 1), "pack")),
            ]),
        new("solar", "A cooperative sells power and heat; nothing that it wrote down limits the power.", true,
            [new("power", "MWh", false, new(41, 70)), new("heat", "MWh", false, new(25, 39), "EUR", new(80, 160))],
            [
                new("pipes", "at most", new(50, 90), "h", false, new UseKind("heat", new(30, 45), "min")),
                new("town", "at least", new(20, 40), "MWh", true, new UseKind("heat", new(1, 1), "MWh")),
            ]),
    ];
}
