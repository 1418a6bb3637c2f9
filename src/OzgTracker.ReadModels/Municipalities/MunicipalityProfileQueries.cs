using Npgsql;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

/// <summary>Questions to <see cref="MunicipalityProfileProjection"/>.</summary>
public static class MunicipalityProfileQueries
{
    const string FindSql = $"""
        select strategy_state, strategy_since, strategy_url, it_provider, mailbox, contact_url
          from {MunicipalityProfileProjection.Table}
         where id = $1
        """;

    /// <summary>What a unit says of itself; <see cref="MunicipalityProfile.Empty"/> when it never said anything.</summary>
    public static async Task<MunicipalityProfile> Find(NpgsqlDataSource source, string id, CancellationToken ct) =>
        (await source.Rows(FindSql, [Sql.Text(id)], Row, ct)).SingleOrDefault() ?? MunicipalityProfile.Empty;

    static MunicipalityProfile Row(NpgsqlDataReader reader)
    {
        var strategy = reader.TextOrNull(0) is { } code && Codes.TryParse<DigitalStrategyState>(code, out var state)
            ? new DigitalStrategy(state, reader.ValueOrNull<DateOnly>(1), reader.TextOrNull(2))
            : null;
        var contact = new ContactPoint(reader.TextOrNull(4), reader.TextOrNull(5));
        return new MunicipalityProfile(strategy, reader.TextOrNull(3), contact is { Mailbox: null, Url: null } ? null : contact);
    }
}
