using System.Text.Json;

namespace OzgTracker.Domain.Tests;

/// <summary>Events as the log holds them. They contain lists, so only their stored text tells whether two are equal.</summary>
static class Stored
{
    public static string Json(IDomainEvent happened) => JsonSerializer.Serialize(happened, happened.GetType(), DomainJson.Default);

    public static string Text(IEnumerable<IDomainEvent> events) =>
        string.Join('\n', events.Select(happened => $"{DomainEvents.Names[happened.GetType()]} {Json(happened)}"));

    /// <summary>The event after a trip through the log.</summary>
    public static TEvent Reread<TEvent>(TEvent happened)
        where TEvent : IDomainEvent =>
        (TEvent)JsonSerializer.Deserialize(Json(happened), happened.GetType(), DomainJson.Default)!;
}
