using static System.FormattableString;

namespace OzgTracker.Domain.Analysis;

/// <summary>The definition of every number that is served.</summary>
public static class Metrics
{
    static readonly string Few = $"fewer than {SmallGroups.Minimum}";

    /// <summary>How many cells are at which level.</summary>
    public static MetricDefinition Tally { get; } = new(
        "tally",
        "competent, reported and conform cells, and reported cells by level; conformShare = conform / competent; "
            + "conformPopulationShare = inhabitants of conform / inhabitants of competent cells; meanLevel = sum of levels / reported",
        "competent cells; for meanLevel reported cells",
        "cells, inhabitants, shares from 0 to 1")
    {
        Unreported = "counted, not conform, at no level",
    };

    /// <summary>The official category.</summary>
    public static MetricDefinition Coverage { get; } = new(
        "coverage",
        "the first that holds: notCounted = nobody competent; nationwide = all competent units conform, no filter by state, "
            + "district or association; statewide = all of some Land, no filter by district or association; districtwide = all of "
            + "some Kreis, no filter by association; anyMunicipality = some unit conform; none. 99 % is not all. Kind and size class "
            + "mean \"among those asked for\". A Land or Kreis is complete when somebody in it is competent and all who are are conform",
        "competent units of a service",
        "category");

    /// <summary>Who is ahead on a service.</summary>
    public static MetricDefinition Frontrunners { get; } = new(
        "frontrunners",
        "highest level first; then verified, then with evidence, then neither or in dispute; then the earliest first day of "
            + "the unbroken run at the level; rank = 1 + units that are ahead",
        "units with a report on the service",
        "rank")
    {
        Derived = "left out",
        Unreported = "left out",
        Ties = "share a rank, the next counts them",
        SmallGroups = "ranked: the list is of single units",
    };

    /// <summary>Who is ahead on many services.</summary>
    public static MetricDefinition FrontrunnersAll { get; } = new(
        "frontrunnersAll",
        "conform / competent services of a unit, highest first within its peer group; rank = 1 + units of the group with a higher share; "
            + "percentile as in standing",
        "competent services of the unit among those asked for; units without any are left out",
        "share from 0 to 1, rank")
    {
        Ties = "share a rank, the next counts them",
        SmallGroups = $"peer groups of {Few} units are left out; no percentile among {Few} others",
    };

    /// <summary>Where a unit stands among its peers.</summary>
    public static MetricDefinition Standing { get; } = new(
        "standing",
        "per topic area and for all: share = conform / competent services; peerMedian, peerQ1, peerQ3 = quartiles (type 7) of the same share "
            + "of the others, rounded to four digits before and after; percentile = 100 x (others below + half of the equal ones) / others",
        "the other units of the peer group with a competent service in the topic area, as far as they pass the filters on units",
        "share from 0 to 1; percent with one digit")
    {
        Ties = "count half",
        SmallGroups = $"no quartiles and no percentile among {Few} others, no answer if these are so few for all",
    };

    /// <summary>Which units are alike.</summary>
    public static MetricDefinition Peers { get; } = new(
        "peers",
        Invariant($"distance = {PeerDistance.SizeWeight} x |log2(ratio of inhabitants)| + {PeerDistance.DensityWeight} x |log2(ratio of inhabitants per km2)|")
            + Invariant($" + {PeerDistance.StateWeight} in another Land + {PeerDistance.StatusWeight} with another status (kreisfrei, in a Verband, neither)")
            + Invariant($" + {PeerDistance.PortfolioWeight} x services conform in one only / services reported by either;")
            + " a factor that cannot be computed is left out and named. With ozgId only units with a higher level in that service",
        "the other units of the same kind",
        "doublings")
    {
        NotCompetent = "not conform",
        Unreported = "not conform; left out where neither reports",
        Ties = "in the order of ids",
        SmallGroups = "shown: the list is of single units",
    };

    /// <summary>What a unit should do next.</summary>
    public static MetricDefinition NextSteps { get; } = new(
        "nextSteps",
        "services of the unit in which peersAhead = peers at a higher level are more than half of the competent peers: not conform ones first, "
            + "then by peersAhead / peers; nextLevel = the level that most of the peers reached in one step from the unit's (from its first report "
            + "where it has none); blockingCriterion = the lowest of the last report; medianDays = median days of that step",
        "the competent ones of the 20 nearest peers, per service; for medianDays the units of the peer group",
        "units, days")
    {
        Unreported = "an own one is below level 0; peers are not ahead",
        Ties = "services in the order of ids, peers in that of distance, the lower level",
        SmallGroups = $"no service with {Few} competent peers, no median of {Few} steps",
    };

    /// <summary>Who still blocks full coverage.</summary>
    public static MetricDefinition LastMile { get; } = new(
        "lastMile",
        "competent units that are not conform, most inhabitants first; cumulativePopulationShare = their inhabitants up to and "
            + "including the unit / inhabitants of the competent units",
        "competent units of the service",
        "units, inhabitants, share from 0 to 1")
    {
        Unreported = "listed",
        Ties = "in the order of ids",
        SmallGroups = "shown: the list is of single units",
    };

    /// <summary>How numbers moved.</summary>
    public static MetricDefinition Trends { get; } = new(
        "trends",
        "the tally on the last day of every month or quarter from the first day asked for to the last, and on that day itself; "
            + "each with the units, competence and programmes of its day",
        "competent cells of each day",
        "as tally")
    {
        Unreported = "counted, not conform, at no level",
    };

