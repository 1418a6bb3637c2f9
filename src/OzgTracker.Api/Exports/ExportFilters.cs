using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>Conditions of an export. Their values are settings of the transaction, never part of the statement.</summary>
sealed class ExportFilters(ExportSnapshot snapshot)
{
    readonly List<string> conditions = [];

    /// <summary>The conditions as SQL; empty for none.</summary>
    public string Where => conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions);

    /// <summary>Adds a condition that reads <c>current_setting('ozg_export.NAME')</c>.</summary>
    public async Task Add(string condition, string name, string value, CancellationToken ct)
    {
        await snapshot.SetAsync(name, value, ct);
        conditions.Add(condition);
    }

    /// <summary>Units of a Land.</summary>
    public async Task OfUnits(string? state, CancellationToken ct)
    {
        if (state is not null)
            await Add($"municipality in (select id from {MunicipalityProjection.Table} where state = current_setting('ozg_export.state'))", "state", state, ct);
    }

    /// <summary>Some services.</summary>
    public async Task OfServices(string? ozgIds, CancellationToken ct)
    {
        if (ozgIds is not null) await Add("ozg_id = any(string_to_array(current_setting('ozg_export.ozg_id'), ','))", "ozg_id", ozgIds, ct);
    }

    /// <summary>Excludes nothing: looks up some services of each unit in the index that has units first, instead of all of them.</summary>
    public void UnitByUnit() => conditions.Add($"municipality in (select id from {MunicipalityProjection.Table})");

    /// <summary>One maturity model.</summary>
    public async Task OfModel(string? model, CancellationToken ct)
    {
        if (model is not null) await Add("model = current_setting('ozg_export.model')", "model", model, ct);
    }

    /// <summary>A model that nobody has published is refused, so that a spelling mistake is no empty file.</summary>
    public async Task<ProblemHttpResult?> CheckModel(string? model, CancellationToken ct)
    {
        if (model is null) return null;
        await using var find = snapshot.Command($"select exists (select from {MaturityModelProjection.Table} where id = $1)", new NpgsqlParameter<string> { TypedValue = model });
        return (bool)(await find.ExecuteScalarAsync(ct))! ? null : Problem.UnknownModel(model);
    }
}
