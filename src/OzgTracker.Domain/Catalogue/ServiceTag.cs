using System.Text.RegularExpressions;

namespace OzgTracker.Domain.Catalogue;

/// <summary>That a service belongs to a programme.</summary>
/// <param name="Tag">Name of the programme.</param>
/// <param name="ValidFrom">First day; null when it is not known or was always so.</param>
/// <param name="ValidTo">Last day; null while it goes on.</param>
/// <param name="Source">Where that is said, and how sure it is.</param>
public sealed partial record ServiceTag(string Tag, DateOnly? ValidFrom, DateOnly? ValidTo, string Source)
{
    /// <summary>What a name looks like, for messages.</summary>
    public const string Expected = "words of lower-case letters and digits with a dash in between, at most 50 characters, such as sdg-annex-2";

    /// <summary>Longest source.</summary>
    public const int LongestSource = 500;

    /// <summary>Whether a text names a programme: <see cref="Expected"/>.</summary>
    public static bool IsName(string text) => text.Length <= 50 && Name().IsMatch(text);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Name();
}

/// <summary>The programmes of one service, each once, in the order of their names.</summary>
public sealed class ServiceTags
{
    readonly SortedDictionary<string, ServiceTag> tags;

    ServiceTags(IEnumerable<ServiceTag> tags) => this.tags = new(tags.ToDictionary(tag => tag.Tag), StringComparer.Ordinal);

    /// <summary>No programme.</summary>
    public static ServiceTags None { get; } = new([]);

    /// <summary>All of them, also those that have ended.</summary>
    public IReadOnlyCollection<ServiceTag> All => tags.Values;

    /// <summary>What is known of a tag; null when nothing is.</summary>
    public ServiceTag? Find(string tag) => tags.GetValueOrDefault(tag);

    internal ServiceTags With(ServiceTag tag) => new([.. All.Where(known => known.Tag != tag.Tag), tag]);

    internal ServiceTags Without(string tag, DateOnly? validTo) =>
        new(All.Where(known => known.Tag != tag || validTo is not null).Select(known => known.Tag == tag ? known with { ValidTo = validTo } : known));
}

/// <summary>Compares what is said of the programmes of a service with what the log knows.</summary>
public static class ServiceTagDecider
{
    /// <summary>Says that a service belongs to programmes; only what differs is recorded. Programmes that are not named stay as they are.</summary>
    public static Decision Decide(Service state, IReadOnlyList<ServiceTag> seen)
    {
        if (state.Classification is null) return UnknownService;
        var events = new List<IDomainEvent>();
        foreach (var tag in seen)
        {
            if (Check(tag) is { } refusal) return refusal;
            if (Differs(state.Tags.Find(tag.Tag), tag) is { } happened) events.Add(happened);
        }

        return events.Count == 0 ? Decision.Nothing : Decision.Record(events);
    }

    /// <summary>Ends a programme of a service, or takes it back where no last day is given.</summary>
    public static Decision End(Service state, string tag, DateOnly? validTo)
    {
        if (state.Classification is null) return UnknownService;
        if (state.Tags.Find(tag) is not { } known || (validTo is not null && known.ValidTo == validTo)) return Decision.Nothing;
        return Check(known with { ValidTo = validTo }) ?? Decision.Record(new ServiceUntagged(tag, validTo));
    }

    static Decision UnknownService { get; } = Decision.Refuse("unknown-service", "The catalogue does not have this service; import the service catalogue first.");

    static Decision? Check(ServiceTag tag)
    {
        if (!ServiceTag.IsName(tag.Tag)) return Decision.Refuse("invalid-tag", $"'{tag.Tag}' is no name of a programme; expected {ServiceTag.Expected}.");
        return tag.ValidTo < tag.ValidFrom
            ? Decision.Refuse(
                "ends-before-it-begins", $"{tag.Tag} would end on {tag.ValidTo:yyyy-MM-dd}, before its first day {tag.ValidFrom:yyyy-MM-dd}; correct one of the two.")
            : null;
    }

    static IServiceEvent? Differs(ServiceTag? known, ServiceTag seen)
    {
        if (known == seen) return null;
        return known is { ValidTo: null } && seen.ValidTo is not null && known with { ValidTo = seen.ValidTo } == seen
            ? new ServiceUntagged(seen.Tag, seen.ValidTo)
            : new ServiceTagged(seen.Tag, seen.ValidFrom, seen.ValidTo, seen.Source);
    }
}
