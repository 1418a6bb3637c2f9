using OzgTracker.Api.Web;
using OzgTracker.Domain.Targets;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Targets;

/// <summary>Whether a target is still pursued.</summary>
public enum TargetStatus
{
    /// <summary>It is.</summary>
    Active,

    /// <summary>The Land gave it up.</summary>
    Dropped,
}

/// <summary>What a Land wants to reach.</summary>
/// <param name="Id">Land and name, e. g. `05-roll-in-2026`.</param>
/// <param name="State">Land, two digits.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Model">The maturity model that the level belongs to.</param>
/// <param name="Level">The level that every competent unit is to reach.</param>
/// <param name="By">The day by which.</param>
/// <param name="OzgIds">The services; empty where a tag names them.</param>
/// <param name="Tag">The programme whose services are meant, whichever they are on the day of a question.</param>
/// <param name="Status">Whether it is still pursued.</param>
/// <param name="SetAt">When the log learnt of it first.</param>
/// <param name="ChangedAt">When the log learnt of it last.</param>
/// <param name="Version">Version of its stream, its ETag.</param>
/// <param name="Position">Position of its last event in the log.</param>
public sealed record TargetAnswer(
    string Id, string State, string Title, string Model, int Level, DateOnly By, IReadOnlyList<string> OzgIds, string? Tag, TargetStatus Status,
    DateTimeOffset SetAt, DateTimeOffset ChangedAt, long Version, long Position)
{
    /// <summary>Where all targets are.</summary>
    public const string Route = "/v1/targets";

    internal static TargetAnswer Of(TargetKey key, Target target, DateTimeOffset setAt, DateTimeOffset changedAt, long position)
    {
        var goal = target.Goal!;
        return new TargetAnswer(
            key.Id, key.State.Value, goal.Title, goal.Model, goal.Level, goal.By, [.. (goal.OzgIds ?? []).Select(id => id.Value)], goal.Tag, StatusOf(target.IsDropped),
            setAt, changedAt, target.Version, position);
    }

    internal static TargetAnswer Of(TargetRow row) => new(
        row.Id, row.State, row.Title, row.Model, row.Level, row.By, row.OzgIds, row.Tag, StatusOf(row.IsDropped), row.SetAt, row.ChangedAt, row.Version, row.Position);

    static TargetStatus StatusOf(bool isDropped) => isDropped ? TargetStatus.Dropped : TargetStatus.Active;
}

/// <summary>A page of targets.</summary>
/// <param name="Items">The targets.</param>
/// <param name="NextCursor">For the next page; null on the last.</param>
/// <param name="Position">The position of the log that is certainly in the answer.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="MetricVersion">Raised when its definition changes.</param>
/// <param name="Model">The maturity model that was asked for; null when targets in all models are listed.</param>
/// <param name="Policy">How the level of an OZG service comes from its LeiKa services.</param>
public sealed record TargetPage(
    IReadOnlyList<TargetAnswer> Items, string? NextCursor, long Position, string Metric, int MetricVersion, string? Model, string Policy)
    : Page<TargetAnswer>(Items, NextCursor);
