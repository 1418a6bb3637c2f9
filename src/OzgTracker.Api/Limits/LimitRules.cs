using Microsoft.Extensions.Options;

namespace OzgTracker.Api.Limits;

/// <summary>Refuses to start with a limit that is none, and names the setting.</summary>
sealed class LimitRules : IValidateOptions<LimitOptions>
{
    const int Many = 100_000_000;

    /// <summary>The longest <c>Retry-After</c> that Power Query waits for.</summary>
    const int LongestWindow = 120;

    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        var errors = new List<string>();
        foreach (var (bucket, rate) in (IEnumerable<(string, RateOptions)>)
            [("Default", options.Default), ("Bulk", options.Bulk), ("Export", options.Export), ("SignIn", options.SignIn), ("Address", options.Address)])
        {
            Range(bucket + ":Permits", rate.Permits, 1, Many);
            Range(bucket + ":WindowSeconds", rate.WindowSeconds, 1, LongestWindow);
        }

        Range("Partitions", options.Partitions, 1, 10_000_000);
        var heavy = options.HeavyAnswers;
        Range("HeavyAnswers:Concurrent", heavy.Concurrent, 1, 10_000);
        Range("HeavyAnswers:Waiting", heavy.Waiting, 0, 100_000);
        Range("HeavyAnswers:WaitSeconds", heavy.WaitSeconds, 1, LongestWindow);
        var connections = options.Connections;
        Range("Connections:Most", connections.Most, 1, 1_000_000);
        Range("Connections:MostUpgraded", connections.MostUpgraded, 0, 1_000_000);
        Range("Connections:KeepAliveSeconds", connections.KeepAliveSeconds, 1, 3_600);
        Range("Connections:HeaderSeconds", connections.HeaderSeconds, 1, 600);
        Range("Connections:MinBodyBytesPerSecond", connections.MinBodyBytesPerSecond, 1, Many);
        Range("Connections:MinAnswerBytesPerSecond", connections.MinAnswerBytesPerSecond, 1, Many);
        Range("Connections:GraceSeconds", connections.GraceSeconds, 2, 600);
        Range("Connections:RequestLineBytes", connections.RequestLineBytes, 1_024, 1_048_576);
        Range("Connections:HeaderBytes", connections.HeaderBytes, 1_024, 1_048_576);
        Range("Connections:Headers", connections.Headers, 10, 10_000);
        Range("Connections:Http2Streams", connections.Http2Streams, 1, 10_000);
        var bodies = options.Bodies;
        Range("Bodies:SingleBytes", bodies.SingleBytes, 1_024, int.MaxValue);
        Range("Bodies:BulkBytes", bodies.BulkBytes, 1_024, int.MaxValue);
        Range("Bodies:ReportFileBytes", bodies.ReportFileBytes, 1_024, 1L << 40);
        Range("Bodies:CompressionRatio", bodies.CompressionRatio, 1, 1_000);
        Range("Bodies:Depth", bodies.Depth, 4, 64);
        Range("Bodies:TextCharacters", bodies.TextCharacters, 500, 1_000_000);
        Range("Bodies:Items", bodies.Items, 1_000, 10_000_000);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Range(string setting, long value, long least, long most)
        {
            if (value < least || value > most) errors.Add(FormattableString.Invariant($"{LimitOptions.Section}:{setting} is {value}; it must be from {least} to {most}."));
        }
    }
}