    /// <summary>How long steps take.</summary>
    public static MetricDefinition TransitionTimes { get; } = new(
        "transitionTimes",
        "per step from a level to the next that was reported above it: days from the first day at the one to the first day at "
            + "the other; quartiles by linear interpolation between order statistics (type 7). Falls are no steps",
        "finished steps of the cells asked for",
        "days")
    {
        NotCompetent = "breaks the chain",
        Derived = "breaks the chain",
        Unreported = "breaks the chain",
        SmallGroups = $"{Few} steps have a count and no quartiles",
    };

    /// <summary>When a service will be everywhere.</summary>
    public static MetricDefinition Forecast { get; } = new(
        "forecast",
        "the day on which conform = competent: a line from the last value with the Theil-Sen slope of conform / competent over "
            + $"the month ends of the last {CoverageForecast.MonthsBack} months. earliest and latest: the slopes between which 80 % of all "
            + "pairs of months lie; latest not before the end of an S-curve of the same speed, at which a tenth of a unit is missing. "
            + $"None if the share has not risen (noProgress), below {CoverageForecast.FewestPoints} points with a report (tooShort), beyond "
            + $"{CoverageForecast.YearsAhead} years (tooFar), or if the slow slope is not above 0 or latest is beyond "
            + $"{CoverageForecast.YearsAhead} years (tooUncertain)",
        "competent units of each day",
        "day")
    {
        SmallGroups = $"none for {Few} competent units (tooFewUnits)",
    };

    /// <summary>What would be if.</summary>
    public static MetricDefinition WhatIf { get; } = new(
        "whatIf",
        "the tally as it is, and with the given cells at the given levels by every policy; nothing is recorded",
        "competent cells; a given cell counts as competent and reported",
        "as tally")
    {
        NotCompetent = "left out unless given",
        Unreported = "counted, not conform, at no level",
    };

    /// <summary>A Land on one screen.</summary>
    public static MetricDefinition StateDashboard { get; } = new(
        "stateDashboard",
        "tally, coverage, frontrunnersAll, findings and targetProgress of one Land at one position; laggards = the lowest "
            + "ranks of frontrunnersAll, lowest first",
        "as in each part",
        "as in each part")
    {
        Ties = "as in each part",
        SmallGroups = "as in each part",
    };

    /// <summary>The list behind a number.</summary>
    public static MetricDefinition Cells { get; } = new(
        "cells",
        "the cells that a tally with the same parameters counts, one row each",
        "competent cells, or those of one level or outcome",
        "cells")
    {
        Unreported = "listed without a level",
        Ties = "in the order of ids",
        SmallGroups = "shown: the list is of single units",
    };

    /// <summary>What does not fit together.</summary>
    public static MetricDefinition Findings { get; } = new(
        "findings",
        "stale = no report or confirmation for longer than the installation allows; regression = a lower level that nobody has "
            + "confirmed; conflict = evidence without a report, or a level in dispute; deadLink = every address refuted; unsupported "
            + "= conform without an address",
        "cells, each at most once for a kind",
        "findings")
    {
        Derived = "never a finding",
        Unreported = "a conflict where there is evidence",
        Ties = "in the order of ids",
        SmallGroups = "shown: the list is of single units",
    };

    /// <summary>How far a target is.</summary>
    public static MetricDefinition TargetProgress { get; } = new(
        "targetProgress",
        $"share = cells at or above the target's level / competent; perMonth = cells gained in {Targets.Pace.MonthsBack} months "
            + $"/ {Targets.Pace.MonthsBack}; expectedOn = the day + gap / perMonth; neededPerMonth = gap / months left",
        "competent cells of the target's Land and services on the day; the target as it is now",
        "cells, share from 0 to 1, cells per month")
    {
        Unreported = "counted, not reached",
    };

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        Tally, Coverage, Cells, Frontrunners, FrontrunnersAll, Standing, Peers, NextSteps, LastMile, Trends, TransitionTimes, Forecast, WhatIf, StateDashboard, Findings, TargetProgress,
    ];

    /// <summary>The words that the definitions use.</summary>
    public static IReadOnlyList<MetricTerm> Terms { get; } =
    [
        new("unit", "a Gemeinde, a Gemeindeverband or a Kreis that exists on the day."),
        new("cell", "one service in one unit, in one maturity model."),
        new(
            "competent",
            "the unit says so by a report, in whatever model, or the table of competence names it and the unit has not declared itself not competent."),
        new("reported", "the cell has a level in the model and by the policy that are asked for, by a report of its own."),
        new(
            "derived",
            "a value that follows from predecessors, or from the Verband or Kreis that executes the service: shown in a cell, counted as "
                + "unreported, because nobody said it."),
        new("conform", "reported, and the level is at or above the model's threshold."),
        new("inhabitants", "each cell is weighed by the inhabitants of its unit on the day; those of a Verband or Kreis are also those of its Gemeinden."),
        new("asOf", "the value that is valid on that day; without it, today's."),
        new(
            "knownAt",
            "by the log up to the last position that was recorded at or before that moment; units, competence and tags as they are known "
                + "now, with their validity on the day."),
        new("peer group", "units of the same kind and the same size class."),
        new("small group", $"{Few} units or observations: a ranking or a statistic of them tells about single ones."),
        new("share, mean", "rounded to four digits, half away from zero; null when the denominator is 0. Percentages have one digit."),
    ];
}
