using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;

namespace OzgTracker.ReadModels;

/// <summary>Parameters and columns that may be null.</summary>
static class Sql
{
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Value(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    /// <summary>One column of many rows.</summary>
    public static NpgsqlParameter<TValue[]> Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static T? ValueOrNull<T>(this NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    /// <summary>Reads all rows of a query.</summary>
    public static async Task<IReadOnlyList<TRow>> Rows<TRow>(
        this NpgsqlDataSource source, string sql, IEnumerable<NpgsqlParameter> parameters, Func<NpgsqlDataReader, TRow> read, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>A LIKE pattern for a folded column and a text as people type it. One without any letter or digit is found nowhere.</summary>
    public static string? NamePattern(string? text)
    {
        if (text is null) return null;
        var folded = SearchText.Fold(text);
        return Containing(folded.Length > 0 ? folded : text);
    }

    /// <summary>A LIKE pattern for the beginning of a key.</summary>
    public static string? KeyPattern(string? text) => text is null ? null : Containing(text.Trim())[1..];

    /// <summary>Finds a text anywhere; wildcards in it are ordinary letters.</summary>
    static string Containing(string text) =>
        $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
