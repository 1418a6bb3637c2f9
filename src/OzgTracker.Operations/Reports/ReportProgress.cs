using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using OzgTracker.EventStore;

namespace OzgTracker.Operations.Reports;

/// <summary>How far a file of reports has been taken in, a row of <c>ozg.setting</c> under the hash of the file, so that an import goes on where it stopped.</summary>
/// <remarks>Moves with the events of each page, and says what came before that page: the last page may be decided once more, which changes nothing.</remarks>
public sealed class ReportProgress
{
    const string MarkSql = "insert into ozg.setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";

    readonly string name;

    ReportProgress(string name) => this.name = name;

    /// <summary>That of a file; its stream ends at its beginning again.</summary>
    /// <param name="onBehalfOf">Who speaks; another speaker makes another import of the same file.</param>
    public static async Task<ReportProgress> OfAsync(Stream file, string? onBehalfOf, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
        file.Position = 0;
        return new ReportProgress($"reports-import {hash} {onBehalfOf}".TrimEnd());
    }

    /// <summary>Items that need not be read again.</summary>
    public async Task<long> DoneAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select value from ozg.setting where name = $1");
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(ct) is string done ? long.Parse(done, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Notes it together with the events of a page.</summary>
    public void Mark(IDocumentOperations operations, long items) => operations.QueueSqlCommand(MarkSql, name, items.ToString(CultureInfo.InvariantCulture));

    /// <summary>The file is done: the next time it is read from its beginning.</summary>
    public async Task EndAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("update ozg.setting set value = '0' where name = $1");
        command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync(ct);
    }
}
