using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Territory;
using OzgTracker.Intake;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Imports;

/// <summary>What <c>--json</c> shows of a plan.</summary>
/// <param name="AsOf">Gebietsstand of the file.</param>
/// <param name="NewUnits">Units that nobody knew.</param>
/// <param name="Updated">Known units with another population or area.</param>
/// <param name="Renamed">Known units with another name.</param>
/// <param name="KeyChanged">Known units with another AGS, ARS or Kreis.</param>
/// <param name="AssociationChanged">Known units in another Gemeindeverband.</param>
/// <param name="Appeared">New units that begin with this file.</param>
/// <param name="Changes">Dissolved units and their successors.</param>
/// <param name="Open">Dissolved units for which decisions are missing.</param>
/// <param name="Faults">What forbids to apply the plan.</param>
/// <param name="NotInFile">Known units that the file lacks and of which nothing becomes.</param>
sealed record PlanShown(
    DateOnly AsOf,
    int NewUnits,
    int Updated,
    IReadOnlyList<Difference> Renamed,
    IReadOnlyList<Difference> KeyChanged,
    IReadOnlyList<Difference> AssociationChanged,
    IReadOnlyList<NamedUnit> Appeared,
    IReadOnlyList<ShownChange> Changes,
    IReadOnlyList<ShownQuestion> Open,
    IReadOnlyList<PlanFault> Faults,
    IReadOnlyList<string> NotInFile)
{
    /// <summary>Whether it can be applied as it is.</summary>
    public bool Complete => Open.Count == 0 && Faults.Count == 0;

    public static PlanShown Of(MunicipalityPlan plan)
    {
        var territory = plan.Territory;
        var known = territory.Units.Where(unit => unit is { Before: { Dissolution: null }, Refusal: null }).ToArray();
        var appeared = territory.Units.Where(unit => unit.ExistsFrom is not null).ToArray();
        return new PlanShown(
            territory.AsOf,
            territory.Units.Count(unit => unit is { Before: null, Refusal: null }),
            known.Count(unit => (unit.Before!.Facts.Population, unit.Before.Facts.AreaHa) != (unit.Facts.Population, unit.Facts.AreaHa)),
            Differences(known, facts => (facts.Name, facts.ShortName, facts.Designation), facts => facts.Name),
            Differences(known, facts => (facts.Ags, facts.Ars, facts.District), facts => facts.Ars.Value),
            Differences(known, facts => facts.Association, facts => facts.Association?.Value),
            [.. appeared.Select(unit => new NamedUnit(unit.Id.Value, unit.Facts.ShortName))],
            [.. territory.Changes.Select(change => ShownChange.Of(change))],
            [.. territory.Open.Select(ShownQuestion.Of)],
            [.. Unread(plan.Decisions), .. territory.Faults],
            [.. territory.NotInFile.Select(id => id.Value)]);
    }

    static IReadOnlyList<Difference> Differences<T>(IEnumerable<PlannedUnit> units, Func<UnitFacts, T> what, Func<UnitFacts, string?> shown) => [.. units
        .Where(unit => !Equals(what(unit.Before!.Facts), what(unit.Facts)))
        .Select(unit => new Difference(unit.Id.Value, unit.Facts.ShortName, shown(unit.Before!.Facts), shown(unit.Facts)))];

    static IEnumerable<PlanFault> Unread(IntakeResult<SuccessorDecision>? decisions) =>
        decisions is null ? [] : decisions.Errors.Select(error => new PlanFault(error.Line, error.Code, error.Field is null ? error.Reason : $"({error.Field}) {error.Reason}"));
}

/// <summary>A unit, for people.</summary>
sealed record NamedUnit(string Id, string Name);

/// <summary>What was and what is.</summary>
sealed record Difference(string Id, string Name, string? From, string? To);

/// <summary>Dissolved units with their successors.</summary>
sealed record ShownChange(IReadOnlyList<ShownDissolution> Dissolved)
{
    public static ShownChange Of(TerritorialChange change)
    {
        var successors = change.Successors.ToDictionary(unit => unit.Id);
        return new([.. change.Dissolved.Select(end => new ShownDissolution(
            end.Unit.Id.Value, end.Unit.Facts.ShortName, end.Unit.Facts.Kind, end.Unit.Facts.AreaHa, end.Source,
            [.. end.Successors.Select(part => new ShownPart(
                part.Successor.Value, successors[part.Successor].Facts.ShortName, successors[part.Successor].Before is null, part.Share, part.AreaHa))]))]);
    }
}

/// <summary>A unit that ended.</summary>
sealed record ShownDissolution(string Id, string Name, UnitKind Kind, int? AreaHa, SuccessorSource Source, IReadOnlyList<ShownPart> Successors);

/// <summary>What a successor got.</summary>
sealed record ShownPart(string Id, string Name, bool IsNew, decimal Share, int? AreaHa);

/// <summary>A unit for which a decision is missing.</summary>
sealed record ShownQuestion(string Id, string Name, int? AreaHa, string Why, IReadOnlyList<ShownCandidate> Candidates)
{
    public static ShownQuestion Of(OpenQuestion question) => new(
        question.Unit.Id.Value, question.Unit.Facts.ShortName, question.Unit.Facts.AreaHa, question.Why,
        [.. question.Candidates.Select(candidate => new ShownCandidate(candidate.Unit.Value, candidate.Name, candidate.IsNew, candidate.GainHa))]);
}

/// <summary>A unit that has grown for a reason that is not known.</summary>
sealed record ShownCandidate(string Id, string Name, bool IsNew, int GainHa);
