using System.Collections;

namespace OzgTracker.Api.Audit;

/// <summary>An access event as a line of the log: named values for collectors, the same as text for people; what is absent is left out.</summary>
sealed class AccessLine : IReadOnlyList<KeyValuePair<string, object?>>
{
    readonly KeyValuePair<string, object?>[] values;

    public AccessLine(AccessEvent happened) => values =
    [
        .. new (string Name, object? Value)[]
        {
            (nameof(AccessEvent.Kind), happened.Kind),
            (nameof(AccessEvent.Subject), happened.Subject),
            (nameof(AccessEvent.Role), happened.Role),
            (nameof(AccessEvent.Issuer), happened.Issuer),
            (nameof(AccessEvent.Method), happened.Method),
            (nameof(AccessEvent.Route), happened.Route),
            (nameof(AccessEvent.Operation), happened.Operation),
            (nameof(AccessEvent.Status), happened.Status),
            (nameof(AccessEvent.Code), happened.Code),
            (nameof(AccessEvent.TraceId), happened.TraceId),
            (nameof(AccessEvent.Count), happened.Count),
            (nameof(AccessEvent.Position), happened.Position),
            (nameof(AccessEvent.Detail), happened.Detail),
        }.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, one.Value)),
    ];

    public int Count => values.Length;

    public KeyValuePair<string, object?> this[int index] => values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => "Access: " + string.Join(", ", values.Select(one => FormattableString.Invariant($"{one.Key} {one.Value}")));
}
