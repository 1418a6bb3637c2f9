using System.Diagnostics;
using Npgsql;

namespace OzgTracker.Testing;

/// <summary>Waits for what only the server can tell.</summary>
public static class UntilExtensions
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until the answer is true.</summary>
    public static async Task Until(this NpgsqlDataSource source, string question, params object[] values)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            await using (var command = source.CreateCommand(question))
            {
                foreach (var value in values) command.Parameters.Add(new() { Value = value });
                if ((bool)(await command.ExecuteScalarAsync())!) return;
            }

            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"Never became true: {question}");
            await Task.Delay(BetweenLooks);
        }
    }
}
