using Npgsql;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

/// <summary>Which units a question is about; absent parts mean all.</summary>
/// <param name="State">Two digits.</param>
/// <param name="District">Five digits; the Kreis itself and the Gemeinden in it.</param>
/// <param name="Association">Id of a Gemeindeverband; itself and its members.</param>
/// <param name="Kind">Kind of unit.</param>
/// <param name="Size">Size class.</param>
public sealed record UnitFilter(string? State = null, string? District = null, string? Association = null, UnitKind? Kind = null, SizeClass? Size = null)
{
    /// <summary>Condition on the table alias <c>unit</c>; uses the parameters $1 to $6.</summary>
    internal const string Condition = """
        ($1 is null or unit.state = $1)
        and ($2 is null or unit.district = $2)
        and ($3 is null or unit.association = $3 or unit.id = $3)
        and ($4 is null or unit.kind = $4)
        and unit.population between $5 and $6
        """;

    internal IEnumerable<NpgsqlParameter> ToParameters() =>
    [
        Sql.Text(State),
        Sql.Text(District),
        Sql.Text(Association),
        Sql.Text(Kind is { } kind ? Codes.Text(kind) : null),
        new NpgsqlParameter<int> { TypedValue = Size?.From ?? 0 },
        new NpgsqlParameter<int> { TypedValue = Size?.To ?? int.MaxValue },
    ];
}
