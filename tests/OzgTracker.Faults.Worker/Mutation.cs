using OzgTracker.EventStore;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.Faults.Worker;

/// <summary>A promise that is broken on purpose, so that the tests of that promise turn red: <c>OZG_MUTATION</c>.</summary>
public static class Mutation
{
    public const string Variable = "OZG_MUTATION";

    public const string NaiveReader = "naive-reader", NoIdempotency = "no-idempotency", ProgressOutsideTransaction = "progress-outside-transaction";

    static readonly string[] Known = [NaiveReader, NoIdempotency, ProgressOutsideTransaction];

    /// <summary>The one in force; null in every ordinary run.</summary>
    public static string? Current { get; } = Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => null,
        var name when Known.Contains(name) => name,
        var name => throw new InvalidOperationException($"{Variable}={name} is not one of {string.Join(", ", Known)}."),
    };

    /// <summary>For the message of a test that the mutation turns red.</summary>
    public static string Note => Current is null ? "" : $" [{Variable}={Current}]";

    /// <summary>Breaks what a store can be told to break.</summary>
    public static void Break(StoreOptions options)
    {
        if (Current == NaiveReader) options.ReaderMode = ReaderMode.Naive;
        if (Current == ProgressOutsideTransaction) options.ProgressOutsideTransaction = true;
    }
}
